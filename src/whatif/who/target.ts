import type { LayoutSet } from '../../layout/record.js';
import { membersAt, type ByteRange, overlap } from '../../model/memberRange.js';
import { nearest } from '../../json/nearest.js';

/** The bytes asked about, from the start of struct page, and what they are called. */
export interface WhoTarget extends ByteRange {
  /** As asked: `index`, `slab.freelist`, `32:8`. */
  readonly label: string;
  /** Outermost members of struct page that share them. */
  readonly members: readonly string[];
}

/** A name of those bytes in some view of struct page. */
export interface NameOfBits {
  readonly record: string;
  /** `lru.next` where only half of a list_head lies there. */
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/** Reads `index`, `slab.freelist`, `lru.prev`, `32` (a word) or `32:8`. Members of a folio's later pages count within their own struct page. */
export function readTarget(text: string, layout: LayoutSet): WhoTarget | { readonly problem: string } {
  const pageSize = layout.records['page']?.size ?? 0;
  const named = (range: ByteRange): WhoTarget => ({ ...range, label: text, members: membersAt(range, layout) });
  const bytes = /^(0x[\da-f]+|\d+)(?::(\d+))?$/i.exec(text);
  if (bytes) {
    const offset = Number(bytes[1]), size = bytes[2] === undefined ? layout.abi.wordSize : Number(bytes[2]);
    if (size < 1 || offset + size > pageSize) return { problem: `bytes ${offset} to ${offset + size - 1}: struct page has ${pageSize} bytes here` };
    return named({ offset, size });
  }
  const [, record = 'page', path = text] = /^(\w+)\.(.+)$/.exec(text) ?? [];
  // `lru.prev` names a part of a member of struct page, not a record called lru.
  const [tag, member] = layout.records[record] ? [record, path] : ['page', text];
  const field = layout.records[tag]?.fields.find((one) => one.path === member);
  if (!field) {
    const names = Object.values(layout.records).flatMap((one) => one.fields.filter((f) => !f.path.includes('.')).flatMap((f) => (one.record === 'page' ? [f.path] : [f.path, `${one.record}.${f.path}`])));
    const near = nearest(text, names);
    return { problem: `unknown member "${text}"${near.length > 0 ? `; nearest: ${near.join(', ')}` : ''}; or give OFFSET or OFFSET:SIZE in bytes` };
  }
  const offset = Math.floor(field.offsetBits / 8);
  return named({ offset: pageSize > 0 ? offset % pageSize : offset, size: Math.ceil((field.offsetBits % 8 + field.sizeBits) / 8) });
}

/** Every name of the bytes under every view: of a list_head that only touches them, its half. */
export function namesOf(target: ByteRange, layout: LayoutSet): readonly NameOfBits[] {
  const pageSize = layout.records['page']?.size ?? Number.MAX_SAFE_INTEGER;
  const names: NameOfBits[] = [];
  for (const { record, fields } of Object.values(layout.records)) {
    if (!isView(record, layout)) continue;
    for (const field of fields) {
      const place = { offset: Math.floor(field.offsetBits / 8) % pageSize, size: Math.ceil((field.offsetBits % 8 + field.sizeBits) / 8) };
      const whole = /^struct (page|folio)$/.test(field.type) || field.path.split('.').length > 2;
      if (!whole && field.sizeBits > 0 && overlap(place, target)) names.push({ record, path: field.path, ...place });
    }
  }
  return names;
}

/** Records that lie over struct page; list nodes and descriptors that pages point to do not. */
function isView(record: string, layout: LayoutSet): boolean {
  return record !== 'zspage' && !/_(head|node)$/.test(record) && layout.records[record] !== undefined;
}
