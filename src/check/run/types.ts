/** Types of what a running function handles: as integers, and with typeof() settled. */
import { type CType, pointerTo } from '../../c/ctype.js';
import { childOf } from '../../c/syntax.js';
import { place } from './expressions.js';
import { type Int, integerType, type IntType, toType } from './integers.js';
import type { Frame, Runner } from './runner.js';
import { Unreadable } from './unreadable.js';

/** A type with typedefs followed and typeof(expression) replaced. */
export function settled(r: Runner, frame: Frame, type: CType): CType {
  switch (type.kind) {
    case 'typeof': return typeofText(r, frame, type.text);
    case 'pointer': return pointerTo(type.to.kind === 'typeof' ? typeofText(r, frame, type.to.text) : type.to);
    // uintptr_t and its like end in names that are types by themselves.
    case 'named': return integerType(type.name, r.abi.wordSize * 8) ? { kind: 'arithmetic', name: type.name } : settled(r, frame, frame.plain.view.types.resolve(type));
    case 'record': case 'enum': case 'arithmetic': case 'void': case 'array': case 'function': case 'unknown': return type;
  }
}

function typeofText(r: Runner, frame: Frame, text: string): CType {
  const asWritten = frame.plain.view.types.typeFromText(text);
  if (/\b(?:struct|union|enum|unsigned|signed|char|int|long|short|bool)\b/.test(text) && asWritten.kind !== 'unknown') return settled(r, frame, asWritten);
  const wrapped = `void f(){(void)(${text});}`;
  const body = childOf(childOf(frame.plain.view.configured.parser.parse(wrapped, 0), 'function_definition')!, 'compound_statement');
  const inner = body?.children[0]?.children[0]?.children[1];
  if (!inner) throw new Unreadable(`typeof(${text})`);
  return place(r, { ...frame, plain: { ...frame.plain, text: wrapped } }, inner).type;
}

/** How a type's values lie in memory and compare; undefined for a struct. */
export function asInteger(r: Runner, frame: Frame, type: CType): IntType | undefined {
  const of = settled(r, frame, type), wordBits = r.abi.wordSize * 8;
  switch (of.kind) {
    case 'arithmetic': return integerType(of.name, wordBits);
    case 'enum': return { bits: 32, signed: false };
    case 'pointer': case 'array': case 'function': return { bits: wordBits, signed: false };
    case 'record': case 'named': case 'void': case 'typeof': case 'unknown': return undefined;
  }
}

/** A value brought to a type, as an assignment or a cast does. */
export function asType(r: Runner, frame: Frame, of: Int, type: CType): Int {
  const to = asInteger(r, frame, type);
  if (!to) throw new Unreadable('a value of no integer type');
  return toType(of.value, to);
}
