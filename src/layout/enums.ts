/** How wide gcc and clang make an enum. */
import type { Size } from './arithmetic.js';
import type { Abi } from './record.js';

const INT_BITS = 32;
/** Enumerators written in a way that can pass 32 bits, after macros: shifts, suffixes, long numbers. */
const MAY_BE_WIDE = /<<|\d\w*l\b|0x[\da-f]{9,}|\d{10,}/i;

/** Whether an enum has to be counted at all: most are as wide as an int, whatever their enumerators are worth. */
export function mayDifferFromInt(text: string, packed: boolean): boolean {
  return packed || MAY_BE_WIDE.test(text);
}

/** An enum is as wide as an int, or as a long long where an int does not hold it; a packed one is as narrow as its values let it be. */
export function enumSize(values: readonly bigint[], packed: boolean, abi: Abi): Size {
  const least = values.reduce((a, b) => (b < a ? b : a), 0n), most = values.reduce((a, b) => (b > a ? b : a), 0n);
  const signed = least < 0n;
  const holds = (bits: number): boolean => (signed ? least >= -(1n << BigInt(bits - 1)) && most < 1n << BigInt(bits - 1) : most < 1n << BigInt(bits));
  const size = (packed ? [8, 16] : []).find(holds) ?? (holds(INT_BITS) ? INT_BITS : 64);
  return { size, align: size === 64 ? abi.int64Align * 8 : size, signed };
}
