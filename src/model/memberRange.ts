import type { FieldLayout, LayoutSet } from '../layout/record.js';

/** A member by the names it has had across versions, first match in the opened layout wins. */
export interface MemberName {
  /** Record tag; struct page when absent. */
  readonly record?: string;
  readonly names: readonly string[];
}

/** Bytes from the start of the struct page. */
export interface ByteRange {
  readonly offset: number;
  readonly size: number;
}

/** A member at its place in the opened layout. */
export interface MemberRange extends ByteRange {
  readonly record: string;
  readonly path: string;
  readonly field: FieldLayout;
}

/** Where the member lies, or undefined when this layout has none of its names. Never a guess. */
export function resolveMember(member: MemberName, layout: LayoutSet): MemberRange | undefined {
  const record = member.record ?? 'page';
  const fields = layout.records[record]?.fields;
  if (fields === undefined) return undefined;
  for (const path of member.names) {
    const field = fields.find((candidate) => candidate.path === path);
    if (field === undefined) {
      const nested = nestedListField(path, fields, layout);
      if (nested !== undefined) return toRange(record, path, nested);
      continue;
    }
    return toRange(record, path, field);
  }
  return undefined;
}

/** Where the members lie that this layout has, in the order given; each by all the names it has had. */
export function rangesOf(members: readonly (readonly string[])[], layout: LayoutSet): readonly MemberRange[] {
  return members.flatMap((names) => resolveMember({ names }, layout) ?? []);
}

/** `lru.prev` where the layout lists only `lru`: resolved through the record's own layout, else by a list_head's two words. */
function nestedListField(path: string, fields: readonly FieldLayout[], layout: LayoutSet): FieldLayout | undefined {
  const dot = path.lastIndexOf('.');
  if (dot < 0) return undefined;
  const outer = fields.find((candidate) => candidate.path === path.slice(0, dot));
  if (outer === undefined) return undefined;
  const tag = outer.type.replace(/^struct\s+/, '').trim();
  const inner = layout.records[tag]?.fields.find((candidate) => candidate.path === path.slice(dot + 1));
  return inner === undefined ? undefined : { ...inner, path, offsetBits: outer.offsetBits + inner.offsetBits };
}

function toRange(record: string, path: string, field: FieldLayout): MemberRange {
  const offset = Math.floor(field.offsetBits / 8);
  const end = Math.ceil((field.offsetBits + field.sizeBits) / 8);
  return { record, path, field, offset, size: end - offset };
}

export function overlap(a: ByteRange, b: ByteRange): boolean {
  return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

/** The names the outermost members of struct page give to a byte range, in declaration order. */
export function membersAt(range: ByteRange, layout: LayoutSet, record = 'page'): readonly string[] {
  const names = (layout.records[record]?.fields ?? [])
    .filter((field) => !field.path.includes('.') && field.sizeBits > 0
      && overlap(range, { offset: field.offsetBits / 8, size: field.sizeBits / 8 }))
    .map((field) => field.path);
  return [...new Set(names)];
}
