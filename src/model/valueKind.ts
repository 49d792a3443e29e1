import { alignedPointer, allBits, anything, exactly, type KnownBits } from './bits.js';
import { magicValue, type Magic } from './magic.js';
import type { Machine } from './machine.js';
import { pageTypeWord, type PageTypeName } from './pageType.js';

/** What a stored word is, as its writer means it. A conflict depends on which bits such a value has. */
export type ValueKind =
  | { readonly kind: 'null' }
  /** A pointer to a record; `align` in bytes (default: a word), `tag` the low bits its writer adds. */
  | { readonly kind: 'pointer'; readonly to: string; readonly align?: number; readonly tag?: number; readonly mayBeNull?: boolean }
  /** `&other->list_head`: a link of a list. */
  | { readonly kind: 'list-node' }
  | { readonly kind: 'magic'; readonly magic: Magic }
  | { readonly kind: 'function' }
  /** A DMA address, or the half of one that fits a word; `align` of the address in bytes when known. */
  | { readonly kind: 'dma-address'; readonly part: 'whole' | 'low' | 'high'; readonly align?: number }
  | { readonly kind: 'pfmemalloc-mark' }
  | { readonly kind: 'pp-magic' }
  /** page | 1, as compound_head holds it in a tail page. */
  | { readonly kind: 'compound-head' }
  | { readonly kind: 'page-type'; readonly type: PageTypeName }
  | { readonly kind: 'mapcount' }
  | { readonly kind: 'refcount' }
  | { readonly kind: 'order' }
  | { readonly kind: 'swap-entry' }
  | { readonly kind: 'index' }
  | { readonly kind: 'flags' }
  /** A number up to `max`; `shift`: its lowest bit, where it does not begin at bit 0 of the field. */
  | { readonly kind: 'integer'; readonly means?: string; readonly max?: bigint; readonly shift?: number }
  | { readonly kind: 'constant'; readonly value: bigint; readonly means?: string }
  | { readonly kind: 'unknown'; readonly reason?: string };

/** What the bits of such a value are known to be, in a field `width` bits wide. */
export function knownBits(value: ValueKind, machine: Machine, width: number = machine.wordBits): KnownBits {
  switch (value.kind) {
    case 'null':
      return exactly(0n, width);
    case 'pointer': {
      const bits = alignedPointer(width, value.align ?? machine.abi.wordSize, BigInt(value.tag ?? 0), highBits(machine, width));
      return value.mayBeNull === true && (value.tag ?? 0) === 0 ? { ...bits, one: 0n, atLeast: 0n } : bits;
    }
    case 'list-node':
      return alignedPointer(width, machine.abi.wordSize, 0n, highBits(machine, width));
    case 'magic':
      return exactly(magicValue(value.magic, machine), width);
    case 'function':
      return alignedPointer(width, machine.functionAlign, 0n, highBits(machine, width));
    case 'dma-address':
      return value.part === 'high' ? anything(width) : { width, zero: BigInt((value.align ?? 1) - 1), one: 0n, atLeast: 0n };
    case 'pfmemalloc-mark':
      return exactly(2n, width);
    case 'pp-magic':
      return { ...anything(width), zero: 1n, one: magicValue('PP_SIGNATURE', machine), atLeast: 1n };
    case 'compound-head':
      return alignedPointer(width, machine.abi.wordSize, 1n, highBits(machine, width));
    case 'page-type': {
      const word = pageTypeWord(value.type, machine.kernel);
      return word === undefined ? anything(width) : exactly(BigInt(word), width);
    }
    case 'order':
      return bounded(10n, width);
    case 'integer':
      return value.max === undefined ? anything(width) : bounded(value.max, width, value.shift ?? 0);
    case 'constant':
      return exactly(value.value, width);
    case 'mapcount': case 'refcount': case 'swap-entry': case 'index': case 'flags': case 'unknown':
      return anything(width);
  }
}

function bounded(max: bigint, width: number, shift = 0): KnownBits {
  let covered = 0n;
  while (covered < max) covered = (covered << 1n) | 1n;
  covered <<= BigInt(shift);
  return { width, zero: allBits(width) & ~covered, one: 0n, atLeast: 0n };
}

function highBits(machine: Machine, width: number): bigint {
  return width === machine.wordBits ? machine.kernelHighBits : 0n;
}

/** What a reader finds when it takes the word for what its writer meant: compared with {@link Meaning} of a reading. */
export function meaningOf(value: ValueKind): string {
  switch (value.kind) {
    case 'pointer': return value.to;
    case 'integer': case 'constant': return value.means ?? 'integer';
    case 'magic': return value.magic;
    default: return value.kind;
  }
}

/** For a person. */
export function describeValue(value: ValueKind): string {
  switch (value.kind) {
    case 'null': return 'NULL';
    case 'pointer': return `struct ${value.to} pointer${value.tag === undefined || value.tag === 0 ? '' : ` | ${value.tag}`}`;
    case 'list-node': return 'list link';
    case 'magic': return value.magic;
    case 'function': return 'function address';
    case 'dma-address': return value.part === 'whole' ? 'DMA address' : `${value.part} half of a DMA address`;
    case 'pfmemalloc-mark': return 'pfmemalloc mark';
    case 'pp-magic': return 'page_pool magic';
    case 'compound-head': return 'head page pointer | 1';
    case 'page-type': return `page type ${value.type}`;
    case 'order': return 'order';
    case 'swap-entry': return 'swap entry';
    case 'integer': return value.means ?? 'number';
    case 'constant': return value.means ?? `0x${value.value.toString(16)}`;
    case 'mapcount': case 'refcount': case 'index': case 'flags': return value.kind;
    case 'unknown': return value.reason ?? 'unknown value';
  }
}
