import type { FieldLayout, LayoutSet, RecordLayout } from '../../layout/record.js';
import type { MemberRef } from './edit.js';

const CACHE_LINE = 64;

/** What became of one member. Offsets and sizes in bits. */
export interface MemberChange {
  readonly record: string;
  readonly path: string;
  readonly before?: { readonly offset: number; readonly size: number; readonly type: string };
  readonly after?: { readonly offset: number; readonly size: number; readonly type: string };
}

/** What became of one record. Bytes. */
export interface RecordChange {
  readonly record: string;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  readonly cachelinesBefore: number;
  readonly cachelinesAfter: number;
  readonly members: readonly MemberChange[];
}

/** Records that differ, those of `before` first. A record that can no longer be laid out is in neither. */
export function recordChanges(before: LayoutSet, after: LayoutSet): readonly RecordChange[] {
  return Object.keys(before.records).flatMap((tag) => {
    const [old, now] = [before.records[tag], after.records[tag]];
    if (!old || !now) return [];
    const members = memberChanges(tag, old, now);
    if (members.length === 0 && old.size === now.size) return [];
    return [{ record: tag, sizeBefore: old.size, sizeAfter: now.size, cachelinesBefore: Math.ceil(old.size / CACHE_LINE), cachelinesAfter: Math.ceil(now.size / CACHE_LINE), members }];
  });
}

function memberChanges(record: string, before: RecordLayout, after: RecordLayout): readonly MemberChange[] {
  const outer = (layout: RecordLayout): ReadonlyMap<string, FieldLayout> => new Map(layout.fields.filter(({ path }) => !path.includes('.')).map((field) => [field.path, field]));
  const [old, now] = [outer(before), outer(after)];
  const place = (field: FieldLayout): { offset: number; size: number; type: string } => ({ offset: field.offsetBits, size: field.sizeBits, type: field.type });
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [a, b] = [old.get(path), now.get(path)];
    if (a && b && a.offsetBits === b.offsetBits && a.sizeBits === b.sizeBits && a.type === b.type) return [];
    return [{ record, path, ...(a && { before: place(a) }), ...(b && { after: place(b) }) }];
  });
}

/** Members that share bits: `page.index` with `slab.freelist`. */
export type Overlap = readonly [string, string];

/** Pairs that share bits after and not before, those with an edited member first. Views are compared within the first struct page they cover. */
export function newOverlaps(before: LayoutSet, after: LayoutSet, edited: readonly MemberRef[]): readonly Overlap[] {
  const known = new Set(overlaps(before).map((pair) => pair.join(' ')));
  const names = new Set(edited.map(({ record, member }) => `${record}.${member}`));
  const about = ([a, b]: Overlap): number => (names.has(a) || names.has(b) ? 0 : 1);
  return overlaps(after).filter((pair) => !known.has(pair.join(' '))).sort((a, b) => about(a) - about(b));
}

/** Names that mean padding share bits with everybody and nothing. */
const PADDING = /^(?:__filler|_pp_mapping_pad|_compound_pad_\d|_pt_pad_\d|__page_mapping|__page_refcount|__page_type|__unused\w*|page|__page_\d)$/;

function overlaps(layout: LayoutSet): Overlap[] {
  const size = (layout.records['page']?.size ?? 0) * 8;
  const members = Object.values(layout.records).filter(({ record }) => record !== 'zspage').flatMap(({ record, fields }) =>
    fields.filter(({ path, offsetBits, sizeBits }) => !path.includes('.') && offsetBits + sizeBits <= size && sizeBits > 0 && !PADDING.test(path))
      .map((field) => ({ name: `${record}.${field.path}`, record, path: field.path, first: field.offsetBits, end: field.offsetBits + field.sizeBits })));
  const pairs: Overlap[] = [];
  members.forEach((a, i) => {
    for (const b of members.slice(i + 1)) if (a.first < b.end && b.first < a.end && a.path !== b.path && (a.record === 'page' || b.record === 'page')) pairs.push([a.name, b.name]);
  });
  return pairs;
}
