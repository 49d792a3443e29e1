/** Members as bits of a struct page, and who else has those bits. */
import type { FieldLayout, LayoutSet } from '../layout/record.js';

/** A member by the record it is named through. */
export interface MemberName {
  readonly record: string;
  /** From the record on: `lru.next`. */
  readonly path: string;
}

/** Bits of one struct page; of the record itself where that is no view of struct page. */
export interface Bits {
  readonly offsetBits: number;
  readonly sizeBits: number;
  /** A folio lies over several struct pages: which of them, counted from 0. */
  readonly pageNumber: number;
  /** The record that the bits belong to: `page`, or a descriptor that a page points to. */
  readonly space: string;
}

/** A member that shares bits with another. */
export interface Sharing extends MemberName {
  readonly field: FieldLayout;
  readonly bits: Bits;
}

/** The layout of a member; an index behind an array picks the element. */
export function fieldOf(layout: LayoutSet, { record, path }: MemberName): FieldLayout | undefined {
  const fields = layout.records[record]?.fields;
  const exact = fields?.find((field) => field.path === path);
  if (exact) return exact;
  const indexed = /^(.*)\[(\d+)\]$/.exec(path);
  if (!indexed) return undefined;
  const array = fields?.find((field) => field.path === indexed[1]);
  const count = array && Number(/\[(\d+)\]$/.exec(array.type)?.[1]);
  if (!array || !count || Number(indexed[2]) >= count) return undefined;
  const sizeBits = array.sizeBits / count;
  return { ...array, path, sizeBits, offsetBits: array.offsetBits + Number(indexed[2]) * sizeBits };
}

/** Where a member lies; undefined when this configuration does not have it. */
export function bitsOf(layout: LayoutSet, member: MemberName, descriptors: readonly string[]): Bits | undefined {
  const field = fieldOf(layout, member);
  return field && place(layout, member.record, field, descriptors);
}

function place(layout: LayoutSet, record: string, field: FieldLayout, descriptors: readonly string[]): Bits {
  const page = layout.records['page'];
  if (!page || descriptors.includes(record)) return { offsetBits: field.offsetBits, sizeBits: field.sizeBits, pageNumber: 0, space: record };
  const pageNumber = Math.floor(field.offsetBits / (page.size * 8));
  return { offsetBits: field.offsetBits - pageNumber * page.size * 8, sizeBits: field.sizeBits, pageNumber, space: 'page' };
}

/** Whether two places can be the same bits: a struct page may be any of a folio's. */
export function share(a: Bits, b: Bits): boolean {
  return a.space === b.space && a.offsetBits < b.offsetBits + b.sizeBits && b.offsetBits < a.offsetBits + a.sizeBits;
}

/** A struct page inside an overlay (`folio.page`): another way to say "all of it", no member with a meaning of its own. */
export function isWholePage(field: FieldLayout): boolean {
  return /^struct (page|folio)$/.test(field.type);
}

/**
 * The other members of some bits, in the order of the layouts' records. A list_head that only touches them is told by its half
 * (`lru.next`), what lies in one word by its outermost name, and a struct page inside an overlay not at all.
 */
export function sharing(layout: LayoutSet, bits: Bits, self: MemberName, descriptors: readonly string[]): readonly Sharing[] {
  const found: Sharing[] = [];
  const wordBits = layout.abi.wordSize * 8;
  for (const [record, { fields }] of Object.entries(layout.records)) {
    let told = '';
    const pages = new Set(fields.filter(isWholePage).map((field) => field.path));
    for (const field of fields) {
      if (pages.has(field.path) || pages.has(field.path.split('.')[0]!)) continue;
      if (told !== '' && field.path.startsWith(`${told}.`)) continue;
      const at = place(layout, record, field, descriptors);
      const inner = fields.some((other) => other.path.startsWith(`${field.path}.`));
      if (field.sizeBits === 0 || !share(at, bits) || (inner && field.sizeBits > wordBits && field.sizeBits > bits.sizeBits)) continue;
      told = field.path;
      // Of one folio, another page's words are other words.
      if (record === self.record && at.pageNumber !== bits.pageNumber) continue;
      if (record === self.record && (field.path === self.path || self.path.startsWith(`${field.path}.`) || field.path.startsWith(`${self.path}.`))) continue;
      found.push({ record, path: field.path, field, bits: at });
    }
  }
  return found;
}

/** `bytes 40-47`, `byte 16`, `bits 16-30 of bytes 40-43`. */
export function describePlace(bits: Bits): string {
  const first = Math.floor(bits.offsetBits / 8), last = Math.ceil((bits.offsetBits + bits.sizeBits) / 8) - 1;
  const bytes = first === last ? `byte ${first}` : `bytes ${first}-${last}`;
  if (bits.offsetBits % 8 === 0 && bits.sizeBits % 8 === 0) return bytes;
  const from = bits.offsetBits - first * 8;
  return `${bits.sizeBits === 1 ? `bit ${from}` : `bits ${from}-${from + bits.sizeBits - 1}`} of ${bytes}`;
}

/** `word 5`, `words 1-2`. */
export function describeWords(bits: Bits, wordSize: number): string {
  const first = Math.floor(bits.offsetBits / 8 / wordSize), last = Math.floor((bits.offsetBits + Math.max(bits.sizeBits, 1) - 1) / 8 / wordSize);
  return first === last ? `word ${first}` : `words ${first}-${last}`;
}

/** A presence condition as people write it: `CONFIG_MEMCG`, `!ALLOC_SPLIT_PTLOCKS`. */
export function describeCondition(when: string): string {
  return when.replace(/!?\bdefined\((\w+)\)/g, (whole, name: string) => (whole.startsWith('!') ? `!${name}` : name));
}
