/** Blocks of pages handed out and taken back. */
import type { Buddy } from './buddy.js';
import type { CompoundPages } from './compound.js';
import { SimulatedFault } from './fault.js';
import type { CommonUnits } from './fields.js';
import type { Lists } from './list.js';
import type { Memory } from './memory.js';
import { OrderZero } from './orderZero.js';
import { type BadPage, PageChecks } from './pageChecks.js';
import type { PageMeta } from './pageMeta.js';
import { PCP_HIGH, PerCpuLists } from './perCpuLists.js';
import { MAX_PAGE_ORDER, PAGEBLOCK_ORDER, migrateNumber, type MigrateType, type Zone, type ZoneType } from './zone.js';

/** Which page to get. Node -1: the first with memory. */
export interface AllocRequest {
  readonly order: number;
  readonly type?: MigrateType;
  readonly node?: number;
  /** Highest zone allowed (gfp_zone()): NORMAL unless told. */
  readonly zone?: ZoneType;
  /** __GFP_COMP. */
  readonly compound?: boolean;
  /** The state the page is in from then on; `allocated` when absent. */
  readonly state?: string;
}

const zoneOrder: Readonly<Record<ZoneType, number>> = { DMA32: 0, NORMAL: 1, HIGHMEM: 2, MOVABLE: 3, DEVICE: 4 };

/** alloc_pages() and __free_pages(): per-CPU lists over the buddy allocator, with the checks at every change of owner. */
export class PageAllocator {
  readonly buddy: Buddy;
  private readonly memory: Memory;
  private readonly meta: PageMeta;
  private readonly units: CommonUnits;
  private readonly compound: CompoundPages;
  private readonly checks: PageChecks;
  private readonly pcp: PerCpuLists;
  private readonly sites: { readonly private: number; readonly refcount: number; readonly put: number };
  private readonly allocated: number;
  private readonly rest: number;
  private readonly orderZero: OrderZero | undefined;
  /** By node + 1 and highest zone. */
  private readonly zonelists: (readonly Zone[] | undefined)[] = [];

  constructor(parts: { memory: Memory; meta: PageMeta; units: CommonUnits; lists: Lists; buddy: Buddy; compound: CompoundPages; kernel: string; linkName: string; badPage: BadPage }) {
    const { memory, meta, units, lists, buddy, compound } = parts;
    this.memory = memory;
    this.meta = meta;
    this.units = units;
    this.buddy = buddy;
    this.compound = compound;
    this.checks = new PageChecks(parts);
    this.pcp = new PerCpuLists(parts);
    this.sites = {
      private: memory.sites.intern('page allocator', 'private', { kind: 'null' }, 'post_alloc_hook'),
      refcount: memory.sites.intern('page allocator', '_refcount', { kind: 'refcount' }, 'set_page_refcounted'),
      put: memory.sites.intern('page allocator', '_refcount', { kind: 'refcount' }, '__free_pages'),
    };
    this.allocated = meta.stateNumber('allocated');
    this.rest = meta.stateNumber('buddy-free-rest');
    this.pcp.runOn(0);
    const { checks, pcp, sites } = this, preferred = this.zonelist(-1, 'NORMAL')[0];
    this.orderZero = preferred === undefined ? undefined : OrderZero.over({
      memory, units, metaAt: meta.at, pcp: pcp.sites, poison1: lists.poison1, poison2: lists.poison2,
      blocks: buddy.blocks, preferred, high: PCP_HIGH, checkedFlags: checks.clearedFlags,
      keepsTypeInIndex: pcp.keepsTypeInIndex, clearsPrivate: checks.clearsPrivate, pcpState: pcp.freeState,
      sites: { ...sites, type: pcp.typeSite, freePrivate: checks.freePrivateSite },
    });
  }

  /** CPUs the machine has. */
  get cpus(): number {
    return this.pcp.cpus;
  }

  /** What follows runs on that CPU: its lists are used. */
  runOn(cpu: number): void {
    this.pcp.runOn(cpu);
  }

  /** The first page of a new block, or -1 when no zone has one. */
  alloc(request: AllocRequest): number {
    const { order, node, zone: highest } = request;
    const type = request.type === undefined ? migrateNumber.UNMOVABLE : migrateNumber[request.type];
    const state = request.state === undefined ? this.allocated : this.meta.stateNumber(request.state);
    if (order === 0 && this.orderZero !== undefined && node === undefined && highest === undefined) {
      const pfn = this.orderZero.alloc(type, state);
      if (pfn >= 0) return pfn;
    }
    if (!Number.isInteger(order) || order < 0 || order > MAX_PAGE_ORDER) throw new SimulatedFault('bad-order', `order ${order}: the allocator has 0 to ${MAX_PAGE_ORDER}`);
    const zones = this.zonelist(node ?? -1, highest ?? 'NORMAL');
    for (let i = 0; i < zones.length; i++) {
      const zone = zones[i]!;
      const pfn = order <= this.pcp.maxOrder ? this.pcp.take(zone, order, type) : this.buddy.take(zone, order, type);
      if (pfn < 0) continue;
      if (this.anyBadAtAlloc(pfn, order)) {
        // rmqueue() leaves it where it is and takes the next.
        this.leak(pfn, order);
        i--;
        continue;
      }
      this.prepare(pfn, order, request.compound === true, state);
      return pfn;
    }
    return -1;
  }

  /** __free_pages(): drops the reference of the block's first page and frees the block when it was the last. */
  free(pfn: number, order: number): boolean {
    const { memory } = this;
    if (order === 0 && this.orderZero !== undefined && this.orderZero.free(pfn)) return true;
    if (!Number.isInteger(pfn) || pfn < 0 || pfn >= memory.pages) throw new SimulatedFault('bad-page-number', `page ${pfn}: the machine has ${memory.pages}`);
    if (!Number.isInteger(order) || order < 0 || order > MAX_PAGE_ORDER) throw new SimulatedFault('bad-order', `order ${order}: the allocator has 0 to ${MAX_PAGE_ORDER}`, pfn);
    const at = memory.pageAt(pfn);
    const references = memory.ints[at + this.units.refcount]!;
    if (references === 0) throw new SimulatedFault('double-free', `page ${pfn} is freed with no reference left (state ${this.meta.state(pfn)})`, pfn);
    memory.setUnit(at + this.units.refcount, references - 1, this.sites.put);
    if (references > 1) return false;
    return this.freeUnreferenced(pfn, order);
  }

  /** What follows the last put: free_pages_prepare(), then the per-CPU list or the buddy. False when bad_page() kept it. */
  freeUnreferenced(pfn: number, order: number): boolean {
    const { memory } = this;
    const at = memory.pageAt(pfn);
    if (this.isTail(at)) throw new SimulatedFault('free-of-tail', `page ${pfn} has bit 0 of compound_head set: VM_BUG_ON_PAGE(PageTail)`, pfn);
    if (!this.prepareFree(pfn, order)) {
      this.leak(pfn, order);
      return false;
    }
    for (let i = 1; i < 1 << order; i++) this.meta.setState(pfn + i, this.rest);
    const zone = this.zone(pfn);
    const type = this.buddy.blocks.type(pfn);
    if (order <= this.pcp.maxOrder && type !== migrateNumber.ISOLATE) this.pcp.put(zone, pfn, order, type);
    else this.putInPieces(pfn, zone, order);
    return true;
  }

  /** free_one_page(); split_large_buddy() of what is larger than the allocator's blocks (6.12). */
  private putInPieces(pfn: number, zone: Zone, order: number): void {
    const piece = order > MAX_PAGE_ORDER ? PAGEBLOCK_ORDER : order;
    for (let at = pfn; at < pfn + 2 ** order; at += 1 << piece) this.buddy.put(at, zone, piece, this.buddy.blocks.type(at));
  }

  /** split_page(): a block of order > 0 that is not compound becomes single pages, each with its own reference. */
  split(pfn: number, order: number): void {
    const { memory } = this;
    const at = memory.pageAt(pfn);
    if (this.compound.isHead(pfn) || this.isTail(at)) throw new SimulatedFault('wrong-state', `split_page() of a compound page (page ${pfn})`, pfn);
    if (memory.units[at + this.units.refcount] === 0) throw new SimulatedFault('not-allocated', `split_page() of page ${pfn}, which has no reference`, pfn);
    for (let i = 1; i < 1 << order; i++) {
      memory.setUnit(memory.pageAt(pfn + i) + this.units.refcount, 1, this.sites.refcount);
    }
  }

  /** Pages on per-CPU lists go back to the buddy: those of all CPUs (drain_all_pages()), or of one (drain_local_pages()). */
  drain(cpu?: number): void {
    this.pcp.drain(cpu);
  }

  zone(pfn: number): Zone {
    const zone = this.buddy.blocks.zoneOf(pfn);
    if (zone === undefined) throw new SimulatedFault('no-zone', `page ${pfn} lies in no zone`, pfn);
    return zone;
  }

  /** free_pages_prepare(): the pages behind the first one, then that; false when something on one of them is bad. */
  private prepareFree(pfn: number, order: number): boolean {
    const compound = order > 0 && this.compound.isHead(pfn);
    if (compound && this.compound.orderOf(pfn) !== order) throw new SimulatedFault('bad-order', `page ${pfn} heads a compound page of order ${this.compound.orderOf(pfn)} and is freed with order ${order}: VM_BUG_ON_PAGE(compound_order(page) != order)`, pfn);
    let bad = false;
    if (compound) this.compound.clearSecond(pfn);
    for (let i = 1; i < 1 << order; i++) {
      if (compound && !this.compound.unmakeTail(pfn, i)) bad = true;
      if (this.checks.looksBad(pfn + i, 'free')) bad = true;
      else this.checks.clearFlags(this.memory.pageAt(pfn + i));
    }
    return this.checks.firstAtFree(pfn, bad);
  }

  /** check_new_pages(). */
  private anyBadAtAlloc(pfn: number, order: number): boolean {
    for (let i = 0; i < 1 << order; i++) if (this.checks.looksBad(pfn + i, 'alloc')) return true;
    return false;
  }

  /** What bad_page() was called for is used by nobody from then on. */
  private leak(pfn: number, order: number): void {
    for (let i = 0; i < 1 << order; i++) this.meta.setState(pfn + i, this.meta.stateNumber('leaked'));
  }

  /** post_alloc_hook() and prep_compound_page() of pages that left the free lists and were found clean. `state`: their name or its number from then on. */
  prepare(pfn: number, order: number, compound: boolean, named: number | string): void {
    const state = typeof named === 'string' ? this.meta.stateNumber(named) : named;
    const { memory, units } = this;
    const at = memory.pageAt(pfn);
    memory.setWord(at + units.private, 0, 0, this.sites.private);
    memory.setUnit(at + units.refcount, 1, this.sites.refcount);
    if (compound && order > 0) {
      this.compound.make(pfn, order);
      return;
    }
    this.meta.setState(pfn, state);
    for (let i = 1; i < 1 << order; i++) this.meta.setState(pfn + i, state);
  }

  private isTail(at: number): boolean {
    return (this.memory.low(at + this.units.lru) & 1) !== 0;
  }

  /** Zones to try: the wanted node's from the highest allowed down, then the other nodes'. */
  private zonelist(node: number, highest: ZoneType): readonly Zone[] {
    const key = (node + 1) * 8 + zoneOrder[highest];
    const known = this.zonelists[key];
    if (known !== undefined) return known;
    const allowed = this.buddy.zones.filter((zone) => zone.type !== 'DEVICE' && zoneOrder[zone.type] <= zoneOrder[highest]);
    const list = [...allowed].sort((a, b) => distance(a, node) - distance(b, node) || zoneOrder[b.type] - zoneOrder[a.type] || a.node - b.node);
    this.zonelists[key] = list;
    return list;
  }
}

function distance(zone: Zone, node: number): number {
  return node < 0 ? zone.node : zone.node === node ? -1 : zone.node;
}
