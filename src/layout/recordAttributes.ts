/** Whose attribute it is: a record's or an enum's own, or that of the member whose type is defined on the spot. */
import type { Attribute } from '../c/attributes.js';
import type { CType, EnumBody, RecordBody } from '../c/ctype.js';
import type { TypeContext } from './parsedItem.js';

/** The record that a type defines on the spot, or an array's elements do. */
export function bodyOf(type: CType): RecordBody | undefined {
  if (type.kind === 'record') return type.body;
  if (type.kind === 'array') return bodyOf(type.of);
  return undefined;
}

/** gcc: an attribute right behind the closing brace, or between the keyword and the tag, is the record's. */
export function belongsTo(attribute: Attribute, body: RecordBody | EnumBody, item: TypeContext): boolean {
  if (attribute.at >= body.end) return /^[\s]*$/.test(item.textAt({ start: body.end, end: attribute.at }));
  const before = item.textAt({ start: attribute.at, end: body.start });
  return attribute.at < body.start && /^\w*$/.test(before) && /\b(struct|union|enum)(\s+\w+)?$/.test(item.textAt({ start: Math.max(0, attribute.at - 80), end: attribute.at }));
}
