import type { PlacedWord, Placement } from '../../judge/placement.js';
import type { LayoutSet } from '../../layout/record.js';
import type { Stored, StoredPart } from './stored.js';

/** One way to put the thing into struct page. */
export interface Slot {
  /** Bytes from the start of struct page; the thing's size. For bits: the word they lie in. */
  readonly offset: number;
  readonly size: number;
  /** Bits of that word, counted from its lowest, where the thing is smaller than a byte range. */
  readonly bits?: { readonly first: number; readonly count: number };
  /** What readers find. */
  readonly placement: Placement;
  /** The bytes that are taken: of bits fewer than what readers look at. */
  readonly extent: Placement;
}

/** Every placement at the thing's own alignment. */
export function slotsFor(stored: Stored, layout: LayoutSet): readonly Slot[] {
  const pageSize = layout.records['page']?.size ?? 0;
  if (stored.kind === 'bits') return bitSlots(stored.label, stored.count, pageSize, layout);
  const slots: Slot[] = [];
  for (let offset = 0; offset + stored.size <= pageSize; offset += stored.align) {
    const extent = placeParts(stored.label, stored.parts, offset);
    slots.push({ offset, size: stored.size, placement: takesPartOfWord(stored, layout) ? numberInWord(stored, offset, layout) : extent, extent });
  }
  return slots;
}

/** Whether what is kept leaves other bits of its word alone: bits, and numbers smaller than a word. Readers of the word are judged with those bits 0. */
export function takesPartOfWord(stored: Stored, layout: LayoutSet): boolean {
  return stored.kind === 'bits'
    || (stored.size < layout.abi.wordSize && stored.size === stored.align && stored.parts.every(({ stages }) => stages.every(([, value]) => value.kind === 'integer')));
}

/** A number of some bytes as a reader of the whole word finds it. */
function numberInWord({ label, size }: Stored & { readonly kind: 'parts' }, offset: number, { abi: { wordSize, endian } }: LayoutSet): Placement {
  const word = Math.floor(offset / wordSize) * wordSize;
  const shift = (endian === 'little' ? offset - word : word + wordSize - offset - size) * 8;
  return { label, words: [{ offset: word, size: wordSize, stages: [['stored', { kind: 'integer', means: `${label} of yours`, max: (1n << BigInt(size * 8)) - 1n, shift }]] }] };
}

export function placeParts(label: string, parts: readonly StoredPart[], at: number): Placement {
  return { label, words: parts.map((part) => ({ offset: at + part.offset, size: part.size, stages: part.stages })) };
}

function bitSlots(label: string, count: number, pageSize: number, layout: LayoutSet): readonly Slot[] {
  const { wordSize, endian } = layout.abi;
  const slots: Slot[] = [];
  for (let offset = 0; offset + wordSize <= pageSize; offset += wordSize) {
    for (let first = 0; first + count <= wordSize * 8; first++) {
      const whole: PlacedWord = { offset, size: wordSize, stages: [['stored', { kind: 'integer', means: 'bits of yours', max: (1n << BigInt(count)) - 1n, shift: first }]] };
      slots.push({ offset, size: wordSize, bits: { first, count }, placement: { label, words: [whole] }, extent: { label, words: [bytesOfBits(offset, first, count, wordSize, endian)] } });
    }
  }
  return slots;
}

/** The smallest aligned 1, 2, 4 or 8 bytes around the bits: claims on neighbouring bytes are none on them. */
function bytesOfBits(offset: number, first: number, count: number, wordSize: number, endian: 'little' | 'big'): PlacedWord {
  let size = 1;
  while (size < wordSize && Math.floor(first / (size * 8)) !== Math.floor((first + count - 1) / (size * 8))) size *= 2;
  const index = Math.floor(first / (size * 8));
  return { offset: offset + (endian === 'little' ? index * size : wordSize - (index + 1) * size), size, stages: [['stored', { kind: 'integer', means: 'bits of yours' }]] };
}
