import { SimulatedFault } from './fault.js';
import type { Memory } from './memory.js';

const PAGE_BYTES = 4096;
/** NR_RESET_STRUCT_PAGE: the head and the tails that hold more than a plain one. */
const RESET_STRUCT_PAGES = 3;

/**
 * HVO: struct pages of a hugetlb folio behind its first 4 KiB of them show those first ones again, read-only
 * (mm/hugetlb_vmemmap.c:vmemmap_remap_pte(), 6.1). What is written to the first is seen at all of them; a write to the others faults.
 */
export class SharedVmemmap {
  private readonly memory: Memory;
  /** First page frame of each optimised folio, to its pages. */
  private readonly folios = new Map<number, number>();
  /** Struct pages in 4 KiB. */
  private readonly perPage: number;

  constructor(memory: Memory) {
    this.memory = memory;
    this.perPage = PAGE_BYTES / memory.pageSize;
  }

  /** vmemmap_remap_free(): from now on the struct pages from the second 4 KiB on are those of the first. */
  share(head: number, pages: number): void {
    const { memory, perPage } = this;
    if (!Number.isInteger(perPage)) throw new SimulatedFault('wrong-state', `a struct page of ${memory.pageSize} bytes is no power of two: vmemmap_should_optimize() refuses`, head);
    if (pages <= perPage) throw new SimulatedFault('wrong-state', `the ${pages} struct pages take one page of vmemmap: nothing to give back`, head);
    if (this.folios.has(head)) throw new SimulatedFault('wrong-state', 'the vmemmap of the folio is shared already', head);
    for (let pfn = head + perPage; pfn < head + pages; pfn++) this.copy(head + ((pfn - head) % perPage), pfn);
    this.folios.set(head, pages);
  }

  /**
   * vmemmap_restore_pte(): every struct page has memory of its own again, holding what was seen there; copies of the head and the first
   * tails are made plain tails by those behind them (reset_struct_pages()).
   */
  restore(head: number): void {
    const pages = this.folios.get(head);
    if (pages === undefined) throw new SimulatedFault('wrong-state', 'the vmemmap of the folio is not shared', head);
    this.folios.delete(head);
    for (let first = head + this.perPage; first < head + pages; first += this.perPage) {
      for (let i = 0; i < RESET_STRUCT_PAGES; i++) this.copy(first + RESET_STRUCT_PAGES + i, first + i);
    }
  }

  /** page_fixed_fake_head(): the head of a struct page that shows a head's flags without being one; the page itself otherwise. */
  realHead(pfn: number): number {
    const head = this.folioOf(pfn);
    return head >= 0 && (pfn - head) % this.perPage === 0 ? head : pfn;
  }

  /** The other places where a write to the unit is seen. A fault where the unit is mapped read-only. */
  copiesOf(unit: number): readonly number[] {
    const { memory, perPage } = this;
    const pfn = memory.pageOf(unit);
    const head = pfn < 0 ? -1 : this.folioOf(pfn);
    if (head < 0) return [];
    if (pfn >= head + perPage) throw new SimulatedFault('read-only', `the struct page of tail ${pfn - head} is mapped read-only: the vmemmap of the folio is shared (HVO)`, pfn);
    const copies: number[] = [];
    for (let offset = perPage; offset < this.folios.get(head)!; offset += perPage) copies.push(unit + offset * memory.pageUnits);
    return copies;
  }

  private folioOf(pfn: number): number {
    for (const [head, pages] of this.folios) if (pfn >= head && pfn < head + pages) return head;
    return -1;
  }

  private copy(from: number, to: number): void {
    const { memory } = this;
    for (let unit = 0; unit < memory.pageUnits; unit++) memory.setUnit(memory.pageAt(to) + unit, memory.ints[memory.pageAt(from) + unit]!, memory.shadow[memory.pageAt(from) + unit]!);
  }
}
