import { allBits, type KnownBits } from './bits.js';
import { magicValue, type Magic } from './magic.js';
import type { Machine } from './machine.js';

/** A question a reader asks of a word. Masks and values are of the word as an unsigned number. */
export type BitTest =
  | { readonly test: 'any' }
  | { readonly test: 'zero' }
  | { readonly test: 'non-zero' }
  | { readonly test: 'bits'; readonly mask: bigint; readonly equals: bigint }
  | { readonly test: 'magic'; readonly magic: Magic; /** Bits left out of the comparison; those of page_pool's marks and its DMA index where told so. */ readonly ignore: bigint | 'DMA index' }
  | { readonly test: 'not'; readonly of: BitTest }
  | { readonly test: 'all'; readonly of: readonly BitTest[] };

export type Answer = 'yes' | 'no' | 'maybe';

/** Whether a word of which only some bits are known passes the test. */
export function holds(test: BitTest, bits: KnownBits, machine: Machine): Answer {
  switch (test.test) {
    case 'any':
      return 'yes';
    case 'zero':
      return bits.atLeast > 0n || bits.one !== 0n ? 'no' : bits.zero === allBits(bits.width) ? 'yes' : 'maybe';
    case 'non-zero':
      return negate(holds({ test: 'zero' }, bits, machine));
    case 'bits':
      return matches(bits, test.mask, test.equals);
    case 'magic': {
      const value = magicValue(test.magic, machine);
      const ignore = ignoredBits(test.ignore, machine);
      if ((value | ignore) < bits.atLeast) return 'no';
      return matches(bits, allBits(bits.width) & ~ignore, value & ~ignore);
    }
    case 'not':
      return negate(holds(test.of, bits, machine));
    case 'all': {
      let answer: Answer = 'yes';
      for (const part of test.of) {
        const one = holds(part, bits, machine);
        if (one === 'no') return 'no';
        if (one === 'maybe') answer = 'maybe';
      }
      return answer;
    }
  }
}

/**
 * The bits a comparison with a magic leaves out. PP_MAGIC_MASK: compound_head's and pfmemalloc's, and PP_DMA_INDEX_BITS from bit 7 on, below the poison's or PAGE_OFFSET's bits
 * (include/linux/mm.h, 6.12.117 and 7.2).
 */
export function ignoredBits(ignore: bigint | 'DMA index', { wordBits, poisonDelta }: Machine): bigint {
  if (ignore !== 'DMA index') return ignore;
  const index = wordBits === 32 ? 23n : poisonDelta === 0n ? 0n : 32n;
  return (((1n << index) - 1n) << 7n) | 3n;
}

export function negate(answer: Answer): Answer {
  return answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'maybe';
}

function matches(bits: KnownBits, mask: bigint, equals: bigint): Answer {
  if ((bits.one & mask & ~equals) !== 0n || (bits.zero & mask & equals) !== 0n) return 'no';
  return ((bits.zero | bits.one) & mask) === mask ? 'yes' : 'maybe';
}

/** (word & mask) == equals. */
export function bitsAre(mask: bigint, equals: bigint): BitTest {
  return { test: 'bits', mask, equals };
}
