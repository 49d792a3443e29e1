/** Calls of primitives: READ_ONCE(), set_bit(), memcpy() and their like, done to what they are handed. */
import { type CType, INT } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { Evaluation, Result } from './evaluation.js';
import { evaluate, located } from './expressions.js';
import { bitPlace } from './flowState.js';
import { containerOf, dereferenced, inPlace, load, store } from './places.js';
import type { Primitive } from './primitives.js';
import { typeWritten } from './typesAt.js';
import { INITIAL, join, pointerOf, unknown, type Value } from './value.js';

/** A call of a primitive: what it does is known without a body. */
export function primitiveCall(e: Evaluation, what: Primitive, name: string, args: readonly Syntax[], node: Syntax): Result {
  const target = (index: number, through: 'lvalue' | 'pointer'): Result | undefined => {
    const arg = args[index];
    if (!arg) return undefined;
    return through === 'lvalue' ? located(e, arg) : dereferenced(e, evaluate(e, arg), arg);
  };
  const others = (...but: readonly number[]): Result[] => args.flatMap((arg, index) => (but.includes(index) ? [] : [evaluate(e, arg)]));
  switch (what.does) {
    case 'load': {
      const of = target(what.of, what.through);
      return of ? load(e, of, node) : e.unreadable(node, name);
    }
    case 'same':
      others(0);
      return args[0] ? located(e, args[0]) : e.unreadable(node, name);
    case 'store': {
      const value = evaluate(e, args[what.value]).value;
      const to = target(what.to, what.through);
      if (to) store(e, to, value, node);
      return { value, type: INT };
    }
    case 'modify': {
      const rest = others(...what.at);
      const value = what.value === undefined ? undefined : evaluate(e, args[what.value]).value;
      let type: CType = INT;
      for (const index of what.at) {
        const to = target(index, 'pointer');
        if (!to) continue;
        const by = what.by === undefined ? undefined : inPlace(e, to, { clear: 0n, set: 0n, add: what.by });
        store(e, to, by ?? (value ? (what.always ? value : join(value, INITIAL)) : unknown(`after ${name}()`)), node, 'readwrite');
        type = to.type;
      }
      return { value: unknown(`a result of ${name}()`), type: rest.length > 0 ? type : INT };
    }
    case 'bit': return changedBit(e, what, name, args, node);
    case 'test': {
      others(what.at);
      const of = target(what.at, 'pointer');
      if (of) load(e, of, node);
      return { value: unknown(`a result of ${name}()`), type: INT };
    }
    case 'container': {
      const [ptr, record, member] = args;
      if (!ptr || !record || !member) return e.unreadable(node, 'incomplete container_of');
      const of = evaluate(e, ptr);
      const type = typeWritten(e, e.text(record));
      const tag = e.resolved(type);
      const found = tag.kind === 'record' ? containerOf(e, of.value, tag.tag, e.memberName(member), node) : unknown('container of no record');
      return { value: found, type: { kind: 'pointer', to: type } };
    }
    case 'offset': return { value: offsetIn(e, args), type: INT };
    case 'copy': return copied(e, what, args, node);
    case 'fill': return filled(e, what, args, node);
    case 'look':
      others();
      return { value: unknown(`a result of ${name}()`), type: INT };
  }
}

/** set_bit() and its like: the word is read and written, and of one bit it is known what it is now. */
function changedBit(e: Evaluation, what: Extract<Primitive, { does: 'bit' }>, name: string, args: readonly Syntax[], node: Syntax): Result {
  const bit = evaluate(e, args[what.bit]).value;
  const arg = args[what.at];
  const to = arg && dereferenced(e, evaluate(e, arg), arg);
  const result: Result = { value: unknown(`a result of ${name}()`), type: INT };
  if (!to || e.quiet > 0) return result;
  store(e, to, unknown(`after ${name}()`), node, 'readwrite');
  if (to.place?.kind !== 'memory' || to.place.offset === undefined || bit.kind !== 'number') return result;
  e.state.store(bitPlace(to.place.thing, to.place.offset, Number(bit.value)), what.to === undefined ? unknown('changed') : { kind: 'number', value: what.to }, { site: e.site(node) });
  return result;
}

/** offsetof(T, member) of a record whose words are followed. */
function offsetIn(e: Evaluation, [record, member]: readonly Syntax[]): Value {
  const type = record && member && e.resolved(typeWritten(e, e.text(record)));
  const field = member && type?.kind === 'record' ? e.world.layoutOf(type.tag, e.plain.view.file.path)?.fields.find((one) => one.path === e.memberName(member)) : undefined;
  return field ? { kind: 'number', value: BigInt(Math.floor(field.offsetBits / 8)) } : unknown('an offset');
}

/** memcpy(): all of the one object's bytes are read, all of the other's written. */
function copied(e: Evaluation, what: Extract<Primitive, { does: 'copy' }>, args: readonly Syntax[], node: Syntax): Result {
  const [to, from] = [evaluate(e, args[what.to]), evaluate(e, args[what.from])];
  const size = sizeArgument(e, args[what.size]);
  const [target, source] = [pointerOf(to.value), pointerOf(from.value)];
  if (source && e.follows(source.to)) e.note({ kind: 'read', thing: source.to, offset: source.offset, size: size ?? 0, record: source.to.record, path: source.path }, node);
  if (target && e.follows(target.to)) e.note({ kind: 'write', thing: target.to, offset: target.offset, size: size ?? 0, record: target.to.record, path: target.path, value: unknown('copied bytes') }, node);
  if (target) e.state.forget(target.to);
  e.noteCall({ callee: 'memcpy', site: e.site(node), args: [to.value, from.value], result: to.value });
  return { value: to.value, type: to.type };
}

function filled(e: Evaluation, what: Extract<Primitive, { does: 'fill' }>, args: readonly Syntax[], node: Syntax): Result {
  const to = evaluate(e, args[what.to]);
  const byte = what.byte === 'zero' ? 0n : ((value) => (value.kind === 'number' ? value.value : undefined))(evaluate(e, args[what.byte]).value);
  const size = sizeArgument(e, args[what.size]);
  const target = pointerOf(to.value);
  if (target && e.follows(target.to)) {
    const value: Value = byte === 0n ? { kind: 'number', value: 0n } : unknown('filled bytes');
    e.note({ kind: 'write', thing: target.to, offset: target.offset, size: size ?? 0, record: target.to.record, path: target.path, value }, node);
    e.state.forget(target.to);
  }
  return { value: to.value, type: to.type };
}

/** Bytes; `sizeof(x)` counts by the type of x. */
function sizeArgument(e: Evaluation, node: Syntax | undefined): number | undefined {
  if (!node) return undefined;
  if (node.type === 'sizeof_expression') {
    const [of] = node.children;
    if (!of) return undefined;
    e.quiet++;
    const { type } = located(e, of);
    e.quiet--;
    return e.sizeOf(type);
  }
  const [left, right] = node.children;
  // `2 * sizeof(x)`
  if (node.type === 'binary_expression' && left && right && e.plain.text.slice(left.end, right.start).trim() === '*') {
    const [times, size] = [sizeArgument(e, left), sizeArgument(e, right)];
    return times === undefined || size === undefined ? undefined : times * size;
  }
  const { value } = evaluate(e, node);
  return value.kind === 'number' ? Number(value.value) : undefined;
}
