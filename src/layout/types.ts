/** What a layout asks about types themselves: how one is written in a text, and whether one leads to functions. */
import type { CType } from '../c/ctype.js';
import { typeNamed } from '../c/declarations.js';
import { type CParser, walk } from '../c/syntax.js';

/** A type written as text, as in sizeof or a cast. */
export function typeOfText(parser: CParser, text: string): CType {
  const wrapped = `int x = sizeof(${text});`;
  let found: CType | undefined;
  walk(parser.parseKept(wrapped), (node) => {
    if (node.type === 'type_descriptor') found ??= typeNamed(node, (n) => wrapped.slice(n.start, n.end));
    return !found;
  });
  const name = /^\(*\s*(\w+)\s*\)*$/.exec(text)?.[1];
  return found ?? (name === undefined ? { kind: 'unknown', why: `cannot read the type ${text}` } : { kind: 'named', name });
}

/** Whether it is a pointer to a function, by whatever typedefs. */
export function pointsToFunction(type: CType, typedef: (name: string) => CType | undefined): boolean {
  if (type.kind === 'pointer') return isFunction(type.to, typedef);
  const named = type.kind === 'named' ? typedef(type.name) : undefined;
  return named !== undefined && pointsToFunction(named, typedef);
}

function isFunction(type: CType, typedef: (name: string) => CType | undefined): boolean {
  return type.kind === 'function' || (type.kind === 'named' && typedef(type.name)?.kind === 'function');
}
