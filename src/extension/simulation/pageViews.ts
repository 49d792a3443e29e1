import type { WordInfo } from '../../panelProtocol.js';
import type { LayoutSet, RecordLayout } from '../../layout/record.js';
import { membersAt, type ByteRange } from '../../model/memberRange.js';

/** Records laid over struct page: those of the layout that are as large, or smaller and named as its views. `page` first. */
export function viewsOf(layout: LayoutSet): readonly string[] {
  const size = layout.records['page']?.size ?? 0;
  const fits = ({ record, fields }: RecordLayout): boolean => record !== 'page' && !descriptors.has(record) && fields.length > 0;
  const others = Object.values(layout.records).filter((one) => fits(one) && (one.size >= size || one.size >= size / 2)).map(({ record }) => record).sort();
  return ['page', ...others];
}

/** Memory of their own that a page's word points to, laid out beside its views. */
const descriptors: ReadonlySet<string> = new Set(['zspage', 'list_head', 'callback_head', 'hlist_node']);

/** What each other view calls the bytes; views without a name for them are left out. */
export function overlaysOf(range: ByteRange, view: string, views: readonly string[], layout: LayoutSet): WordInfo['overlays'] {
  return views.filter((record) => record !== view).map((record) => ({ record, members: membersAt(range, layout, record) })).filter(({ members }) => members.length > 0);
}

/** The value by the members that the view has there: several narrow ones each with its own part of the word, as `inuse 3, objects 16`. */
export function decodeByView(value: bigint, range: ByteRange, view: string, layout: LayoutSet): string {
  const fields = (layout.records[view]?.fields ?? []).filter(({ path, sizeBits, offsetBits }) =>
    sizeBits > 0 && sizeBits < range.size * 8 && !/[.[]/.test(path) && offsetBits >= range.offset * 8 && offsetBits + sizeBits <= (range.offset + range.size) * 8);
  return fields.map(({ path, offsetBits, sizeBits }) => {
    const inside = offsetBits - range.offset * 8;
    const shift = layout.abi.endian === 'little' ? inside : range.size * 8 - inside - sizeBits;
    return `${path} ${(value >> BigInt(shift)) & ((1n << BigInt(sizeBits)) - 1n)}`;
  }).join(', ');
}
