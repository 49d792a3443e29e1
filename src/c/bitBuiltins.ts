/** What gcc's bit-counting builtins give for a constant: ilog2() and with it get_order() rest on __builtin_clzll() (6.12 include/linux/log2.h). */

const BUILTIN = /^__builtin_(clz|ctz|ffs|popcount)(l|ll)?$/;

/**
 * @param longBits width of a long
 * @returns undefined for another name, and for what has no defined result: the leading and trailing zeros of 0
 */
export function bitBuiltin(name: string, operand: bigint, longBits: number): bigint | undefined {
  const [, what, suffix] = BUILTIN.exec(name) ?? [];
  if (what === undefined) return undefined;
  const bits = suffix === 'll' ? 64 : suffix === 'l' ? longBits : 32;
  const digits = BigInt.asUintN(bits, operand).toString(2);
  const first = digits.lastIndexOf('1');
  switch (what) {
    case 'clz': return first < 0 ? undefined : BigInt(bits - digits.length);
    case 'ctz': return first < 0 ? undefined : BigInt(digits.length - 1 - first);
    case 'ffs': return first < 0 ? 0n : BigInt(digits.length - first);
    default: return BigInt(digits.replaceAll('0', '').length);
  }
}
