/** From syntax to declared names and types: declarations, parameters, members, type names. */
import { type CType, type Declared, type EnumBody, type RecordBody, UNKNOWN, VOID } from './ctype.js';
import { childOf, type Syntax } from './syntax.js';

/** The original text a tree's offsets point into (before masking). */
export type TextAt = (node: { readonly start: number; readonly end: number }) => string;

const TYPE_NODES = new Set(['primitive_type', 'sized_type_specifier', 'type_identifier', 'struct_specifier', 'union_specifier', 'enum_specifier', 'macro_type_specifier']);
const DECLARATORS = new Set(['identifier', 'field_identifier', 'type_identifier', 'pointer_declarator', 'array_declarator', 'function_declarator', 'parenthesized_declarator', 'attributed_declarator', 'init_declarator', 'abstract_pointer_declarator', 'abstract_array_declarator', 'abstract_function_declarator', 'abstract_parenthesized_declarator']);

/** What a `declaration`, `type_definition`, `field_declaration`, `parameter_declaration` or `function_definition` declares. */
export function declaredBy(node: Syntax, textAt: TextAt): Declared[] {
  const typeNode = node.children.find((child) => TYPE_NODES.has(child.type));
  if (!typeNode) return [];
  const base = typeOf(typeNode, textAt);
  const typedef = node.type === 'type_definition';
  const out: Declared[] = [];
  let bits: Syntax | undefined;
  for (const child of node.children) {
    if (child === typeNode) continue;
    if (child.type === 'bitfield_clause') {
      bits = child.children[0];
      const last = out[out.length - 1];
      // `int a : 4` belongs to the name before it; `int : 4` to an empty one, or to none at all.
      if (last && last.bits === undefined && child.start >= last.at) out[out.length - 1] = { ...last, ...(bits ? { bits } : {}) };
      else out.push({ name: '', type: base, at: child.start, start: node.start, end: node.end, ...(bits ? { bits } : {}) });
      continue;
    }
    if (!DECLARATORS.has(child.type) || child.start < typeNode.start) continue;
    const named = declare(child.type === 'init_declarator' ? child.children[0]! : child, base, textAt);
    out.push({ ...named, start: node.start, end: node.end, ...(typedef ? { typedef } : {}) });
  }
  if (out.length === 0) out.push({ name: '', type: base, at: typeNode.start, start: node.start, end: node.end });
  return out;
}

/** Applies a declarator to a type: `*x[3]` on `int` is an array of pointers. */
export function declare(node: Syntax, base: CType, textAt: TextAt): { name: string; type: CType; at: number } {
  switch (node.type) {
    case 'identifier': case 'field_identifier': case 'type_identifier':
      return { name: textAt(node), type: base, at: node.start };
    case 'primitive_type':
      return { name: textAt(node), type: base, at: node.start };
    case 'pointer_declarator': case 'abstract_pointer_declarator': {
      const inner = node.children.find((child) => DECLARATORS.has(child.type));
      const type: CType = { kind: 'pointer', to: base };
      return inner ? declare(inner, type, textAt) : { name: '', type, at: node.start };
    }
    case 'array_declarator': case 'abstract_array_declarator': {
      const inner = node.children[0] && DECLARATORS.has(node.children[0].type) && isDeclaratorPosition(node, node.children[0], textAt) ? node.children[0] : undefined;
      const size = node.children.find((child) => child !== inner && child.type !== 'type_qualifier' && child.type !== 'storage_class_specifier');
      const type: CType = { kind: 'array', of: base, size };
      return inner ? declare(inner, type, textAt) : { name: '', type, at: node.start };
    }
    case 'function_declarator': case 'abstract_function_declarator': {
      const list = childOf(node, 'parameter_list');
      const inner = node.children.find((child) => child !== list && DECLARATORS.has(child.type));
      const type: CType = { kind: 'function', returns: base, params: list ? parameters(list, textAt) : [] };
      return inner ? declare(inner, type, textAt) : { name: '', type, at: node.start };
    }
    case 'parenthesized_declarator': case 'attributed_declarator': case 'abstract_parenthesized_declarator': case 'init_declarator': {
      const inner = node.children.find((child) => DECLARATORS.has(child.type));
      return inner ? declare(inner, base, textAt) : { name: '', type: base, at: node.start };
    }
    default:
      return { name: '', type: base, at: node.start };
  }
}

/** In `[n]` without a name the first child is the size, not the declarator: it stands behind the bracket. */
function isDeclaratorPosition(array: Syntax, child: Syntax, textAt: TextAt): boolean {
  if (array.type === 'array_declarator') return child.start === array.start;
  return !textAt({ start: array.start, end: child.start }).includes('[');
}

export function parameters(list: Syntax, textAt: TextAt): Declared[] {
  return list.children.filter((child) => child.type === 'parameter_declaration').flatMap((child) => declaredBy(child, textAt))
    .filter((param, _, all) => !(all.length === 1 && param.type.kind === 'void'));
}

/** The type a `type_descriptor` names (in casts, sizeof, compound literals). */
export function typeNamed(descriptor: Syntax, textAt: TextAt): CType {
  const typeNode = descriptor.children.find((child) => TYPE_NODES.has(child.type));
  if (!typeNode) return UNKNOWN('no type in type name');
  const base = typeOf(typeNode, textAt);
  const declarator = descriptor.children.find((child) => child !== typeNode && DECLARATORS.has(child.type));
  return declarator ? declare(declarator, base, textAt).type : base;
}

/** The type a specifier names. */
export function typeOf(node: Syntax, textAt: TextAt): CType {
  switch (node.type) {
    case 'primitive_type': {
      const name = textAt(node);
      return name === 'void' ? VOID : { kind: 'arithmetic', name };
    }
    case 'sized_type_specifier':
      return { kind: 'arithmetic', name: textAt(node).replace(/\s+/g, ' ') };
    case 'type_identifier':
      return namedOrTypeof(node, textAt);
    case 'macro_type_specifier':
      return { kind: 'named', name: textAt(node) };
    case 'enum_specifier': {
      const list = childOf(node, 'enumerator_list');
      const tag = tagOf(node, textAt);
      return list ? { kind: 'enum', tag, body: enumBody(list, textAt) } : { kind: 'enum', tag };
    }
    case 'struct_specifier': case 'union_specifier': {
      const keyword = node.type === 'struct_specifier' ? 'struct' : 'union';
      const body = childOf(node, 'field_declaration_list');
      const tag = tagOf(node, textAt);
      return body ? { kind: 'record', keyword, tag, body: recordBody(body, keyword, textAt) } : { kind: 'record', keyword, tag };
    }
    default:
      return UNKNOWN(`type ${node.type}`);
  }
}

function tagOf(node: Syntax, textAt: TextAt): string {
  const tag = childOf(node, 'type_identifier');
  return tag ? textAt(tag) : '';
}

function namedOrTypeof(node: Syntax, textAt: TextAt): CType {
  const name = textAt(node);
  const open = /^(?:__)?typeof(?:_unqual)?(?:__)?\s*\(/.exec(name);
  if (open) return { kind: 'typeof', text: name.slice(open[0].length, name.lastIndexOf(')')), start: node.start + open[0].length };
  return { kind: 'named', name };
}

function enumBody(list: Syntax, textAt: TextAt): EnumBody {
  const names = list.children.flatMap((child) => (child.type === 'enumerator' && child.children[0] ? [textAt(child.children[0])] : []));
  return { names, start: list.start, end: list.end };
}

export function recordBody(list: Syntax, keyword: 'struct' | 'union', textAt: TextAt): RecordBody {
  const members = list.children.filter((child) => child.type === 'field_declaration').flatMap((child) => declaredBy(child, textAt));
  return { keyword, members, start: list.start, end: list.end };
}
