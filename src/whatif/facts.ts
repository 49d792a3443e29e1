/** Every kernel fact that what-if answers rest on beside the page model, for the audit. */
import type { OtherFact } from '../check/audit/audit.js';
import { contentsOfStates, lowmemOnly, type PageTrait, scattered, vmallocAlias } from './pageTraits.js';
import { noteFacts } from './place/answer.js';
import { contentsFacts } from './place/contents.js';
import { tailFacts } from './place/judgeRow.js';
import { drifts, movableClaims, movableEvidence, nextAllocation, type Passage, passageChecks, passageWrites } from './place/passage.js';

const passages: readonly Passage[] = ['freed', 'allocated', 'within-allocator', 'handed-over'];

const traits = (what: string, of: readonly PageTrait[]): readonly OtherFact[] => of.map(({ state, evidence }) => ({ of: `${what} ${state}`, evidence }));

export const whatIfFacts: readonly OtherFact[] = [
  ...traits('contents of', contentsOfStates), ...traits('lowmem only:', lowmemOnly), ...traits('vmalloc alias:', vmallocAlias), ...traits('scattered:', scattered),
  ...Object.values(contentsFacts).map((fact) => ({ of: 'page contents', evidence: [fact] })),
  ...drifts.map(({ evidence }) => ({ of: 'drifts', evidence })),
  ...Object.values(tailFacts).map((fact) => ({ of: 'tails', evidence: [fact] })),
  ...Object.values(noteFacts).map((facts) => ({ of: 'notes', evidence: facts })),
  ...passages.flatMap((passage) => [
    ...passageWrites(passage).map((write) => ({ of: `passage ${passage}`, member: write, evidence: [{ ...write.evidence, ...(write.era && { era: write.era }) }] })),
    ...passageChecks(passage).map((duty) => ({ of: `passage ${passage}`, member: duty, evidence: duty.evidence })),
  ]),
  ...nextAllocation.map((duty) => ({ of: 'next allocation', member: duty, evidence: duty.evidence })),
  ...movableClaims.map((claim) => ({ of: 'movable pages', member: claim, evidence: [] })), { of: 'movable pages', evidence: movableEvidence },
];
