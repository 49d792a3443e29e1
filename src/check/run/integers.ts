/** C's integers, bit by bit: what width and sign a type has, and what operators make of them (C11 6.3.1). */

export interface IntType {
  readonly bits: number;
  readonly signed: boolean;
}

/** A number as its type holds it: never outside of the type's range. */
export interface Int {
  readonly value: bigint;
  readonly type: IntType;
}

export const INT: IntType = { bits: 32, signed: true };
/** `_Bool`: whatever is not 0 becomes 1. */
export const BOOL: IntType = { bits: 1, signed: false };

/** @returns undefined for what is no integer type: `void`, `double` */
export function integerType(name: string, wordBits: number): IntType | undefined {
  const words = name.split(/\s+/).filter((word) => word !== 'const' && word !== 'volatile');
  const signed = !words.includes('unsigned'), longs = words.filter((word) => word === 'long').length;
  if (words.includes('bool') || words.includes('_Bool')) return BOOL;
  if (words.some((word) => !/^(?:unsigned|signed|char|short|int|long|__signed__)$/.test(word))) return fixedType(name, wordBits);
  return { bits: words.includes('char') ? 8 : words.includes('short') ? 16 : longs === 2 ? 64 : longs === 1 ? wordBits : 32, signed };
}

/** Types that the grammar takes for primitive ones: `uint32_t`, `size_t`. */
function fixedType(name: string, wordBits: number): IntType | undefined {
  const [, u, bits] = /^(u?)int(8|16|32|64)_t$/.exec(name) ?? [];
  if (bits !== undefined) return { bits: Number(bits), signed: u === '' };
  return /^(?:size_t|uintptr_t)$/.test(name) ? { bits: wordBits, signed: false } : /^(?:ssize_t|intptr_t|ptrdiff_t)$/.test(name) ? { bits: wordBits, signed: true } : undefined;
}

export function toType(value: bigint, type: IntType): Int {
  if (type.bits === 1) return { value: value === 0n ? 0n : 1n, type };
  return { value: type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value), type };
}

/** A literal's type is the first that holds it; only one that is not decimal may become unsigned by its size. */
export function literal(text: string, value: bigint, wordBits: number): Int {
  const suffix = /[uUlL]*$/.exec(text.replace(/^0[xX][0-9a-fA-F]+/, ''))![0].toLowerCase();
  const longs = suffix.replace(/u/g, '').length, isDecimal = !/^-?0/.test(text);
  const widths = longs === 2 ? [64] : longs === 1 ? [wordBits, 64] : [32, wordBits, 64];
  for (const bits of widths) {
    for (const signed of suffix.includes('u') ? [false] : isDecimal ? [true] : [true, false]) {
      if (toType(value, { bits, signed }).value === value) return { value, type: { bits, signed } };
    }
  }
  return toType(value, { bits: 64, signed: false });
}

export function promoted(of: Int): Int {
  return of.type.bits < 32 ? { value: of.value, type: INT } : of;
}

/** The type both sides of an operator are brought to. */
function common(a: IntType, b: IntType): IntType {
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}

/** @returns undefined for a division by 0, a shift by too much, or no operator */
export function operate(operator: string, left: Int, right: Int): Int | undefined {
  const [a, b] = [promoted(left), promoted(right)];
  if (operator === '<<' || operator === '>>') {
    if (b.value < 0n || b.value >= BigInt(a.type.bits)) return undefined;
    return toType(operator === '<<' ? a.value << b.value : a.value >> b.value, a.type);
  }
  const type = common(a.type, b.type), x = toType(a.value, type).value, y = toType(b.value, type).value;
  const yes = (holds: boolean): Int => ({ value: holds ? 1n : 0n, type: INT });
  switch (operator) {
    case '+': return toType(x + y, type);
    case '-': return toType(x - y, type);
    case '*': return toType(x * y, type);
    case '/': return y === 0n ? undefined : toType(x / y, type);
    case '%': return y === 0n ? undefined : toType(x % y, type);
    case '&': return toType(x & y, type);
    case '|': return toType(x | y, type);
    case '^': return toType(x ^ y, type);
    case '==': return yes(x === y);
    case '!=': return yes(x !== y);
    case '<': return yes(x < y);
    case '>': return yes(x > y);
    case '<=': return yes(x <= y);
    case '>=': return yes(x >= y);
    default: return undefined;
  }
}
