import { storedRecord } from '../model/lifeStage.js';
import type { DirectMap } from './directMap.js';
import { SimulatedFault } from './fault.js';
import type { Address } from './memory.js';
import type { Simulation } from './simulation.js';

/** Where a list node of a page stands: in the page's contents, or over words of its struct page. */
export type NodeWhere = { readonly in: 'contents' } | { readonly in: 'page'; readonly at: string | number };
export type NodeType = 'list_head' | 'hlist_node' | 'llist_node';

/** The nodes of one owner's pages: each page has its place for one. */
export class NodePlace {
  readonly simulation: Simulation;
  readonly type: NodeType;
  readonly owner: string;
  /** For messages: `index`, `contents`. */
  readonly path: string;
  private readonly offset: number;
  private readonly directMap: DirectMap | undefined;
  private readonly pageOfContents = new Map<number, number>();

  constructor(simulation: Simulation, where: NodeWhere, type: NodeType, owner: string, directMap?: DirectMap) {
    const words = storedRecord(type)?.length ?? 2;
    this.simulation = simulation;
    this.type = type;
    this.owner = owner;
    this.directMap = directMap;
    if (where.in === 'contents') {
      this.offset = -1;
      this.path = 'contents';
      return;
    }
    const place = simulation.place(where.at, words * simulation.machine.layout.abi.wordSize);
    if (place.offset % simulation.machine.layout.abi.wordSize !== 0 || place.offset + place.size > simulation.machine.memory.pageSize) {
      throw new SimulatedFault('absent-member', `a ${type} does not fit at byte ${place.offset} of struct page`);
    }
    this.offset = place.offset;
    this.path = place.path;
  }

  get inContents(): boolean {
    return this.offset < 0;
  }

  /** The bytes of struct page the node takes; undefined in page contents. */
  get range(): { readonly offset: number; readonly size: number } | undefined {
    if (this.inContents) return undefined;
    return { offset: this.offset, size: (storedRecord(this.type)?.length ?? 2) * this.simulation.machine.layout.abi.wordSize };
  }

  /** The node's unit. Page contents must have an address: highmem and unmapped pages have none. */
  unit(pfn: number): number {
    const { memory } = this.simulation.machine;
    if (!this.inContents) return memory.pageAt(pfn) + this.offset / 4;
    if (memory.isHighmem(pfn)) {
      this.simulation.found({ kind: 'contents', page: pfn, reason: 'highmem', says: `page_address() of a highmem page is NULL: ${this.owner} writes its list node to address 0` });
      throw new SimulatedFault('no-direct-map', 'a list node in the contents of a highmem page', pfn);
    }
    if (this.directMap?.protection(pfn) === 'invalid') {
      this.simulation.found({ kind: 'contents', page: pfn, reason: 'unmapped', says: `the page is not present in the direct map: ${this.owner} faults on its list node` });
      throw new SimulatedFault('no-direct-map', 'a list node in the contents of an unmapped page', pfn);
    }
    const unit = this.simulation.contentsUnit(pfn);
    this.pageOfContents.set(unit, pfn);
    return unit;
  }

  /** The page a node belongs to. */
  pageOf(unit: number): number {
    const pfn = this.inContents ? this.pageOfContents.get(unit) : this.simulation.machine.memory.pageOf(unit);
    if (pfn === undefined || pfn < 0) throw new SimulatedFault('list-corruption', `a list of ${this.owner} leads to no page`);
    return pfn;
  }

  /** The node's address as kernel code holds it: in the direct map for page contents, in the array of struct pages otherwise. */
  address(pfn: number): Address {
    const { memory } = this.simulation.machine;
    return this.inContents ? memory.contentsAddress(pfn) ?? { lo: 0, hi: 0 } : memory.addressOf(this.unit(pfn));
  }
}

/** An address as kernel messages print it. */
export function hexAddress(address: Address): string {
  return `0x${((BigInt(address.hi >>> 0) << 32n) | BigInt(address.lo >>> 0)).toString(16)}`;
}
