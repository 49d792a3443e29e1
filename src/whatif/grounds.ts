import type { LayoutSet } from '../layout/record.js';
import { resolveMember } from '../model/memberRange.js';
import type { PageModel } from '../model/pageModel.js';
import { inEra } from '../model/era.js';
import type { PageState } from '../model/state.js';

/** What an answer rests on, and what it could not rest on. Told with every answer. */
export interface Grounds {
  /** `6.1.192` */
  readonly kernel: string;
  readonly arch: string;
  readonly config: string;
  /** Sentences: model facts taken, things supposed. */
  readonly assumptions: readonly string[];
  /** What is missing for a full answer; empty when nothing is. */
  readonly missing: readonly string[];
}

export function grounds(layout: LayoutSet, assumptions: readonly string[], missing: readonly string[] = []): Grounds {
  return { kernel: layout.kernel, arch: layout.arch, config: layout.config, assumptions, missing };
}

/** Facts of a state whose member this layout has under none of its names, and that no other fact of the same meaning stands in for. */
export function missingFacts(state: PageState, model: PageModel): readonly string[] {
  const claims = state.claims.filter((claim) => inEra(claim.era, model.layout.kernel));
  const found = new Set(claims.filter((claim) => resolveMember(claim, model.layout) !== undefined).map((claim) => claim.for));
  return [...new Set(claims.filter((claim) => !found.has(claim.for)).map((claim) =>
    `${state.name} keeps "${claim.for}" in ${claim.record ?? 'page'}.${claim.names.join(' or ')}, which this layout does not have`))];
}
