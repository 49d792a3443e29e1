import { judgePlacement } from '../../judge/judge.js';
import type { PageModel } from '../../model/pageModel.js';
import { readingsOf, turnsAway } from '../../model/pageModel.js';
import { inEra } from '../../model/era.js';
import { membersAt, overlap, resolveMember } from '../../model/memberRange.js';
import { canMeet, type Reach } from '../../model/reach.js';
import type { PageState } from '../../model/state.js';
import type { Answer, Verdict } from '../../judge/verdict.js';
import { evidence, type Evidence } from '../../model/evidence.js';
import type { Cite, Cited } from '../cite.js';
import { grounds, missingFacts, type Grounds } from '../grounds.js';
import { contentsReasons, type Symbols } from './contents.js';
import { movableClaims, movableEvidence, nextAllocation, passageBetween, passageChecks, passageWrites } from './passage.js';
import { isFree, type PlaceQuestion, reachOf } from './question.js';
import { citedIn, type Reason, type ReasonContext, reasonsOf } from './reasons.js';
import { placeParts, type Slot, slotsFor } from './slots.js';
import { storedType, whileThere } from './stored.js';

/** One placement and what becomes of it. Bytes; `offset` null: in the page's own memory. */
export interface PlaceRow {
  readonly offset: number | null;
  readonly size: number;
  /** For bits of a word: the lowest and the highest bit at which they may begin, counted from the word's lowest. */
  readonly bits?: { readonly from: number; readonly to: number; readonly count: number };
  readonly members: readonly string[];
  /** The first member that begins there, `lru.prev` where none of the outermost does. */
  readonly begins: string;
  readonly verdict: Answer;
  readonly reasons: readonly Reason[];
  readonly duties: readonly Reason[];
  readonly evidence: readonly Cited[];
}

export interface PlaceAnswer {
  readonly question: PlaceQuestion;
  /** The best first. */
  readonly rows: readonly PlaceRow[];
  /** Where other ways to link a page could be kept: by their place, those free or free with duties. */
  readonly others: readonly { readonly label: string; readonly places: readonly string[] }[];
  readonly notes: readonly Reason[];
  readonly grounds: Grounds;
}

export interface PlaceContext {
  readonly model: PageModel;
  readonly symbols: Symbols;
  readonly cite: Cite;
}

/** Judges every placement of the thing. Nothing is looked up in a table of answers: states, readers and checks decide word by word. */
export function answerPlace(question: PlaceQuestion, context: PlaceContext): PlaceAnswer {
  const states = askedStates(question);
  const rows = mergeBits(slotsFor(question.stored, context.model.layout).map((slot) => rowFor(slot, question, states, context)));
  const said: ReasonContext = { kernel: context.model.layout.kernel, cite: context.cite };
  const size = question.stored.kind === 'bits' ? Math.ceil(question.stored.count / 8) : question.stored.size;
  const contents = toRow({ offset: null, size, begins: 'page contents' }, ['page contents'], contentsReasons(question, context.model.layout, context.symbols, said));
  return {
    question, rows: [...rows, contents].sort(better), others: otherLinks(question, context), notes: notesFor(question, said),
    grounds: groundsFor(question, context),
  };
}

/** "Can it be an hlist?": the ways to link pages, against each other. */
function otherLinks(question: PlaceQuestion, context: PlaceContext): PlaceAnswer['others'] {
  const links = ['list_head', 'hlist_node', 'pointer'];
  if (!links.includes(question.stored.label)) return [];
  return links.filter((label) => label !== question.stored.label).map((label) => {
    const stored = storedType(label, context.model.layout, () => undefined);
    if ('problem' in stored) return { label, places: [] };
    const rows = slotsFor(stored, context.model.layout).map((slot) => rowFor(slot, { ...question, stored }, askedStates(question), context)).sort(better);
    return { label, places: rows.filter(({ verdict }) => verdict === 'free' || verdict === 'duties').map((row) => `${row.begins} (byte ${row.offset ?? 0}${row.verdict === 'duties' ? ', with duties' : ''})`) };
  });
}

/** The states that are asked about, with what the question adds to them: made once, because facts are found once for each. */
function askedStates(question: PlaceQuestion): readonly PageState[] {
  const { state, then } = question;
  return (then === undefined ? [state] : [state, then]).map((one) => asAsked(one, question));
}

function rowFor(slot: Slot, question: PlaceQuestion, states: readonly PageState[], context: PlaceContext): PlaceRow & { readonly slot: Slot } {
  const { model, cite } = context;
  const two = question.then !== undefined;
  const reasons: Reason[] = [...ownWords(slot, model, cite)];
  for (const state of states) {
    const said: ReasonContext = { kernel: model.layout.kernel, cite, ...(two && { state: state.name }) };
    reasons.push(...reasonsOf(judgeSlot(slot, state, reachOf(state, question), model), said));
  }
  if (states.some(({ position }) => position === 'tail')) reasons.push(...tailDuties({ kernel: model.layout.kernel, cite }));
  if (two) reasons.push(...onTheWay(slot, question.state, question.then, question, context));
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

/** A tail's struct page is not always its own memory, nor a tail for good. */
function tailDuties(said: ReasonContext): readonly Reason[] {
  const duty = (text: string, ...facts: readonly Evidence[]): Reason => ({ weight: 'duty', certain: true, text, evidence: citedIn(facts, said) });
  return [
    ...(inEra({ since: '5.14' }, said.kernel) ? [duty('not in a hugetlb folio with an optimized vmemmap: its tails share one page of the memory map, mapped read-only: a write faults', evidence('mm/hugetlb_vmemmap.c', 'vmemmap_remap_pte', { since: '5.18' }))] : []),
    duty('taken away before the folio is split: each tail then becomes a page of its own', evidence('mm/huge_memory.c', '__split_huge_page_tail', { before: '6.14' })),
  ];
}

/** What the way between two states writes, or refuses to find. */
function onTheWay(slot: Slot, from: PageState, to: PageState, question: PlaceQuestion, context: PlaceContext): readonly Reason[] {
  const { model, cite } = context;
  const { kernel } = model.layout;
  const passage = passageBetween(from, to);
  const said: ReasonContext = { kernel, cite, state: `${from.name} -> ${to.name}` };
  const reasons: Reason[] = [];
  for (const write of passageWrites(passage)) {
    const range = inEra(write.era, kernel) ? resolveMember(write, model.layout) : undefined;
    if (range && slot.extent.words.some((word) => overlap(range, word))) reasons.push({ weight: 'claimed', certain: true, text: `on the way from ${from.name} to ${to.name}: ${write.says}`, evidence: citedIn([write.evidence], said) });
  }
  const checks = passageChecks(passage).map((duty) => ({ ...duty, at: 'while-held' as const }));
  if (checks.length === 0) return reasons;
  const there = question.stored.kind === 'bits' ? slot.placement : placeParts(slot.placement.label, whileThere(question.stored.parts), slot.offset);
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

function toRow(place: Pick<PlaceRow, 'offset' | 'size' | 'begins'>, members: readonly string[], all: readonly Reason[]): PlaceRow {
  const reasons = all.filter((reason) => reason.weight !== 'duty').sort((a, b) => rank(a) - rank(b));
  const duties = all.filter((reason) => reason.weight === 'duty');
  const verdict: Answer = reasons.some((reason) => reason.weight === 'claimed') ? 'claimed' : reasons.some((reason) => reason.weight === 'conflict') ? 'conflict' : duties.length > 0 ? 'duties' : 'free';
  const cited = new Map(all.flatMap((reason) => reason.evidence).map((one) => [`${one.file} ${one.function} ${one.line ?? ''}`, one]));
  return { ...place, members, verdict, reasons, duties, evidence: [...cited.values()] };
}

function rank(reason: Reason): number {
  return { claimed: 0, conflict: 2, duty: 4, note: 6 }[reason.weight] + (reason.certain ? 0 : 1);
}

/** A member that two rules speak of is told once, by the first. */
function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ weight, text }) => {
    const key = weight === 'duty' ? `${weight} ${/(\w+) must be/.exec(text)?.[1] ?? text}` : `${weight} ${text}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Neighbouring bit positions with the same answer become one row. */
function mergeBits(rows: readonly (PlaceRow & { readonly slot: Slot })[]): readonly PlaceRow[] {
  const merged: PlaceRow[] = [];
  let last: string | undefined;
  for (const { slot, ...row } of rows) {
    if (slot.bits === undefined) {
      merged.push(row);
      continue;
    }
    const key = `${slot.offset} ${row.verdict} ${[...row.reasons, ...row.duties].map((reason) => reason.text).join('|')}`;
    const before = merged[merged.length - 1];
    if (key === last && before?.bits) merged[merged.length - 1] = { ...before, bits: { ...before.bits, to: slot.bits.first } };
    else merged.push({ ...row, bits: { from: slot.bits.first, to: slot.bits.first, count: slot.bits.count } });
    last = key;
  }
  return merged;
}

/** Free before duties before conflicts before claims; among equals the surer, the one with less to do, struct page before contents. */
function better(a: PlaceRow, b: PlaceRow): number {
  const order = { free: 0, duties: 1, conflict: 2, claimed: 3 };
  const count = (row: PlaceRow): number => row.reasons.filter((reason) => reason.weight !== 'note').length * 4 + row.duties.length * 2 + (row.reasons.length > 0 ? 1 : 0);
  return order[a.verdict] - order[b.verdict] || Number(a.offset === null) - Number(b.offset === null) || count(a) - count(b) || (a.offset ?? 0) - (b.offset ?? 0);
}

function notesFor(question: PlaceQuestion, said: ReasonContext): readonly Reason[] {
  const notes: Reason[] = [];
  const note = (text: string, ...facts: Parameters<typeof citedIn>[0]): void => { notes.push({ weight: 'note', certain: true, text, evidence: citedIn(facts, said) }); };
  const { label } = question.stored;
  if (label === 'list_head') {
    note('on a list_lru, the node comes from virt_to_page(item): for a list_head inside struct page that is a page of the memory map, not this page; pass the node instead', evidence('mm/list_lru.c', 'list_lru_add', { before: '6.8' }), evidence('mm/list_lru.c', 'list_lru_add_obj', { since: '6.8' }));
  }
  if (label === 'hlist_node') note('an hlist_node takes two words as a list_head does: only the list\'s head is smaller; next may be NULL');
  if (question.state.name === 'buddy-free') note('a page stays the head of its block only until it merges or is split: what is kept there moves to no other head', evidence('mm/page_alloc.c', '__free_one_page'), evidence('mm/page_alloc.c', 'expand'));
  return notes;
}

function groundsFor(question: PlaceQuestion, { model }: PlaceContext): Grounds {
  const { state, then, movable } = question;
  const states = then === undefined ? [state] : [state, then];
  const assumptions = states.map((one) => `${one.name}: ${one.claims.length} claims, ${one.duties.length} duties of the model; user processes may map it: ${reachOf(one, question).userMappable}`);
  if (question.stored.kind === 'bits') assumptions.push('the other bits of the word stay 0');
  if (!movable) assumptions.push('compaction does not move the page: its owner registers no movable_operations (--movable asks otherwise)');
  if (then !== undefined && passageBetween(state, then) === 'handed-over') assumptions.push(`the page goes from ${state.name} to ${then.name} with its reference held, not through the page allocator`);
  assumptions.push(`${model.observers.length} readers that do not know the owner; a reader outside of the model is not seen`);
  return grounds(model.layout, assumptions, states.flatMap((one) => missingFacts(one, model)));
}
