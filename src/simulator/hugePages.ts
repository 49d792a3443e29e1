import { SimulatedFault } from './fault.js';
import type { Simulation } from './simulation.js';
import { MAX_PAGE_ORDER } from './zone.js';

/**
 * What hugetlb does to struct pages beyond alloc and free: gigantic pages put together and taken apart, demotion, the vmemmap shared by tails
 * (mm/hugetlb.c, mm/hugetlb_vmemmap.c, 6.1 and 6.12).
 */
export class HugePages {
  private readonly simulation: Simulation;
  private readonly refcountSite: number;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    this.refcountSite = simulation.machine.memory.sites.intern('hugetlb', '_refcount', { kind: 'refcount' }, 'set_page_refcounted');
  }

  /** prep_compound_gigantic_page(): pages of one range become one compound page. Each must have one reference, or somebody looks at it. */
  makeGigantic(pages: readonly number[], order: number): void {
    const { memory, units, compound } = this.simulation.machine;
    const head = pages[0]!;
    this.simulation.tell('prep_compound_gigantic_page()', head);
    const inflated = pages.find((pfn) => memory.units[memory.pageAt(pfn) + units.refcount] !== 1);
    if (inflated !== undefined) throw new SimulatedFault('refcount', `page ${inflated} has ${memory.units[memory.pageAt(inflated) + units.refcount]!} references: "HugeTLB page can not be used due to unexpected inflated ref count"`, inflated);
    if (compound.gigantic === 'by hand') {
      compound.makeByHand(head, order, this.refcountSite);
      return;
    }
    for (const pfn of pages.slice(1)) memory.setUnit(memory.pageAt(pfn) + units.refcount, 0, this.refcountSite);
    compound.make(head, order);
  }

  /**
   * destroy_compound_gigantic_page() and free_contig_range(): taken apart by hand, freed page by page. Kernels before 5.10 forgot the fields on the
   * first tail. Since 6.12 the folio is freed whole (free_gigantic_folio()).
   */
  freeGigantic(pages: readonly number[], order: number, clearFirstTail: boolean): void {
    const { machine } = this.simulation;
    const head = pages[0] ?? -1;
    if (machine.compound.gigantic === 'compound') {
      this.simulation.tell('free_gigantic_folio()', head);
      machine.memory.setUnit(machine.memory.pageAt(head) + machine.units.refcount, 0, this.refcountSite);
      machine.allocator.freeUnreferenced(head, order);
      return;
    }
    this.simulation.tell('destroy_compound_gigantic_page()', head);
    this.takeApart(pages, order, clearFirstTail);
    this.simulation.tell('free_contig_range()', head);
    for (const pfn of pages) this.simulation.attempt(() => { machine.allocator.free(pfn, 0); });
  }

  /** demote_free_huge_page(): one huge page becomes several of a smaller order, each taken from the pool again with one reference. Returns their heads. */
  demote(pages: readonly number[], order: number, to: number): readonly number[] {
    const { memory, units, compound } = this.simulation.machine;
    const head = pages[0] ?? -1;
    if (to >= order || to < 1) throw new SimulatedFault('bad-order', `a huge page of order ${order} cannot be demoted to order ${to}`, head);
    this.simulation.tell(`demote_free_huge_page() to order ${to}`, head);
    this.takeApart(pages, order, true);
    const heads = pages.filter((_, i) => i % (1 << to) === 0);
    for (const pfn of pages) memory.setUnit(memory.pageAt(pfn) + units.refcount, heads.includes(pfn) ? 1 : 0, this.refcountSite);
    for (const one of heads) compound.make(one, to);
    return heads;
  }

  /** hugetlb_vmemmap_optimize(). */
  shareVmemmap(head: number): void {
    const { memory, compound } = this.simulation.machine;
    if (!compound.isHead(head)) throw new SimulatedFault('wrong-state', `page ${head} heads no compound page`, head);
    this.simulation.tell('hugetlb_vmemmap_optimize(): tails share one page of vmemmap, read-only', head);
    memory.shareVmemmap(head, 1 << compound.orderOf(head));
  }

  /** hugetlb_vmemmap_restore(). */
  restoreVmemmap(head: number): void {
    this.simulation.tell('hugetlb_vmemmap_restore()', head);
    this.simulation.machine.memory.restoreVmemmap(head);
  }

  /** update_and_free_page() of a page dissolved from the pool: back to the allocator, whatever its order. */
  dissolve(pages: readonly number[], order: number): void {
    if (order > MAX_PAGE_ORDER) {
      this.freeGigantic(pages, order, true);
      return;
    }
    this.simulation.tell('dissolve_free_huge_page()', pages[0] ?? -1);
    this.simulation.machine.allocator.free(pages[0] ?? -1, order);
  }

  private takeApart(pages: readonly number[], order: number, clearFirstTail: boolean): void {
    const { machine } = this.simulation;
    machine.compound.takeApart(pages[0] ?? -1, order, clearFirstTail, this.refcountSite);
    for (const pfn of pages) machine.meta.setStateNamed(pfn, 'allocated');
  }
}
