import { judgePlacement } from '../../judge/judge.js';
import { placeValue } from '../../judge/placement.js';
import type { LayoutSet, RecordLayout } from '../../layout/record.js';
import { membersAt, resolveMember } from '../../model/memberRange.js';
import { readingsOf, stateNamed, type PageModel } from '../../model/pageModel.js';
import type { Cite } from '../cite.js';
import { type Reason, reasonsOf } from '../place/reasons.js';
import type { StandIn } from './proposal.js';

/** An object that is reached as if it were a struct page. Bytes. */
export interface StandInAnswer {
  readonly record: string;
  /** Its size today. */
  readonly size: number;
  /** Members that must lie where struct page has them; `finds` is what lies there today. */
  readonly required: readonly { readonly member: string; readonly offset: number; readonly size: number; readonly finds: readonly string[] }[];
  /** The least size with all of them. */
  readonly leastSize: number;
  /** Readers that follow the word and read a member of the head they do not find. */
  readonly misread: readonly { readonly reader: string; readonly member: string; readonly offset: number; readonly finds: readonly string[]; readonly beyond: boolean }[];
  /** Members of struct folio behind the first page: folio_order() and its like read them past the object's end. */
  readonly folioBeyond: readonly string[];
  /** What else becomes of the word that leads to it. */
  readonly reasons: readonly Reason[];
}

/** @returns what is missing where it cannot be told */
export function standInAnswer(standIn: StandIn, state: string, context: { readonly model: PageModel; readonly recordOf: (name: string) => RecordLayout | undefined; readonly cite: Cite }): StandInAnswer | { readonly missing: string } {
  const { model } = context;
  const { layout } = model;
  const record = layout.records[standIn.record] ?? context.recordOf(standIn.record);
  const page = layout.records['page'];
  if (!record || !page) return { missing: `struct ${standIn.record} is not in what was opened: the offsets of its members are not known` };
  const required = standIn.matches.flatMap((member) => {
    const range = resolveMember({ names: [member] }, layout);
    return range ? [{ member, offset: range.offset, size: range.size, finds: membersIn(record, range.offset, range.size, layout) }] : [];
  });
  const misread = model.observers.filter((observer) => observer.readsHead).flatMap((observer) => readingsOf(observer, model)
    .filter(({ range }) => !required.some((one) => one.offset === range.offset))
    .map(({ range }) => ({ reader: observer.title, member: range.path, offset: range.offset, finds: membersIn(record, range.offset, range.size, layout), beyond: range.offset + range.size > record.size })));
  const folio = layout.records['folio'];
  const beyond = (folio?.fields ?? []).filter((field) => !/[.[]/.test(field.path) && field.offsetBits >= page.size * 8 && !/^(__|_flags|_head|page)/.test(field.path)).map((field) => field.path);
  return {
    record: standIn.record, size: record.size, required, leastSize: Math.max(0, ...required.map(({ offset, size }) => offset + size)),
    misread, folioBeyond: beyond, reasons: judged(standIn, state, context.model, context.cite),
  };
}

function membersIn(record: RecordLayout, offset: number, size: number, layout: LayoutSet): readonly string[] {
  return membersAt({ offset, size }, { ...layout, records: { [record.record]: record } }, record.record);
}

/** The word itself, judged as a pointer with bit 0 set in a page of that state. */
function judged({ through, record }: StandIn, name: string, model: PageModel, cite: Cite): readonly Reason[] {
  const state = stateNamed(name, model);
  const range = resolveMember({ names: [through, 'compound_info'] }, model.layout);
  if (!state || !range) return [];
  const verdicts = judgePlacement(placeValue({ kind: 'pointer', to: record, tag: 1 }, range.offset, range.size), { state: { ...state, claims: [] } }, model);
  return reasonsOf(verdicts, { kernel: model.layout.kernel, cite });
}
