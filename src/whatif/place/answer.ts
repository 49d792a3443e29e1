import type { LayoutSet } from '../../layout/record.js';
import { evidence, type Evidence } from '../../model/evidence.js';
import { grounds, missingFacts, type Grounds } from '../grounds.js';
import { contentsReasons } from './contents.js';
import { askedStates, type PlaceContext, rowFor } from './judgeRow.js';
import { drifts, passageBetween } from './passage.js';
import { type PlaceQuestion, reachOf } from './question.js';
import { citedIn, type Reason, type ReasonContext } from './reasons.js';
import { better, mergeBits, type PlaceRow, toRow } from './rows.js';
import { slotsFor, takesPartOfWord } from './slots.js';
import { storedType } from './stored.js';

export interface PlaceAnswer {
  readonly question: PlaceQuestion;
  /** The best first. */
  readonly rows: readonly PlaceRow[];
  /** Where other ways to link a page could be kept: by their place, those free or free with duties. */
  readonly others: readonly { readonly label: string; readonly places: readonly string[] }[];
  readonly notes: readonly Reason[];
  readonly grounds: Grounds;
}

/** Judges every placement of the thing. Nothing is looked up in a table of answers: states, readers and checks decide word by word. */
export function answerPlace(question: PlaceQuestion, context: PlaceContext): PlaceAnswer {
  const states = askedStates(question, context.model);
  const rows = mergeBits(slotsFor(question.stored, context.model.layout).map((slot) => rowFor(slot, question, states, context)));
  const said: ReasonContext = { kernel: context.model.layout.kernel, cite: context.cite };
  const size = question.stored.kind === 'bits' ? Math.ceil(question.stored.count / 8) : question.stored.size;
  const contents = toRow({ offset: null, size, begins: 'page contents' }, ['page contents'], contentsReasons(question, context.model.layout, context.symbols, said));
  return {
    question, rows: [...rows, contents].sort(better), others: otherLinks(question, context), notes: notesFor(question, context.model.layout, said),
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
    const rows = slotsFor(stored, context.model.layout).map((slot) => rowFor(slot, { ...question, stored }, askedStates(question, context.model), context)).sort(better);
    return { label, places: rows.filter(({ verdict }) => verdict === 'free' || verdict === 'duties').map((row) => `${row.begins} (byte ${row.offset ?? 0}${row.verdict === 'duties' ? ', with duties' : ''})`) };
  });
}

export const noteFacts = {
  listLru: [evidence('mm/list_lru.c', 'list_lru_add', { before: '6.8' }), evidence('mm/list_lru.c', 'list_lru_add_obj', { since: '6.8' })],
  mergeAndSplit: [evidence('mm/page_alloc.c', '__free_one_page'), evidence('mm/page_alloc.c', 'expand')],
} as const satisfies Readonly<Record<string, readonly Evidence[]>>;

function notesFor(question: PlaceQuestion, layout: LayoutSet, said: ReasonContext): readonly Reason[] {
  const notes: Reason[] = [];
  const note = (text: string, ...facts: Parameters<typeof citedIn>[0]): void => { notes.push({ weight: 'note', certain: true, text, evidence: citedIn(facts, said) }); };
  const { label } = question.stored;
  const pageSize = layout.records['page']?.size ?? 0;
  if (question.stored.kind === 'parts' && question.stored.size > pageSize) note(`struct page has ${pageSize} bytes here: of ${question.stored.size} only a pointer to them can be kept there`);
  if (label === 'list_head') {
    note('on a list_lru, the node comes from virt_to_page(item): for a list_head inside struct page that is a page of the memory map, not this page; pass the node instead', ...noteFacts.listLru);
  }
  if (label === 'hlist_node') note('an hlist_node takes two words as a list_head does: only the list\'s head is smaller; next may be NULL');
  if (question.state.name === 'buddy-free') note('a page stays the head of its block only until it merges or is split: what is kept there moves to no other head', ...noteFacts.mergeAndSplit);
  return notes;
}

function groundsFor(question: PlaceQuestion, { model }: PlaceContext): Grounds {
  const { state, then, movable } = question;
  const states = then === undefined ? [state] : [state, then];
  const assumptions = states.map((one) => `${one.name}: ${one.claims.length} claims, ${one.duties.length} duties of the model; user processes may map it: ${reachOf(one, question).userMappable}`);
  for (const { by, to } of drifts.filter(({ from }) => from === state.name)) assumptions.push(`${by}: it was judged in state ${to} too`);
  if (takesPartOfWord(question.stored, model.layout)) assumptions.push('the other bits of the word stay 0');
  if (!movable) assumptions.push('compaction does not move the page: its owner registers no movable_operations (--movable asks otherwise)');
  if (then !== undefined && passageBetween(state, then) === 'handed-over') assumptions.push(`the page goes from ${state.name} to ${then.name} with its reference held, not through the page allocator`);
  assumptions.push(`${model.observers.length} readers that do not know the owner; a reader outside of the model is not seen`);
  return grounds(model.layout, assumptions, states.flatMap((one) => missingFacts(one, model)));
}
