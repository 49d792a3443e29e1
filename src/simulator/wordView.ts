import type { ByteRange } from '../model/memberRange.js';
import type { Memory } from './memory.js';
import type { Site } from './site.js';

/** What stands in a byte range of a struct page: the value as the machine reads it, and who wrote it last. */
export interface WordView extends ByteRange {
  readonly value: bigint;
  readonly site: number;
  readonly writer: Site;
}

/** Reads 1, 2, 4 or 8 bytes of a page. Where two writers share them, the one whose part is not zero is named. */
export function viewWord(memory: Memory, pfn: number, range: ByteRange): WordView {
  const base = memory.pageAt(pfn);
  const first = base + Math.floor(range.offset / 4);
  if (range.size <= 4) {
    const within = range.offset % 4;
    const shift = range.size === 4 ? 0 : (memory.bigEndian ? 4 - range.size - within : within) * 8;
    const mask = range.size === 4 ? 0xffffffff : (1 << (range.size * 8)) - 1;
    return seen(memory, range, BigInt(((memory.units[first]! >>> shift) & mask) >>> 0), memory.shadow[first]!);
  }
  const [low, high] = memory.bigEndian ? [first + 1, first] : [first, first + 1];
  const value = (BigInt(memory.units[high]!) << 32n) | BigInt(memory.units[low]!);
  const filled = memory.units[low] !== 0 || memory.units[high] === 0 ? low : high;
  return seen(memory, range, value, memory.shadow[filled]!);
}

/** Whether nobody has written any of those bytes since boot. */
export function isUnwritten(memory: Memory, pfn: number, range: ByteRange): boolean {
  const first = memory.pageAt(pfn) + Math.floor(range.offset / 4);
  return memory.shadow[first] === 0 && (range.size <= 4 || memory.shadow[first + 1] === 0);
}

function seen(memory: Memory, range: ByteRange, value: bigint, site: number): WordView {
  return { offset: range.offset, size: range.size, value, site, writer: memory.sites.at(site) };
}

/** A value as C writes it. */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
