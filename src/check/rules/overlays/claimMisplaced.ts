/** What an owner keeps in its pages, judged where the member is declared: a member that moved over a word that others read without knowing the owner. */
import { lineIndex } from '../../../c/position.js';
import { judgePlacement } from '../../../judge/judge.js';
import { placeRecord, placeValue } from '../../../judge/placement.js';
import type { Misread } from '../../../judge/verdict.js';
import { LayoutError } from '../../../layout/compute.js';
import type { LayoutSet } from '../../../layout/record.js';
import { TreeLayouts } from '../../../layout/treeLayouts.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { claimsOf, type PageModel, pageModel, type Placed } from '../../../model/pageModel.js';
import type { Claim, PageState } from '../../../model/state.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { otherSetups, withFile } from '../../configs/otherConfigs.js';
import { readerIn } from '../../words/readers.js';

export function claimMisplaced(facts: FileFacts): readonly Finding[] {
  const { overlays, model } = facts.context;
  const tags = overlays.tags.filter((tag) => overlays.definedIn.get(tag)?.includes(facts.file.path));
  if (tags.length === 0) return [];
  const findings = new Map<string, Finding>();
  for (const layout of layoutsOf(facts)) {
    const here: PageModel = { ...pageModel(layout), states: model.states };
    // Readers who do not know the owner ask a tail's head.
    for (const state of model.states.filter(({ position }) => position !== 'tail')) {
      for (const claim of claimsOf(state, here)) {
        const key = `${claim.range.record}.${claim.range.path}`;
        if (findings.has(key) || claim.range.field.declared?.file !== facts.file.path || !tags.includes(claim.range.record)) continue;
        const misread = misreadOf(claim, state, here).find((one) => one.certainty === 'certain' || !liesThere(claim, state, one.member, model));
        if (misread) findings.set(key, told(claim, state, misread, layout, facts));
      }
    }
  }
  return [...findings.values()];
}

function* layoutsOf(facts: FileFacts): Generator<LayoutSet> {
  const { context, file } = facts;
  yield context.model.layout;
  for (const setup of otherSetups(context)) {
    try {
      yield new TreeLayouts(withFile(setup, file), context.parser, context.overlays).all();
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
    }
  }
}

function misreadOf(claim: Placed<Claim>, state: PageState, model: PageModel): readonly Misread[] {
  const { offset, size, field } = claim.range;
  const placement = placeRecord(field.type.replace(/^struct\s+/, ''), offset, model.layout) ?? placeValue(claim.holds, offset, size);
  return judgePlacement(placement, { state }, model).filter((verdict): verdict is Misread => verdict.kind === 'misread');
}

/** Whether the opened configuration has the two in the same bits as well: then the owner knows of it. */
function liesThere({ names }: Placed<Claim>, state: PageState, member: string, model: PageModel): boolean {
  const range = resolveMember({ names: [member] }, model.layout);
  return range !== undefined && claimsOf(state, model).some((other) => other.names === names && overlap(other.range, range));
}

function told(claim: Placed<Claim>, state: PageState, misread: Misread, layout: LayoutSet, facts: FileFacts): Finding {
  const { range } = claim, declared = range.field.declared!;
  const site = { file: facts.file.path, offset: lineIndex(facts.file.text).offset(declared.line, declared.column), function: '' };
  const reader = readerIn(facts.context.tree, { evidence: misread.evidence, member: misread.member, readAs: misread.readAs, path: misread.path });
  return facts.finding('word-misread', 'warning', site,
    `${range.record}.${range.path} of a ${state.title} lies over page.${misread.member} here: ${misread.title} takes ${misread.stored} for ${misread.readAs}: ${misread.harm}`,
    { state: state.name, config: `${layout.kernel} ${layout.arch}, ${layout.config}`, words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(site, `${claim.for}: bytes ${range.offset}-${range.offset + range.size - 1}`), ...(reader ? [reader] : [])] });
}
