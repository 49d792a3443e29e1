import type { Verdict } from '../../judge/verdict.js';
import { describeStage, type Stage } from '../../model/lifeStage.js';
import { describeMeeting } from '../../model/reach.js';
import { inEra } from '../../model/era.js';
import type { Evidence } from '../../model/evidence.js';
import type { Cite, Cited } from '../cite.js';

/** Why a placement is judged as it is. `claimed` and `conflict` forbid it, a `duty` asks for care, a `note` only tells. */
export interface Reason {
  readonly weight: 'claimed' | 'conflict' | 'duty' | 'note';
  /** False when it depends on something not known. */
  readonly certain: boolean;
  readonly text: string;
  readonly evidence: readonly Cited[];
}

export interface ReasonContext {
  readonly kernel: string;
  readonly cite: Cite;
  /** Named before each reason where a question is about two states. */
  readonly state?: string;
  /** What is kept: `hlist_node`. */
  readonly stored?: string;
}

/** dump_page() runs when something went wrong already: it makes no placement wrong. */
const DUMP = describeMeeting('dump');

/** The judge's verdicts as reasons: one for a reader and a member, whatever stages of the stored thing mislead it. */
export function reasonsOf(verdicts: readonly Verdict[], context: ReasonContext): readonly Reason[] {
  const grouped = new Map<string, { readonly verdict: Verdict; readonly stages: Stage[]; certain: boolean }>();
  for (const verdict of verdicts) {
    const key = groupOf(verdict);
    const known = grouped.get(key);
    if (known) {
      if (verdict.kind !== 'claimed' && !known.stages.includes(verdict.stage)) known.stages.push(verdict.stage);
      known.certain ||= verdict.certainty === 'certain';
    } else grouped.set(key, { verdict, stages: verdict.kind === 'claimed' ? [] : [verdict.stage], certain: verdict.certainty === 'certain' });
  }
  return [...grouped.values()].map(({ verdict, stages, certain }) => ({
    weight: weightOf(verdict), certain, text: `${context.state === undefined ? '' : `${context.state}: `}${describe(verdict, stages, context.stored)}`, evidence: citedIn(verdict.evidence, context),
  }));
}

export function citedIn(facts: readonly Evidence[], { kernel, cite }: ReasonContext): readonly Cited[] {
  return facts.filter((fact) => inEra(fact.era, kernel)).map(cite);
}

function groupOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'claimed': return `claimed ${verdict.member} ${verdict.for}`;
    case 'misread': return `misread ${verdict.observer} ${verdict.member}`;
    case 'duty': return `duty ${verdict.at} ${verdict.member}`;
  }
}

function weightOf(verdict: Verdict): Reason['weight'] {
  switch (verdict.kind) {
    case 'claimed': return 'claimed';
    case 'misread': return verdict.meets === DUMP ? 'note' : 'conflict';
    case 'duty': return 'duty';
  }
}

function describe(verdict: Verdict, stages: readonly Stage[], stored: string | undefined): string {
  switch (verdict.kind) {
    case 'claimed': return `${verdict.member} holds ${verdict.for}${verdict.for === verdict.holds || verdict.holds.startsWith('unknown') ? '' : ` (${verdict.holds})`}`;
    case 'misread': {
      const given = verdict.given === undefined ? '' : ` (given ${verdict.given})`;
      if (verdict.meets === DUMP) return `dump_page() would take ${verdict.member} for ${verdict.readAs}: only after something went wrong already`;
      const supposed = verdict.certainty === 'certain' ? '' : `if ${verdict.meets}: `;
      return `${supposed}${verdict.path.join(' -> ')}${given} reads ${verdict.member} as ${verdict.readAs}, ${moments(stages, stored)}: ${verdict.harm}`;
    }
    case 'duty': {
      const when = verdict.at === 'free' ? 'before it is freed, ' : verdict.at === 'while-mapped' ? 'while it is mapped, ' : '';
      const left = verdict.stage === 'stored' || verdict.stage === 'linked' ? '' : ` (${describeStage(verdict.stage, stored).replace(/^after /, '')} leaves ${verdict.stored})`;
      return `${when}${verdict.says}${left}; otherwise ${verdict.otherwise}`;
    }
  }
}

function moments(stages: readonly Stage[], stored: string | undefined): string {
  const told = stages.map((stage) => describeStage(stage, stored));
  return told.length < 3 ? told.join(' and ') : `${told.slice(0, -1).join(', ')} and ${told[told.length - 1]!}`;
}
