import { exactly, type KnownBits } from '../model/bits.js';
import { holds } from '../model/bitTest.js';
import type { Machine } from '../model/machine.js';
import type { ByteRange } from '../model/memberRange.js';
import type { ReadingCase, WordReading } from '../model/observer.js';

/** A stored field: where it lies, what its bits are, what its writer meant ({@link meaningOf}). */
export interface StoredField extends ByteRange {
  readonly bits: KnownBits;
  readonly meaning: string;
}

/** What an observer may take a word for. */
export interface Taken {
  readonly case: ReadingCase;
  /** Whether the bits surely lead to this case. */
  readonly sure: boolean;
  /** It does harm: the word's writer meant something else. */
  readonly wrong: boolean;
}

/** The cases a reading can end in for that word. With every bit known there is at most one. */
export function take(reading: WordReading, bits: KnownBits, meaning: string, machine: Machine): readonly Taken[] {
  const taken: Taken[] = [];
  let sure = true;
  for (const one of reading.cases) {
    const answer = holds(one.when, bits, machine);
    if (answer === 'no') continue;
    if (answer === 'maybe') sure = false;
    taken.push({ case: one, sure: sure && answer === 'yes', wrong: one.harm !== undefined && !one.right.includes(meaning) });
    if (answer === 'yes') break;
  }
  return taken;
}

/** The bits an observer sees in `at` when `field` is stored; bytes outside of the field are unknown to it. */
export function seenBits(field: StoredField, at: ByteRange, endian: 'little' | 'big'): KnownBits {
  const width = at.size * 8;
  const shift = endian === 'little'
    ? (field.offset - at.offset) * 8
    : (at.offset + at.size - field.offset - field.size) * 8;
  const [zero, one] = [moved(field.bits.zero, shift, width), moved(field.bits.one, shift, width)];
  const whole = shift >= 0 && shift + field.bits.width <= width;
  const atLeast = whole ? field.bits.atLeast << BigInt(shift) : one;
  return { width, zero, one, atLeast: atLeast > one ? atLeast : one };
}

function moved(bits: bigint, shift: number, width: number): bigint {
  const shifted = shift >= 0 ? bits << BigInt(shift) : bits >> BigInt(-shift);
  return shifted & ((1n << BigInt(width)) - 1n);
}

/** A field of which the value was seen, as in a simulated page. */
export function seenField(range: ByteRange, value: bigint, meaning: string): StoredField {
  return { ...range, bits: exactly(value, range.size * 8), meaning };
}
