/** Calls of functions and macros. A macro is expanded only when its arguments or its type make that matter. */
import { type CType, INT, ULONG, UNKNOWN } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { MacroPlace } from '../kernel/tree.js';
import { readOffsetof } from './members.js';
import { expandMacro, expandQuietly } from './macroCalls.js';
import { isMaskedType, namesType, settle, typeFromNode, typeOfName, variableType } from './typesHere.js';
import { type Draft, type Frame, type Value, textOf } from './frame.js';
import { MAX_BODY_WORK, MAX_MACRO_DEPTH, MAX_MACRO_WORK, type Reading } from './reading.js';
import { plain, unknownValue, setAccess, firstUseful } from './values.js';

export function callExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const [callee, list] = node.children;
  if (!callee) return unknownValue('call of nothing');
  const args = list?.children ?? [];
  if (callee.type === 'string_literal' && args.length === 1) {
    // An operand of an asm statement that the grammar could not read.
    const operand = r.read(args[0], frame);
    const constraint = textOf(frame, callee);
    if (/^"[+=]/.test(constraint)) setAccess(operand.place, constraint[1] === '+' ? 'readwrite' : 'write');
    return operand;
  }
  if (callee.type === 'identifier') return macroOrCall(r, textOf(frame, callee), args, frame);
  if (callee.type === 'parenthesized_expression' && callee.children[0]?.type === 'identifier') {
    const name = textOf(frame, callee.children[0]);
    if (namesType(r, name, frame)) {
      // `(T)(x)` reads as a call.
      const values = args.map((arg) => r.read(arg, frame));
      return { type: () => settle(r, typeOfName(name, callee.children[0]!, frame), frame), place: [], target: values[values.length - 1]?.target ?? [] };
    }
  }
  const called = r.expression(callee, frame);
  for (const arg of args) r.read(arg, frame);
  return plain(() => returned(r, called.type()));
}

export function macroOrCall(r: Reading, called: string, args: readonly Syntax[], frame: Frame): Value {
  const name = calledName(called, frame);
  const outer = r.callMacro;
  const macros = variableType(r, name) ? [] : r.types.macros(name).filter((place) => place.macro.params && place.macro.name !== frame.macro);
  if (macros.length > 0 && frame.macro === '' && outer === '') r.callMacro = name;
  const otherName = macros.length === 0 && !variableType(r, name) ? renamed(r, name, frame) : undefined;
  if (otherName !== undefined && r.depth < MAX_MACRO_DEPTH) {
    r.depth++;
    const value = macroOrCall(r, otherName, args, frame);
    r.depth--;
    return value;
  }
  const builtin = builtinCall(r, name, args, frame);
  if (builtin) {
    r.callMacro = outer;
    return builtin;
  }
  const from = r.drafts.length;
  const bareField = macros.length > 0 && args.some((arg) => isBareField(r, arg, frame));
  const values = args.map((arg) => (isBareField(r, arg, frame) && macros.length > 0) || isMaskedType(arg, frame) ? unknownValue('a name, not a value') : r.read(arg, frame));
  const interesting = bareField || values.some((value) => value.place.length > 0 || value.target.length > 0);
  let result: Value | undefined;
  if (macros.length > 0 && interesting && r.depth < MAX_MACRO_DEPTH && r.work < MAX_MACRO_WORK) {
    const before = r.drafts.splice(from);
    for (const place of macros) {
      const mark = r.drafts.length;
      result = expandMacro(r, place, args, frame);
      if (r.drafts.length > mark || !bareField) break;
    }
    // What the macro did not use is still written there; what it used, it told better.
    const told = new Set(r.drafts.slice(from).map((draft) => `${draft.file.id}:${draft.at}`));
    for (const draft of before) if (!told.has(`${draft.file.id}:${draft.at}`)) r.drafts.push(draft);
  }
  else if (macros.length > 0 && spellsMembers(r, name)) result = readBodies(r, macros, name, args, frame, from);
  r.callMacro = outer;
  if (result) return result;
  if (macros.length > 0) return plain(() => typeOfMacroCall(r, macros, name, args, frame));
  return plain(() => {
    const local = variableType(r, name) ?? r.types.ordinary(name)?.type;
    return local ? settle(r, returned(r, local), frame) : UNKNOWN(`no declaration of ${name}() in reach`);
  });
}

/** Whether a call is worth reading for the members that the macro's own body spells. */
function spellsMembers(r: Reading, name: string): boolean {
  return mayReadBodies(r) && r.tracked.macroMembers.reachedBy(name, r.types);
}

function mayReadBodies(r: Reading): boolean {
  return r.quiet === 0 && r.depth < MAX_MACRO_DEPTH && r.bodyWork < MAX_BODY_WORK;
}

/** A macro without arguments that stands for a member, `#define cursor_index (cursor->page->index)`: naming it uses what its body spells. */
export function standingMember(r: Reading, name: string, frame: Frame): Value | undefined {
  if (!r.standsForMember(name) || name === frame.macro || !mayReadBodies(r)) return undefined;
  const macros = r.types.macros(name).filter(({ macro }) => !macro.params);
  return macros.length > 0 ? readBodies(r, macros, name, [], frame, r.drafts.length) : undefined;
}

/** Notes what the bodies of a macro (all its definitions) spell; the arguments have been read where they stand, from draft `first` on. */
function readBodies(r: Reading, macros: readonly MacroPlace[], name: string, args: readonly Syntax[], frame: Frame, first: number): Value {
  const from = r.drafts.length, work = r.work, untyped = r.unknown.length;
  const written = new Set(r.drafts.slice(first).map((draft) => `${draft.file.id}:${draft.at}`));
  let value: Value | undefined;
  for (const place of macros) {
    const one = expandMacro(r, place, args, frame);
    value ??= one;
  }
  r.bodyWork += r.work - work;
  r.work = work;
  r.unknown.length = untyped;
  const fresh = r.drafts.splice(from).filter((draft) => draft.inMacroBody && !written.has(`${draft.file.id}:${draft.at}`));
  r.drafts.push(...fresh);
  const inBody = (place: readonly Draft[] | undefined): readonly Draft[] => (place ?? []).filter((draft) => draft.inMacroBody);
  return { type: plain(() => typeOfMacroCall(r, macros, name, args, frame)).type, place: inBody(value?.place), target: inBody(value?.target) };
}

/** `#define pfn_to_page __pfn_to_page`: a call of the one is a call of the other. */
export function renamed(r: Reading, name: string, frame: Frame): string | undefined {
  if (name === frame.macro) return undefined;
  const place = r.types.macros(name).find(({ macro }) => !macro.params && /^\s*[A-Za-z_]\w*\s*$/.test(macro.body) && macro.body.trim() !== name);
  return place?.macro.body.trim();
}

export function typeOfMacroCall(r: Reading, macros: readonly MacroPlace[], name: string, args: readonly Syntax[], frame: Frame): CType {
  let result: CType = UNKNOWN(`macro ${name} too deep`);
  for (const place of macros) {
    const type = expandQuietly(r, place, args, frame);
    if (type && type.kind !== 'unknown') return type;
    if (type) result = type;
  }
  const own = r.types.ordinary(name)?.type;
  return own ? settle(r, returned(r, own), frame) : result;
}

/** A name that could only be a member: `lru` in list_for_each_entry(page, list, lru). */
export function isBareField(r: Reading, arg: Syntax, frame: Frame): boolean {
  if (arg.type !== 'identifier' && arg.type !== 'field_expression') return false;
  const first = /^\w+/.exec(textOf(frame, arg))?.[0] ?? '';
  if (arg.type === 'field_expression' && textOf(frame, arg).includes('->')) return false;
  const argument = frame.params?.get(first);
  if (argument) return isBareField(r, argument.node, argument.frame);
  return r.tracked.fields.has(first) && !variableType(r, first);
}

export function builtinCall(r: Reading, name: string, args: readonly Syntax[], frame: Frame): Value | undefined {
  const [first, second, third] = args;
  switch (name) {
    case '__builtin_offsetof': case 'offsetof': {
      if (first && second) readOffsetof(r, first, second, frame);
      return plain(() => ULONG);
    }
    case '__builtin_types_compatible_p':
      // `typeof(x->m)` looks at a member without touching it, wherever the macro around it is called.
      for (const arg of args) if (isMaskedType(arg, frame)) typeFromNode(r, arg, frame);
      return plain(() => INT);
    case '_Static_assert': case 'static_assert':
      for (const arg of args) if (!isMaskedType(arg, frame)) r.unevaluated(arg, frame);
      return plain(() => INT);
    case '__builtin_choose_expr': {
      r.read(first, frame);
      const a = r.read(second, frame), b = r.read(third, frame);
      return plain(() => firstUseful([a.type(), b.type()]));
    }
    case '__builtin_expect': case '__builtin_constant_p': {
      const value = r.read(first, frame);
      r.read(second, frame);
      return plain(name === '__builtin_expect' ? value.type : () => INT);
    }
    default:
      return undefined;
  }
}

export function returned(r: Reading, type: CType): CType {
  let resolved = r.types.resolve(type);
  if (resolved.kind === 'pointer') resolved = r.types.resolve(resolved.to);
  return resolved.kind === 'function' ? resolved.returns : resolved.kind === 'unknown' ? resolved : UNKNOWN('call of what is no function');
}

/** A callee that is a macro's parameter is what the caller wrote there. */
function calledName(written: string, frame: Frame): string {
  let name = written;
  let current = frame;
  for (let argument = current.params?.get(name); argument?.node.type === 'identifier'; argument = current.params?.get(name)) {
    argument.seen++;
    name = textOf(argument.frame, argument.node);
    current = argument.frame;
  }
  return name;
}
