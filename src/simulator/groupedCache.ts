import { SimulatedFault } from './fault.js';
import { NodeChain } from './nodeChain.js';
import { hexAddress, type NodePlace } from './nodePlace.js';
import { nodeOfFlags } from './zone.js';
import type { Simulation } from './simulation.js';

/** HUGETLB_PAGE_ORDER on x86: 2 MiB. */
const HUGE_ORDER = 9;

/** The parameters of the RFC's cache that its thread argued about. */
export interface GroupedCacheOptions {
  readonly place: NodePlace;
  /** How list_lru learns the node: from the item's address, as it does, or told by the caller. */
  readonly nodeBy: 'virt_to_page' | 'caller';
  /** Set the words the node leaves behind to NULL when a page goes out: what a placement over mapping would have to do. */
  readonly clearOnTake: boolean;
  /** Poison the contents of pages that go into the cache, as page allocation debugging does with free pages. */
  readonly poison: boolean;
}

/**
 * The page cache of the RFC "Group pages on the direct map for permissioned vmallocs" (5 April 2021, mm/vmalloc.c): per-node lists of
 * single pages split from 2 MiB blocks. The newest page of a node goes out first; NUMA_NO_NODE asks the nodes in turn.
 */
export class GroupedCache {
  private readonly simulation: Simulation;
  private readonly options: GroupedCacheOptions;
  private readonly lists: readonly NodeChain[];
  private readonly dispose: NodeChain;
  private roundRobin = 0;
  private readonly clearSite: number;

  constructor(simulation: Simulation, options: GroupedCacheOptions) {
    this.simulation = simulation;
    this.options = options;
    const nodes = Math.max(...simulation.machine.zones.map((zone) => zone.node)) + 1;
    this.lists = Array.from({ length: nodes }, () => new NodeChain(options.place, 'list_lru'));
    this.dispose = new NodeChain(options.place, 'dispose');
    this.clearSite = simulation.machine.memory.sites.intern(options.place.owner, options.place.path, { kind: 'null' }, '__remove_first_page');
  }

  /** Pages in the cache: grouped_shrink_count(). */
  count(): number {
    return this.lists.reduce((sum, list) => sum + list.length, 0);
  }

  onNode(node: number): number {
    return this.lists[node]?.length ?? 0;
  }

  /** __get_grouped_page(): from the cache, else a new 2 MiB block, else an ordinary page; -1 when there is none. */
  get(node: number): number {
    const cached = this.removeFirst(node);
    return cached >= 0 ? cached : this.replenish(node);
  }

  /** __free_grouped_page(). */
  put(pfn: number): void {
    const { machine } = this.simulation;
    this.simulation.attempt(() => {
      const list = this.lists[this.nodeOf(pfn)] ?? this.lists[0]!;
      list.add(pfn);
      machine.meta.setStateNamed(pfn, 'grouped-vmalloc-cache');
      if (this.options.poison) this.simulation.poison(pfn);
    });
  }

  /** grouped_shrink_scan(): isolates up to `pages` of the oldest pages onto a dispose list, then frees them. */
  shrink(pages: number): number {
    const { dispose } = this;
    let isolated = 0;
    for (const list of this.lists) {
      while (isolated < pages && list.length > 0) {
        const pfn = list.takeOldest('init');
        dispose.add(pfn);
        isolated++;
      }
    }
    while (dispose.length > 0) {
      const pfn = dispose.takeOldest('deleted');
      if (this.options.clearOnTake) this.clear(pfn);
      this.simulation.attempt(() => { this.simulation.machine.allocator.free(pfn, 0); });
    }
    return isolated;
  }

  private removeFirst(node: number): number {
    const order = node >= 0 ? [node] : this.lists.map((_, i) => (this.roundRobin + i) % this.lists.length);
    if (node < 0) this.roundRobin = (this.roundRobin + 1) % this.lists.length;
    for (const one of order) {
      const pfn = this.lists[one]?.takeNewest('init') ?? -1;
      if (pfn < 0) continue;
      if (this.options.clearOnTake) this.clear(pfn);
      return pfn;
    }
    return -1;
  }

  private replenish(node: number): number {
    const { allocator } = this.simulation.machine;
    const first = allocator.alloc({ order: HUGE_ORDER, node, zone: 'HIGHMEM' });
    if (first < 0) return allocator.alloc({ order: 0, node, zone: 'HIGHMEM' });
    allocator.split(first, HUGE_ORDER);
    for (let i = 1; i < 1 << HUGE_ORDER; i++) this.put(first + i);
    return first;
  }

  /** list_lru_add(): page_to_nid(virt_to_page(item)). Right only for an item that lies in the page's contents. */
  private nodeOf(pfn: number): number {
    const { memory, units } = this.simulation.machine;
    const nodeAt = (page: number): number => nodeOfFlags(memory.low(memory.pageAt(page) + units.flags), memory.high(memory.pageAt(page) + units.flags), memory.wide);
    if (this.options.nodeBy === 'caller') return nodeAt(pfn);
    if (this.options.place.inContents && memory.isHighmem(pfn)) return nodeAt(pfn);
    const address = this.options.place.address(pfn);
    const { pfn: got, inDirectMap } = memory.virtToPage(address);
    if (got === pfn) return nodeAt(pfn);
    const node = inDirectMap ? nodeAt(got) : -1;
    this.simulation.found({
      kind: 'virt-to-page', page: pfn, address: hexAddress(address), meant: pfn, got,
      says: inDirectMap ? `is page ${got} of node ${node}, not page ${pfn} of node ${nodeAt(pfn)}: list_lru picks the wrong node`
        : `is no page (page frame ${got}): the address lies in the array of struct pages, and list_lru reads the node from memory that is no struct page`,
    });
    if (!inDirectMap) throw new SimulatedFault('wild-pointer', `page_to_nid() of page frame ${got}`, pfn);
    return node;
  }

  private clear(pfn: number): void {
    const { place } = this.options;
    const { memory } = this.simulation.machine;
    const { range } = place;
    if (range === undefined) return;
    for (let unit = 0; unit < range.size / 4; unit += memory.wordUnits) memory.setWord(place.unit(pfn) + unit, 0, 0, this.clearSite);
  }
}
