/** What type names, typeof and macro parameters mean at one place of a function. */
import { type CType, pointerTo, UNKNOWN } from '../c/ctype.js';
import { typeOf } from '../c/declarations.js';
import type { Syntax } from '../c/syntax.js';
import { type Frame, textOf } from './frame.js';
import { MAX_MACRO_DEPTH, type Reading } from './reading.js';

/** Replaces typeof and macro parameters inside a type by what they mean here. */
export function settle(r: Reading, type: CType, frame: Frame): CType {
  switch (type.kind) {
    case 'pointer': {
      const to = settle(r, type.to, frame);
      return to === type.to ? type : pointerTo(to);
    }
    case 'array': {
      const of = settle(r, type.of, frame);
      return of === type.of ? type : { ...type, of };
    }
    case 'named': {
      const argument = frame.params?.get(type.name);
      if (!argument) return type;
      return typeFromNode(r, argument.node, argument.frame);
    }
    case 'record':
      if (type.body) noteLocalRecord(r, type);
      return type;
    case 'typeof': return typeofType(r, type.text, type.start, frame);
    case 'function': {
      const returns = settle(r, type.returns, frame);
      return returns === type.returns ? type : { ...type, returns };
    }
    default:
      return type;
  }
}

export function typeofType(r: Reading, text: string, start: number, frame: Frame): CType {
  const key = frame.macro === '' ? `${start}` : '';
  const known = key === '' ? undefined : r.typeofs.get(key);
  if (known) return known;
  let type: CType;
  if (isTypeText(r, text.trim(), frame) && !frame.params?.has(text.trim())) type = settle(r, r.types.typeFromText(text), frame);
  else if (r.depth >= MAX_MACRO_DEPTH) type = UNKNOWN('typeof too deep');
  else {
    r.depth++;
    const expression = r.bodies.expression(text, start);
    type = expression ? r.unevaluated(expression, frame).type() : UNKNOWN('unreadable typeof');
    r.depth--;
  }
  if (key !== '') r.typeofs.set(key, type);
  return type;
}

export function typeFromNode(r: Reading, node: Syntax, frame: Frame): CType {
  const text = textOf(frame, node).trim();
  const argument = frame.params?.get(text);
  if (argument) {
    argument.seen++;
    return typeFromNode(r, argument.node, argument.frame);
  }
  const open = /^(?:__)?typeof(?:_unqual)?(?:__)?\s*\(/.exec(text);
  if (open) return settle(r, { kind: 'typeof', text: text.slice(open[0].length, text.lastIndexOf(')')), start: node.start + open[0].length }, frame);
  return settle(r, r.types.typeFromText(text), frame);
}

export function typeOfName(name: string, node: Syntax, frame: Frame): CType {
  return typeOf({ type: 'type_identifier', start: node.start, end: node.end, children: [] }, (n) => textOf(frame, n)).kind === 'typeof'
    ? typeOf({ type: 'type_identifier', start: node.start, end: node.end, children: [] }, (n) => textOf(frame, n))
    : { kind: 'named', name };
}

export function namesType(r: Reading, name: string, frame: Frame): boolean {
  if (/^(?:__)?typeof/.test(name)) return true;
  const argument = frame.params?.get(name);
  if (argument) return isTypeText(r, textOf(argument.frame, argument.node), argument.frame);
  if (variableType(r, name)) return false;
  return r.types.ordinary(name)?.typedef ?? false;
}

export function isTypeText(r: Reading, text: string, frame: Frame): boolean {
  return /^(const |volatile |struct |union |enum |unsigned|signed|void|char|int|long|short|bool)/.test(text) || /\*\s*$/.test(text) || (/^\w+$/.test(text) && namesType(r, text, frame));
}

export function isMaskedType(arg: Syntax, frame: Frame): boolean {
  return arg.type === 'identifier' && !/^\w+$/.test(textOf(frame, arg));
}

export function noteLocalRecord(r: Reading, type: CType): void {
  if (type.kind === 'record' && type.body && type.tag) r.localRecords.set(`${type.keyword} ${type.tag}`, type);
}

export function declareName(r: Reading, name: string, type: CType, frame: Frame): void {
  const argument = frame.params?.get(name);
  // A macro's parameter in the place of a name: the argument is what gets declared.
  if (argument) {
    r.variables[r.variables.length - 1]!.set(textOf(argument.frame, argument.node), settle(r, type, frame));
    return;
  }
  if (name !== '') r.variables[r.variables.length - 1]!.set(name, settle(r, type, frame));
}

export function variableType(r: Reading, name: string): CType | undefined {
  for (let i = r.variables.length - 1; i >= 0; i--) {
    const type = r.variables[i]!.get(name);
    if (type) return type;
  }
  return undefined;
}
