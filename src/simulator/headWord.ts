import type { LayoutSet } from '../layout/record.js';
import { resolveMember } from '../model/memberRange.js';
import { unitOf } from './fields.js';
import type { Memory } from './memory.js';

/**
 * The word by which a tail page leads to its head, bit 0 set: the head's address up to 6.19; since compound_info (7.0) a mask for the tail's own
 * address, where a struct page takes a power of two and hugetlb may share the vmemmap (include/linux/page-flags.h:set_compound_head(), 7.2).
 */
export class HeadWord {
  private readonly memory: Memory;
  /** From a page's first unit. */
  readonly unit: number;
  /** Binary logarithm of a struct page's size, where the word is a mask; else -1. */
  private readonly maskShift: number;

  constructor(memory: Memory, layout: LayoutSet) {
    const shift = Math.log2(memory.pageSize);
    this.memory = memory;
    this.unit = unitOf(['compound_head', 'compound_info'], layout);
    this.maskShift = memory.wide && Number.isInteger(shift) && resolveMember({ names: ['compound_info'] }, layout) !== undefined ? shift : -1;
  }

  isTail(pfn: number): boolean {
    return (this.memory.low(this.memory.pageAt(pfn) + this.unit) & 1) !== 0;
  }

  /** set_compound_head() of a tail of a compound page of that order. */
  set(tail: number, head: number, order: number, site: number): void {
    const { memory, maskShift } = this;
    const unit = memory.pageAt(tail) + this.unit;
    if (maskShift < 0) memory.setPointer(unit, memory.pageAt(head), 1, site);
    else memory.setWord(unit, (-1 << (order + maskShift)) | 1, order + maskShift < 32 ? -1 : -1 << (order + maskShift - 32), site);
  }

  /** clear_compound_head(). */
  clear(tail: number, site: number): void {
    this.memory.setWord(this.memory.pageAt(tail) + this.unit, 0, 0, site);
  }

  /** What compound_head() of a tail leads to; -1 where the word leads to no page. Only for pages with bit 0 set. */
  headOf(tail: number): number {
    const { memory } = this;
    const unit = memory.pageAt(tail) + this.unit;
    if (this.maskShift < 0) return memory.pageOf(memory.pointedUnit(unit));
    const own = memory.addressOf(memory.pageAt(tail));
    return memory.pageOf(memory.unitAtAddress((own.lo & memory.low(unit)) | 0, (own.hi & memory.high(unit)) | 0));
  }
}
