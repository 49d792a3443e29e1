/** Expressions of plain C, evaluated: values, types and places. */
import { type CType, INT, pointerTo, ULONG, UNKNOWN, VOID } from '../c/ctype.js';
import { parseInteger } from '../c/constant.js';
import { childOf, type Syntax } from '../c/syntax.js';
import { compute, truth, widest } from './arithmetic.js';
import { callExpression } from './calls.js';
import { DISTANCE } from './effect.js';
import type { Evaluation, Result } from './evaluation.js';
import { addressOf, advanced, atAddress, dereferenced, inPart, inPlace, load, memberAt, store } from './places.js';
import { executeBlock } from './statements.js';
import { named, typeAt } from './typesAt.js';
import { armsOf, type Change, headOf, isRecord, join, pointer, pointerOf, pointersIn, type Thing, unknown, type Value } from './value.js';

/** An expression's value, read from where it lies. */
export function evaluate(e: Evaluation, node: Syntax | undefined): Result {
  if (!node) return { value: unknown('incomplete expression'), type: UNKNOWN('incomplete expression') };
  return load(e, located(e, node), node);
}

/** An expression without reading what it names: what `=` and `&` take. */
export function located(e: Evaluation, node: Syntax): Result {
  switch (node.type) {
    case 'identifier': case 'type_identifier': case 'field_identifier': return identifier(e, node);
    case 'number_literal': return { value: number(e.text(node)), type: INT };
    case 'char_literal': return { value: unknown('a character'), type: INT };
    case 'true': return { value: { kind: 'number', value: 1n }, type: INT };
    case 'false': case 'null': return { value: { kind: 'number', value: 0n }, type: INT };
    case 'string_literal': case 'concatenated_string': return { value: unknown('a string'), type: pointerTo({ kind: 'arithmetic', name: 'char' }) };
    case 'parenthesized_expression': return parenthesized(e, node);
    case 'compound_statement': return statementExpression(e, node);
    case 'comma_expression':
      evaluate(e, node.children[0]);
      return node.children[1] ? located(e, node.children[1]) : e.unreadable(node, 'incomplete expression');
    case 'field_expression': return field(e, node);
    case 'pointer_expression': {
      const [operand] = node.children;
      if (!operand) return e.unreadable(node, 'incomplete expression');
      if (e.plain.text[node.start] === '&') return addressOf(e, object(e, operand), node);
      return dereferenced(e, evaluate(e, operand), node);
    }
    case 'subscript_expression': return subscript(e, node);
    case 'assignment_expression': return assignment(e, node);
    case 'update_expression': return update(e, node);
    case 'call_expression': return callExpression(e, node);
    case 'cast_expression': return cast(e, node);
    case 'conditional_expression': return conditional(e, node);
    case 'binary_expression': return binary(e, node);
    case 'unary_expression': return unary(e, node);
    case 'sizeof_expression': case 'alignof_expression': case 'offsetof_expression': return { value: unknown('a size'), type: ULONG };
    case 'compound_literal_expression': {
      const descriptor = childOf(node, 'type_descriptor');
      const type = descriptor ? named(e, descriptor) : UNKNOWN('no type');
      const list = childOf(node, 'initializer_list');
      const object = atAddress(e, e.thing({ by: 'local', name: 'literal' }, e.pointee(pointerTo(type)), `literal:${node.start}`), 0, '', type);
      if (list) initialize(e, object, list);
      return object;
    }
    case 'generic_expression': return generic(e, node);
    case 'type_descriptor': return { value: unknown('a type'), type: named(e, node) };
    default:
      for (const child of node.children) executeBlock(e, [child]);
      return e.unreadable(node, node.type);
  }
}

/** What `&` is put before; a name whose declaration no one can read (a macro made it) is an object all the same. */
function object(e: Evaluation, operand: Syntax): Result {
  const of = located(e, operand);
  if (operand.type !== 'identifier' || of.place || of.value.kind !== 'unknown') return of;
  const name = e.text(operand);
  return atAddress(e, e.thing({ by: 'global', name }, '*', `=${name}`), 0, '', of.type);
}

function identifier(e: Evaluation, node: Syntax): Result {
  const name = e.text(node);
  const local = e.variable(name);
  if (local) return variable(e, local);
  const own = e.plain.view.types.ordinary(name);
  if (own && !own.typedef) {
    const type = typeAt(e, own.type);
    const resolved = e.resolved(type);
    if (resolved.kind === 'function') return { value: pointer(e.thing({ by: 'function', name }, '', `fn:${name}`)), type: pointerTo(type) };
    return atAddress(e, e.thing({ by: 'global', name }, e.pointee(pointerTo(type)), `=${name}`), 0, '', type);
  }
  const constant = e.plain.view.configured.enumerator(name);
  return constant === undefined ? { value: unknown(`${name} is not declared in reach`), type: UNKNOWN(`no declaration of ${name} in reach`) } : { value: { kind: 'number', value: constant }, type: INT };
}

/** A variable; a struct or an array is an object of its own. */
function variable(e: Evaluation, local: { readonly id: string; readonly type: CType }): Result {
  const resolved = e.resolved(local.type);
  const object = resolved.kind === 'record' || resolved.kind === 'array' ? pointerOf(e.state.variables.get(local.id) ?? unknown('not set')) : undefined;
  if (object) return atAddress(e, object.to, object.offset, object.path, local.type);
  return { value: unknown('not read'), type: local.type, place: { kind: 'variable', id: local.id } };
}

function number(text: string): Value {
  const value = parseInteger(text.trim());
  return value === undefined ? unknown('a number') : { kind: 'number', value };
}

function parenthesized(e: Evaluation, node: Syntax): Result {
  const [inner] = node.children;
  if (!inner) return e.unreadable(node, 'empty parentheses');
  if (inner.type === 'compound_statement') return statementExpression(e, inner);
  return located(e, inner);
}

function statementExpression(e: Evaluation, node: Syntax): Result {
  e.scopes.push(new Map());
  let last: Result = { value: unknown('no value'), type: VOID };
  for (const child of node.children) {
    if (child.type === 'expression_statement' && child.children[0]) last = evaluate(e, child.children[0]);
    else executeBlock(e, [child]);
  }
  e.scopes.pop();
  return { value: last.value, type: last.type };
}

function field(e: Evaluation, node: Syntax): Result {
  const [base, token] = node.children;
  if (!base || !token) return e.unreadable(node, 'incomplete member expression');
  const arrow = e.plain.text.slice(base.end, token.start).includes('->');
  const holder = arrow ? dereferenced(e, evaluate(e, base), base) : located(e, base);
  return memberAt(e, holder, e.memberName(token), node);
}

function subscript(e: Evaluation, node: Syntax): Result {
  const [base, index] = node.children;
  if (!base) return e.unreadable(node, 'incomplete subscript');
  const array = evaluate(e, base);
  const at = evaluate(e, index).value;
  const resolved = e.resolved(array.type);
  const of = resolved.kind === 'array' || resolved.kind === 'pointer' ? (resolved.kind === 'array' ? resolved.of : resolved.to) : UNKNOWN('[] on what is no array');
  const moved = advanced(e, array.value, pointerTo(of), at, index ? e.text(index).replace(/\s+/g, '') : '');
  return dereferenced(e, { value: moved, type: pointerTo(of) }, node);
}

function assignment(e: Evaluation, node: Syntax): Result {
  const [left, ...rest] = node.children;
  const right = rest[rest.length - 1];
  if (!left || !right) return e.unreadable(node, 'incomplete assignment');
  const operator = e.plain.text.slice(left.end, right.start).trim();
  const from = evaluate(e, right);
  const to = located(e, left);
  if (operator === '=') {
    const value = asStored(e, from, to.type, node), kept = inPart(e, to, value);
    store(e, to, kept ?? value, node, kept ? 'readwrite' : 'write');
    return { value, type: to.type };
  }
  const before = to.place?.kind === 'variable' ? load(e, to, left) : quietLoad(e, to, left);
  const by = from.value.kind === 'number' ? changeBy(operator, from.value.value) : undefined;
  const value = (by && before.value.kind !== 'pointer' ? inPlace(e, to, by) : undefined) ?? compute(e, operator.slice(0, -1), before, from, node);
  store(e, to, value, node, 'readwrite');
  return { value, type: to.type };
}

function changeBy(operator: string, by: bigint): Change | undefined {
  switch (operator) {
    case '&=': return { clear: ~by, set: 0n, add: 0n };
    case '|=': return { clear: 0n, set: by, add: 0n };
    case '+=': return { clear: 0n, set: 0n, add: by };
    case '-=': return { clear: 0n, set: 0n, add: -by };
    default: return undefined;
  }
}

/** The old value of what is read and written in one step: the write tells both. */
function quietLoad(e: Evaluation, to: Result, node: Syntax): Result {
  e.quiet++;
  const before = load(e, to, node);
  e.quiet--;
  return before;
}

/** What lands in a place of that type: unknown pointers get an object, so that two reads of it meet the same one. */
export function asStored(e: Evaluation, from: Result, to: CType, at: { readonly start: number }): Value {
  const record = e.pointee(to);
  noteType(e, from.value, to, record);
  if (e.world.tracked.has(record) && armsOf(from.value).some(isNameless)) return armsOf(from.value).map((arm) => (isNameless(arm) ? seenAs(e, arm.to, record) : arm)).reduce((a, b) => join(a, b));
  if (from.value.kind !== 'unknown' || from.value.pointerTo !== undefined) return from.value;
  if (to.kind === 'named' && from.value.declared === undefined && e.world.interest.wide.has(to.name)) return e.ofType(from.value, to);
  const resolved = e.resolved(from.type);
  // Of a function whose declaration cannot be read it is at least known that it gave one object.
  if (resolved.kind === 'unknown' && e.resolved(to).kind === 'pointer') return e.fresh(to, { by: 'unknown', why: resolved.why }, `stored:${at.start}`);
  // A number that becomes a pointer by a cast has whatever low bits it has.
  return resolved.kind === 'pointer' ? { ...from.value, pointerTo: e.pointee(to) || e.pointee(resolved) || 'object' } : from.value;
}

/** An object that nobody knew the type of lands where one is declared. */
function noteType(e: Evaluation, value: Value, to: CType, record: string): void {
  for (const { to: thing, path } of pointersIn(value)) if (path === '' && e.quiet === 0) e.noteName(thing, to);
  const type = isRecord(record) ? record : to.kind === 'named' && e.world.interest.wide.has(to.name) ? to.name : undefined;
  if (type === undefined || e.quiet > 0 || e.world.tracked.has(type)) return;
  for (const { to: thing, path } of pointersIn(value)) {
    if (path !== '' || isRecord(thing.record)) continue;
    const known = e.typed.get(thing);
    if (known) known.add(type);
    else e.typed.set(thing, new Set([type]));
  }
}

/** What a container that takes any pointer gave back (xa_load(), a `void *` member, an address that is kept as a number), of which nothing is known but the address. */
function isNameless(value: Value): value is Extract<Value, { kind: 'pointer' }> {
  return value.kind === 'pointer' && value.offset === 0 && value.path === '' && value.tag === 0 && !value.or
    && ((value.to.record === '*' && (value.to.source.by === 'result' || value.to.source.by === 'member')) || (value.to.record === '' && value.to.source.by === 'member'));
}

/** The same object, now that its type is told. */
function seenAs(e: Evaluation, thing: Thing, record: string): Value {
  return pointer(e.thing(thing.source, record, `${e.keyOf(thing)}:${record}`));
}

function update(e: Evaluation, node: Syntax): Result {
  const [operand] = node.children;
  if (!operand) return e.unreadable(node, 'incomplete expression');
  const to = located(e, operand);
  const before = to.place?.kind === 'variable' ? load(e, to, operand) : quietLoad(e, to, operand);
  const up = e.text(node).includes('++');
  const value = compute(e, up ? '+' : '-', before, { value: { kind: 'number', value: 1n }, type: INT }, node);
  store(e, to, value, node, 'readwrite');
  const prefix = e.plain.text[node.start] === '+' || e.plain.text[node.start] === '-';
  return { value: prefix ? value : before.value, type: to.type };
}

function cast(e: Evaluation, node: Syntax): Result {
  const [descriptor, operand] = node.children;
  const from = evaluate(e, operand), type = descriptor ? named(e, descriptor) : UNKNOWN('cast without a type');
  e.noteCast(from.value, e.pointee(from.type), e.pointee(type), node);
  return castTo(e, from, type, node);
}

export function castTo(e: Evaluation, from: Result, type: CType, at: { readonly start: number }): Result {
  const isNumber = from.value.kind === 'unknown' && !['pointer', 'unknown'].includes(e.resolved(from.type).kind) && e.resolved(type).kind === 'pointer';
  return { value: isNumber ? { ...from.value, why: 'a number taken for a pointer', pointerTo: '' } : asStored(e, from, type, at), type };
}

function conditional(e: Evaluation, node: Syntax): Result {
  const [test, first, second] = node.children;
  if (first && !second) return elvis(e, test, first);
  const decided = truth(evaluate(e, test).value);
  if (decided !== undefined && first && second) return rvalue(evaluate(e, decided ? first : second));
  e.branches++;
  const arms = [first, second].filter((arm) => arm !== undefined).map((arm) => evaluate(e, arm));
  e.branches--;
  const [a, b] = arms;
  if (!a || !b) return rvalue(a ?? e.unreadable(node, 'incomplete ?:'));
  const type = [a, b].find((arm) => e.resolved(arm.type).kind === 'pointer')?.type ?? a.type;
  return { value: join(a.value, b.value), type };
}

/** `a ?: b`. */
function elvis(e: Evaluation, test: Syntax | undefined, otherwise: Syntax): Result {
  const first = evaluate(e, test);
  const decided = truth(first.value);
  if (decided === true) return rvalue(first);
  e.branches++;
  const second = evaluate(e, otherwise);
  e.branches--;
  return { value: decided === false ? second.value : join(first.value, second.value), type: first.type };
}

const rvalue = ({ value, type }: Result): Result => ({ value, type });

function binary(e: Evaluation, node: Syntax): Result {
  const [left, right] = node.children;
  if (!left || !right) return e.unreadable(node, 'incomplete expression');
  const operator = e.plain.text.slice(left.end, right.start).trim();
  // `(T)*x`, `(T)&x`: a cast that looks like an operation on a parenthesized name.
  const name = left.type === 'parenthesized_expression' && left.children[0]?.type === 'identifier' ? e.text(left.children[0]) : '';
  if (name !== '' && !e.variable(name) && e.plain.view.types.ordinary(name)?.typedef) {
    const operand = operator === '&' ? addressOf(e, located(e, right), right) : operator === '*' ? load(e, dereferenced(e, evaluate(e, right), right), right) : evaluate(e, right);
    return { value: operand.value, type: { kind: 'named', name } };
  }
  const a = evaluate(e, left);
  if (operator === '&&' || operator === '||') {
    const decided = truth(a.value);
    if (decided !== undefined && decided === (operator === '||')) return { value: { kind: 'number', value: decided ? 1n : 0n }, type: INT };
    e.branches++;
    const b = evaluate(e, right);
    e.branches--;
    const second = truth(b.value);
    const known = second === (operator === '||') || decided !== undefined;
    return { value: known && second !== undefined ? { kind: 'number', value: second ? 1n : 0n } : unknown('a test'), type: INT };
  }
  const b = evaluate(e, right);
  const value = compute(e, operator, a, b, node);
  if (/^(?:==|!=|<|>|<=|>=)$/.test(operator)) return { value, type: INT };
  const kind = (one: Result): string => e.resolved(one.type).kind;
  if (operator === '-' && kind(a) === 'pointer' && kind(b) === 'pointer') {
    noteDistance(e, [a, b], node);
    return { value: unknown('a distance'), type: ULONG };
  }
  return { value, type: kind(a) === 'pointer' || kind(a) === 'array' ? a.type : kind(b) === 'pointer' || kind(b) === 'array' ? b.type : widest(a.type, b.type) };
}

/** `page - head`: an index only where both lie in the memory map. Of a parameter the caller knows. */
function noteDistance(e: Evaluation, sides: readonly [Result, Result], node: Syntax): void {
  const [a, b] = sides.map(({ value, type }) => (e.world.tracked.has(e.pointee(type)) && value.kind === 'pointer' && value.path === '' ? value.to : undefined));
  if (a !== undefined && b !== undefined && headOf(a) === headOf(b)) return;
  for (const thing of [a, b]) {
    if (thing && e.world.tracked.has(thing.record)) e.note({ kind: 'marker', thing, offset: 0, size: 0, record: thing.record, path: '', marker: DISTANCE }, node);
  }
}

function unary(e: Evaluation, node: Syntax): Result {
  const operand = evaluate(e, node.children[0]);
  const operator = e.plain.text[node.start];
  const known = operand.value;
  if (operator === '!') {
    const decided = truth(known);
    return { value: decided === undefined ? unknown('a test') : { kind: 'number', value: decided ? 0n : 1n }, type: INT };
  }
  if (known.kind !== 'number') return { value: unknown('arithmetic'), type: operand.type };
  return { value: { kind: 'number', value: operator === '-' ? -known.value : operator === '~' ? ~known.value : known.value }, type: operand.type };
}

function generic(e: Evaluation, node: Syntax): Result {
  const [control, ...rest] = node.children;
  e.quiet++;
  const wanted = control ? e.resolved(evaluate(e, control).type) : VOID;
  e.quiet--;
  let pending: CType | undefined, fallback: Syntax | undefined, chosen: Syntax | undefined;
  for (const child of rest) {
    if (child.type === 'type_descriptor') pending = e.resolved(named(e, child));
    else {
      if (pending && chosen === undefined && JSON.stringify(pending) === JSON.stringify(wanted)) chosen = child;
      if (!pending || fallback === undefined) fallback = child;
      pending = undefined;
    }
  }
  const arm = chosen ?? fallback;
  return arm ? rvalue(evaluate(e, arm)) : e.unreadable(node, 'empty _Generic');
}

/** `{ .member = value }` for an object. */
export function initialize(e: Evaluation, object: Result, list: Syntax): void {
  for (const child of list.children) {
    if (child.type !== 'initializer_pair') {
      if (child.type !== 'initializer_list') evaluate(e, child);
      continue;
    }
    let at = object;
    for (const part of child.children) {
      const token = part.type === 'field_designator' ? part.children[0] : part.type === 'field_identifier' ? part : undefined;
      if (token) at = memberAt(e, at, e.memberName(token), token);
      else if (part.type === 'initializer_list') initialize(e, at, part);
      else if (!part.type.endsWith('designator')) store(e, at, evaluate(e, part).value, part);
    }
  }
}
