/** What is known of the bits of a value `width` bits wide: which are surely 0, which surely 1. */
export interface KnownBits {
  readonly width: number;
  readonly zero: bigint;
  readonly one: bigint;
  /** The value, as an unsigned number, is surely no less: 1 for "not 0", a page for a pointer. */
  readonly atLeast: bigint;
}

export function allBits(width: number): bigint {
  return (1n << BigInt(width)) - 1n;
}

/** Every bit known. */
export function exactly(value: bigint, width: number): KnownBits {
  const one = value & allBits(width);
  return { width, one, zero: allBits(width) & ~one, atLeast: one };
}

/** No bit known. */
export function anything(width: number): KnownBits {
  return { width, zero: 0n, one: 0n, atLeast: 0n };
}

/** No valid pointer is smaller: the first page is never mapped. */
const smallestPointer = 4096n;

/** A pointer: low bits clear by its alignment (bytes, a power of two), then `tag` set in them; `high` bits set in every kernel address. */
export function alignedPointer(width: number, align: number, tag = 0n, high = 0n): KnownBits {
  const low = BigInt(align) - 1n;
  return { width, zero: low & ~tag, one: tag | high, atLeast: smallestPointer };
}

/** The bits of a part of the value: `size` bits from bit `shift` on. */
export function bitsAt(bits: KnownBits, shift: number, size: number): KnownBits {
  const mask = allBits(size);
  const one = (bits.one >> BigInt(shift)) & mask;
  return { width: size, zero: (bits.zero >> BigInt(shift)) & mask, one, atLeast: shift === 0 && size >= bits.width && bits.atLeast > one ? bits.atLeast : one };
}

/** The value when every bit is known. */
export function exactValue(bits: KnownBits): bigint | undefined {
  return (bits.zero | bits.one) === allBits(bits.width) ? bits.one : undefined;
}

/** For a person: the value when it is known (`0xdead000000000122`), else its low known bits (`…xx00`). */
export function describeBits(bits: KnownBits): string {
  const value = exactValue(bits);
  if (value !== undefined) return `0x${value.toString(16)}`;
  let low = '';
  for (let i = 3; i >= 0; i--) {
    const bit = 1n << BigInt(i);
    low += (bits.one & bit) !== 0n ? '1' : (bits.zero & bit) !== 0n ? '0' : 'x';
  }
  return `…${low}`;
}
