/** An item as the layout engine reads it: arms chosen, macros expanded, attributes taken out, parsed. */
import { type Attribute, takeAttributes } from '../c/attributes.js';
import type { Declared, EnumBody, RecordBody } from '../c/ctype.js';
import { declaredBy, typeNamed } from '../c/declarations.js';
import { maskKernelMacros } from '../c/mask.js';
import { childOf, walk } from '../c/syntax.js';
import type { ConfiguredScope, TextAt } from '../kernel/configured.js';
import type { ItemPlace } from '../kernel/tree.js';

/** Where types are written: their text, and the attributes that stand beside them. */
export interface TypeContext {
  /** For messages. */
  readonly path: string;
  readonly textAt: TextAt;
  readonly attributes: readonly Attribute[];
  /** Undefined for text that is no item of a file: a sizeof's operand. */
  readonly place: ItemPlace | undefined;
  /** From an offset of the expanded text to one of the file; -1 for what a macro wrote. */
  readonly originOf: (offset: number) => number;
}

export interface ParsedItem extends TypeContext {
  readonly place: ItemPlace;
  readonly declared: readonly Declared[];
  /** By `struct tag`. */
  readonly bodies: ReadonlyMap<string, RecordBody>;
  /** By tag. */
  readonly enums: ReadonlyMap<string, EnumBody>;
}

export function parseItem(scope: ConfiguredScope, place: ItemPlace): ParsedItem {
  const expansion = scope.expandItem(place);
  const { text, attributes } = takeAttributes(expansion.text);
  const masked = maskKernelMacros(text, { insideFunction: false, isAttribute: () => false });
  const textAt: TextAt = (node) => text.slice(node.start, node.end).trim();
  const root = scope.parser.parseKept(masked);
  const declared: Declared[] = [];
  const bodies = new Map<string, RecordBody>();
  const enums = new Map<string, EnumBody>();
  for (const node of root.children) if (/^(declaration|type_definition)$/.test(node.type)) declared.push(...declaredBy(node, textAt));
  walk(root, (node) => {
    if (node.type === 'enum_specifier') {
      const type = typeNamed({ type: '', start: node.start, end: node.end, children: [node] }, textAt);
      if (type.kind === 'enum' && type.body && type.tag !== '') enums.set(type.tag, type.body);
      return false;
    }
    if (node.type !== 'struct_specifier' && node.type !== 'union_specifier') return true;
    const list = childOf(node, 'field_declaration_list');
    const tag = childOf(node, 'type_identifier');
    const record = list && typeNamed({ type: '', start: node.start, end: node.end, children: [node] }, textAt);
    if (tag && record?.kind === 'record' && record.body) bodies.set(`${record.keyword} ${textAt(tag)}`, record.body);
    return true;
  });
  return { path: place.file.path, place, declared, attributes, textAt, bodies, enums, originOf: (offset) => expansion.originOf(offset) };
}

/** For a type written outside of any item. */
export function looseContext(path: string, textAt: TextAt): TypeContext {
  return { path, textAt, attributes: [], place: undefined, originOf: () => -1 };
}
