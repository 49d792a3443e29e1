import type { Answer } from '../../judge/verdict.js';
import type { Cited } from '../cite.js';
import type { Reason } from './reasons.js';
import type { Slot } from './slots.js';

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

/** A placement with all that is to be said of it: the gravest reason is the verdict. */
export function toRow(place: Pick<PlaceRow, 'offset' | 'size' | 'begins'>, members: readonly string[], all: readonly Reason[]): PlaceRow {
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
export function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ weight, text }) => {
    const key = weight === 'duty' ? `${weight} ${/(\w+) must be/.exec(text)?.[1] ?? text}` : `${weight} ${text}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Neighbouring bit positions with the same answer become one row. */
export function mergeBits(rows: readonly (PlaceRow & { readonly slot: Slot })[]): readonly PlaceRow[] {
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
export function better(a: PlaceRow, b: PlaceRow): number {
  const order = { free: 0, duties: 1, conflict: 2, claimed: 3 };
  const count = (row: PlaceRow): number => row.reasons.filter((reason) => reason.weight !== 'note').length * 4 + row.duties.length * 2 + (row.reasons.length > 0 ? 1 : 0);
  return order[a.verdict] - order[b.verdict] || Number(a.offset === null) - Number(b.offset === null) || count(a) - count(b) || (a.offset ?? 0) - (b.offset ?? 0);
}
