/** Operations on values: numbers, addresses, tags in their low bits. */
import type { CType } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { Evaluation, Result } from './evaluation.js';
import { framed, numberedPage } from './frameNumbers.js';
import { advanced } from './places.js';
import { isRecord, join, pointer, pointerOf, sameValue, tagged as withTag, type Thing, unknown, type Value } from './value.js';

/** Whether a condition is known to hold. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === 'number') return value.value !== 0n;
  if (value.kind === 'pointer' && (value.to.source.by === 'local' || value.path !== '' || value.tag !== 0)) return true;
  return undefined;
}

/** The type of an operation on two numbers. */
export const widest = (a: CType, b: CType): CType => (a.kind === 'arithmetic' && a.name === 'int' ? b : a);

/** What an operation gives: numbers, moved pointers, tags put on and taken off. */
export function compute(e: Evaluation, operator: string, a: Result, b: Result, node: Syntax): Value {
  const [x, y] = [a.value, b.value];
  if (x.kind === 'number' && y.kind === 'number') return arithmetic(operator, x.value, y.value);
  if (operator === '==' || operator === '!=') {
    if (x.kind === 'pointer' && y.kind === 'pointer' && sameValue(x, y)) return { kind: 'number', value: operator === '==' ? 1n : 0n };
    return unknown('a comparison');
  }
  const [left, right] = [pointerOf(x), pointerOf(y)];
  const typed = (one: Result): boolean => ['pointer', 'array'].includes(e.resolved(one.type).kind);
  if (operator === '+' || operator === '-') {
    const frame = framed(e, x, y, operator, typed(a) && e.world.tracked.has(e.pointee(a.type)), e.text(node).replace(/\s+/g, '').slice(0, 40));
    if (frame) return frame;
    // pfn_to_page(): the memory map begins at an address that is a number.
    if (!left && typed(a) && e.world.tracked.has(e.pointee(a.type))) return numberedPage(e, e.pointee(a.type), `${right ? e.keyOf(right.to) : ''}:${e.text(node).replace(/\s+/g, '')}`);
    // `(void *)owner + (other ? TAG : 0)`: each of the numbers it may be.
    if (operator === '+' && left && isRecord(left.to.record) && y.kind === 'either' && y.of.every((arm) => arm.kind === 'number') && !(typed(a) && e.world.tracked.has(e.pointee(a.type)))) return y.of.map((arm) => compute(e, operator, a, { ...b, value: arm }, node)).reduce((one, other) => join(one, other));
    const onLeft = left && (typed(a) || !right);
    const at = onLeft ? left : operator === '+' ? right : undefined;
    if (!at) return unknown('arithmetic');
    const [by, of] = onLeft ? [y, a] : [x, b];
    const steps = by.kind === 'number' ? (operator === '-' ? -by.value : by.value) : undefined;
    if (typed(of)) return advanced(e, at, of.type, steps === undefined ? (operator === '-' ? unknown('backwards') : by) : { kind: 'number', value: steps }, e.text(node).replace(/\s+/g, '').slice(0, 40));
    // `head - 1`, `ptr + 2`: tags put on and taken off an address that is kept as a number.
    if (steps === undefined || at.offset === undefined) return unknown('arithmetic');
    // An address some words on is still in that memory.
    if (steps >= 8n && steps % 8n === 0n && at.tag === 0 && !e.follows(at.to) && at.to.source.by !== 'function') return { ...at, offset: at.offset + Number(steps) };
    if (operator === '-') noteTaken(e, at.to);
    const low = BigInt(at.tag) + steps;
    return low >= 0n && low < 4n ? { ...at, tag: Number(low) } : low < 0n && at.to.source.by === 'member' ? { ...at, tag: 0 } : unknown('arithmetic');
  }
  const tagged = left ?? right;
  const mask = left ? y : x;
  noteMask(e, operator, tagged?.to, mask);
  if (tagged && mask.kind === 'number') {
    if (operator === '|' && mask.value < 8n) return { ...tagged, tag: tagged.tag | Number(mask.value) };
    if (operator === '&' && ((mask.value < 0n && mask.value >= -8n) || mask.value >= 0xffff_fff8n)) return pointer(tagged.to, tagged.offset, tagged.path, tagged.tag & Number(mask.value & 7n));
    if (operator === '&' && mask.value < 8n && tagged.to.source.by !== 'member') return { kind: 'number', value: BigInt(tagged.tag) & mask.value };
  }
  if (operator === '|' && tagged && mask.kind === 'either' && mask.of.every((arm) => arm.kind === 'number' && arm.value >= 0n && arm.value < 8n)) {
    return mask.of.map((arm) => withTag(tagged, arm)).reduce((one, other) => join(one, other));
  }
  if (operator === '|') {
    // Of an address and a number that nobody knows here: `owner | tag`, `page_link | (unsigned long)page`.
    const [address, ...others] = [left, right].filter((one) => one && one.to.record !== '' && one.path === '' && !one.or);
    if (address && others.length === 0) return withTag(address, address === left ? y : x);
  }
  const set = bitsSet(operator, x, y), zero = bitsClear(operator, x, y), part = partOf(e, operator, x, y);
  return { ...unknown(operator === '' ? 'unreadable operator' : `a result of ${operator}`), ...(set !== 0n && { set }), ...(zero !== 0n && { zero }), ...(part && { part }) };
}

/** The word that the bits come from which no number tells: `word & 3`, and that with a number or-ed to it. */
function partOf(e: Evaluation, operator: string, a: Value, b: Value): Thing | undefined {
  const [other] = [a, b].filter(({ kind }) => kind !== 'number');
  if (!other || (a.kind !== 'number' && b.kind !== 'number')) return undefined;
  if (other.kind === 'unknown') return operator === '|' || operator === '&' ? other.part : undefined;
  const isWord = other.kind === 'pointer' && other.to.source.by === 'member' && e.world.tracked.has(other.to.source.of.record) && other.offset === 0 && other.path === '' && other.tag === 0 && !other.or;
  return isWord && operator === '&' ? other.to : undefined;
}

/** `word - 2` takes a bit off that was looked at before. */
function noteTaken(e: Evaluation, of: Thing): void {
  if (of.source.by === 'member' && e.world.tracked.has(of.source.of.record) && e.quiet === 0) e.masks.push({ thing: of, keeps: 'address' });
}

/** `word & ~3UL` takes bits off an address, `word & 1` looks at them. */
function noteMask(e: Evaluation, operator: string, of: Thing | undefined, mask: Value): void {
  if (operator !== '&' || of?.source.by !== 'member' || !e.world.tracked.has(of.source.of.record) || e.quiet > 0) return;
  // A mask that nobody knows here may be either.
  e.masks.push({ thing: of, keeps: mask.kind === 'number' && mask.value >= 0n && mask.value < 0x1_0000n ? 'bits' : 'address' });
}

/** The bits that are 1 in what `|` or `&` gives, where one side is a number that nobody knows whole. */
function bitsSet(operator: string, a: Value, b: Value): bigint {
  const known = (value: Value): bigint => (value.kind === 'number' ? value.value : value.kind === 'unknown' ? value.set ?? 0n : 0n);
  return operator === '|' ? known(a) | known(b) : operator === '&' ? known(a) & known(b) : 0n;
}

const ALL = (1n << 64n) - 1n;

/** The bits that are 0 in what a shift, a product, `&` or `|` gives, where one side is a number that nobody knows whole. */
function bitsClear(operator: string, a: Value, b: Value): bigint {
  const clear = (value: Value): bigint => (value.kind === 'number' ? ALL & ~value.value : value.kind === 'unknown' ? value.zero ?? 0n : 0n);
  switch (operator) {
    case '<<': return b.kind === 'number' && b.value >= 0n && b.value < 64n ? ALL & ((clear(a) << b.value) | ((1n << b.value) - 1n)) : 0n;
    case '*': return lowZeros(a) + lowZeros(b) === 0n ? 0n : (1n << (lowZeros(a) + lowZeros(b))) - 1n;
    case '&': return clear(a) | clear(b);
    case '|': case '^': return clear(a) & clear(b);
    default: return 0n;
  }
}

/** How many of its lowest bits are 0. */
function lowZeros(value: Value): bigint {
  if (value.kind !== 'number' || value.value <= 0n) return 0n;
  let count = 0n;
  for (let rest = value.value; (rest & 1n) === 0n; rest >>= 1n) count++;
  return count;
}

function arithmetic(operator: string, a: bigint, b: bigint): Value {
  const yes = (holds: boolean): Value => ({ kind: 'number', value: holds ? 1n : 0n });
  switch (operator) {
    case '+': return { kind: 'number', value: a + b };
    case '-': return { kind: 'number', value: a - b };
    case '*': return { kind: 'number', value: a * b };
    case '/': return b === 0n ? unknown('a division by 0') : { kind: 'number', value: a / b };
    case '%': return b === 0n ? unknown('a division by 0') : { kind: 'number', value: a % b };
    case '<<': return b >= 0n && b < 64n ? { kind: 'number', value: a << b } : unknown('a shift');
    case '>>': return b >= 0n && b < 64n ? { kind: 'number', value: a >> b } : unknown('a shift');
    case '&': return { kind: 'number', value: a & b };
    case '|': return { kind: 'number', value: a | b };
    case '^': return { kind: 'number', value: a ^ b };
    case '==': return yes(a === b);
    case '!=': return yes(a !== b);
    case '<': return yes(a < b);
    case '>': return yes(a > b);
    case '<=': return yes(a <= b);
    case '>=': return yes(a >= b);
    default: return unknown(`a result of ${operator}`);
  }
}
