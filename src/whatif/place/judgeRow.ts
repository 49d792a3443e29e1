import { judgePlacement } from '../../judge/judge.js';
import type { Verdict } from '../../judge/verdict.js';
import { inEra } from '../../model/era.js';
import { evidence, type Evidence } from '../../model/evidence.js';
import { membersAt, overlap, resolveMember } from '../../model/memberRange.js';
import { type PageModel, readingsOf, turnsAway } from '../../model/pageModel.js';
import { canMeet, type Reach } from '../../model/reach.js';
import type { PageState } from '../../model/state.js';
import type { Cite } from '../cite.js';
import type { Symbols } from './contents.js';
import { drifts, movableClaims, movableEvidence, nextAllocation, passageBetween, passageChecks, passageWrites } from './passage.js';
import { isFree, type PlaceQuestion, reachOf } from './question.js';
import { citedIn, type Reason, type ReasonContext, reasonsOf } from './reasons.js';
import { distinct, type PlaceRow, toRow } from './rows.js';
import { placeParts, type Slot } from './slots.js';
import { whileThere } from './stored.js';

export interface PlaceContext {
  readonly model: PageModel;
  readonly symbols: Symbols;
  readonly cite: Cite;
}

/** The states that are asked about and those such a page drifts to, with what the question adds to them: made once, because facts are found once for each. */
export function askedStates(question: PlaceQuestion, { states }: PageModel): readonly PageState[] {
  const { state, then } = question;
  const drifted = drifts.filter(({ from, to }) => from === state.name && to !== then?.name).flatMap(({ to }) => states.find(({ name }) => name === to) ?? []);
  return [state, ...drifted, ...(then === undefined ? [] : [then])].map((one) => asAsked(one, question));
}

/** One placement, judged in every state that is asked about and on the way between them. */
export function rowFor(slot: Slot, question: PlaceQuestion, states: readonly PageState[], context: PlaceContext): PlaceRow & { readonly slot: Slot } {
  const { model, cite } = context;
  const several = states.length > 1;
  const reasons: Reason[] = [...ownWords(slot, model, cite)];
  for (const state of states) {
    const said: ReasonContext = { kernel: model.layout.kernel, cite, stored: question.stored.label, ...(several && { state: state.name }) };
    reasons.push(...reasonsOf(judgeSlot(slot, state, reachOf(state, question), model), said));
  }
  if (states.some(({ position }) => position === 'tail')) reasons.push(...tailDuties({ kernel: model.layout.kernel, cite }));
  if (question.then !== undefined) reasons.push(...onTheWay(slot, question.state, question.then, question, context));
  const members = membersAt({ offset: slot.offset, size: slot.size }, model.layout);
  if (members.length === 0) reasons.push({ weight: 'note', certain: true, text: 'padding: no member lies here under this configuration; others put one here', evidence: [] });
  const begins = model.layout.records['page']?.fields.find((field) => field.offsetBits === slot.offset * 8)?.path ?? members[0] ?? 'padding';
  const row = toRow({ offset: slot.offset, size: slot.size, begins }, members, distinct(reasons));
  return { ...row, slot, reasons: row.verdict === 'free' || row.verdict === 'duties' ? [...row.reasons, ...unmisled(slot, question, context)] : row.reasons };
}

/** Claims are on the bytes taken, readings of the words around them: one judgement where both are the same. */
function judgeSlot({ placement, extent }: Slot, state: PageState, reach: Reach, model: PageModel): readonly Verdict[] {
  if (placement === extent) return judgePlacement(placement, { state, reach }, model);
  return [
    ...judgePlacement(extent, { state: { ...state, duties: [] }, reach }, { ...model, observers: [] }),
    ...judgePlacement(placement, { state: { ...state, claims: [] }, reach }, model),
  ];
}

/** The state with what the question adds to it: movable pages need more words, free pages are checked when they are next given out. */
function asAsked(state: PageState, question: PlaceQuestion): PageState {
  // That mapping is NULL in free memory is one of the checks.
  const claims = isFree(state) ? state.claims.filter((claim) => claim.holds.kind !== 'null') : state.claims;
  return {
    ...state,
    claims: question.movable ? [...claims, ...movableClaims] : claims,
    duties: isFree(state) ? [...state.duties, ...nextAllocation] : state.duties,
    evidence: question.movable ? [...state.evidence, ...movableEvidence] : state.evidence,
  };
}

/** Members declared outside of the unions mean the same whoever owns the page: flags, counts, memcg_data, virtual, _last_cpupid. */
function ownWords(slot: Slot, model: PageModel, cite: Cite): readonly Reason[] {
  const fields = model.layout.records['page']?.fields ?? [];
  if (!fields.some((field) => field.arm !== undefined)) return [];
  return fields.filter((field) => field.arm === undefined && !field.path.includes('.') && slot.extent.words.some((word) => overlap({ offset: field.offsetBits / 8, size: field.sizeBits / 8 }, word)))
    .map((field): Reason => ({
      weight: 'claimed', certain: true, text: `${field.path} stands outside of the unions: it means the same in every state`,
      evidence: [field.declared ? { file: field.declared.file, function: 'page', line: field.declared.line } : cite(evidence('include/linux/mm_types.h', 'page'))],
    }));
}

export const tailFacts = {
  optimized: evidence('mm/hugetlb_vmemmap.c', 'vmemmap_remap_pte', { since: '5.18' }), split: evidence('mm/huge_memory.c', '__split_huge_page_tail', { before: '6.14' }),
} as const satisfies Readonly<Record<string, Evidence>>;

/** A tail's struct page is not always its own memory, nor a tail for good. */
function tailDuties(said: ReasonContext): readonly Reason[] {
  const duty = (text: string, ...facts: readonly Evidence[]): Reason => ({ weight: 'duty', certain: true, text, evidence: citedIn(facts, said) });
  return [
    ...(inEra({ since: '5.14' }, said.kernel) ? [duty('not in a hugetlb folio with an optimized vmemmap: its tails share one page of the memory map, mapped read-only: a write faults', tailFacts.optimized)] : []),
    duty('taken away before the folio is split: each tail then becomes a page of its own', tailFacts.split),
  ];
}

/** What the way between two states writes, or refuses to find. */
function onTheWay(slot: Slot, from: PageState, to: PageState, question: PlaceQuestion, context: PlaceContext): readonly Reason[] {
  const { model, cite } = context;
  const { kernel } = model.layout;
  const passage = passageBetween(from, to);
  const said: ReasonContext = { kernel, cite, stored: question.stored.label, state: `${from.name} -> ${to.name}` };
  const reasons: Reason[] = [];
  for (const write of passageWrites(passage)) {
    const range = inEra(write.era, kernel) ? resolveMember(write, model.layout) : undefined;
    if (range && slot.extent.words.some((word) => overlap(range, word))) reasons.push({ weight: 'claimed', certain: true, text: `on the way from ${from.name} to ${to.name}: ${write.says}`, evidence: citedIn([write.evidence], said) });
  }
  const checks = passageChecks(passage).map((duty) => ({ ...duty, at: 'while-held' as const }));
  if (checks.length === 0) return reasons;
  const there = question.stored.kind === 'bits' || slot.placement !== slot.extent ? slot.placement : placeParts(slot.placement.label, whileThere(question.stored.parts), slot.offset);
  const judged = judgePlacement(there, { state: { ...from, claims: [], duties: checks }, reach: { userMappable: 'no', pfnScan: 'no', counted: 'no', freed: 'no', skbFragment: 'no' } }, { ...model, observers: [] });
  return [...reasons, ...reasonsOf(judged, said).map((reason): Reason => ({ ...reason, weight: 'conflict' }))];
}

/** Readers that look at these bytes and are not misled: the reason why a word that somebody reads is free all the same. */
function unmisled(slot: Slot, question: PlaceQuestion, { model }: PlaceContext): readonly Reason[] {
  const told = model.observers.filter((observer) => !turnsAway(observer, question.state, model)
    && observer.routes.some((route) => inEra(route.era, model.layout.kernel) && route.meets !== 'owner-change' && route.meets !== 'dump' && canMeet(route.meets, reachOf(question.state, question)) !== 'no')
    && readingsOf(observer, model).some((reading) => slot.placement.words.some((word) => overlap(reading.range, word))));
  return told.length === 0 ? [] : [{ weight: 'note', certain: true, text: `read but not misread by ${told.map((observer) => observer.title.split(':')[0]!).join('; ')}`, evidence: [] }];
}
