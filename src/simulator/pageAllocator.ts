import { compareVersions } from '../model/era.js';
import { checkedAtFree, flagMask, flagsClearedAtFree } from '../model/pageFlags.js';
import { pageHasType } from '../model/pageType.js';
import type { Buddy } from './buddy.js';
import type { CompoundPages } from './compound.js';
import { SimulatedFault } from './fault.js';
import type { CommonUnits } from './fields.js';
import type { Lists, ListSites } from './list.js';
import type { Memory } from './memory.js';
import { OrderZero } from './orderZero.js';
import type { PageMeta } from './pageMeta.js';
import { writerName } from './writerNames.js';
import { MAX_PAGE_ORDER, PAGEBLOCK_ORDER, PCP_TYPES, migrateNumber, type MigrateType, type PerCpuPages, type Zone, type ZoneType } from './zone.js';

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

/** A reason bad_page() gives, found on a page that changes its owner. */
export type BadPage = (pfn: number, reason: 'nonzero mapcount' | 'non-NULL mapping' | 'page still charged to cgroup' | 'PAGE_FLAGS_CHECK_AT_FREE flag(s) set' | 'PAGE_FLAGS_CHECK_AT_PREP flag(s) set' | 'nonzero _refcount' | 'page_pool leak', at: 'free' | 'alloc') => void;

const NO_TYPE = -1;
const BATCH = 63;
const HIGH = 6 * BATCH;
const zoneOrder: Readonly<Record<ZoneType, number>> = { DMA32: 0, NORMAL: 1, HIGHMEM: 2, MOVABLE: 3, DEVICE: 4 };

/** alloc_pages() and __free_pages(): per-CPU lists over the buddy allocator, with the checks at every change of owner. */
export class PageAllocator {
  private readonly memory: Memory;
  private readonly meta: PageMeta;
  private readonly units: CommonUnits;
  private readonly lists: Lists;
  readonly buddy: Buddy;
  private readonly compound: CompoundPages;
  private readonly badPage: BadPage;
  private readonly pcpSites: ListSites;
  private readonly pcpMaxOrder: number;
  private readonly keepsTypeInIndex: boolean;
  private readonly clearsPrivate: boolean;
  private readonly kernel: string;
  private readonly checkedFlags: number;
  /** PAGE_FLAGS_CHECK_AT_PREP. */
  private readonly clearedFlags: number;
  /** free_pages_prepare() clears a page type before it looks (6.14). */
  private readonly clearsType: boolean;
  /** Low bits of mapping with which it is set to NULL without a word: PageMappingFlags(), folio_test_anon() once nothing but anonymous pages has them (6.17). */
  private readonly silentTags: number;
  /** bad_page() puts -1 into _mapcount whatever stands there; later it only takes PageBuddy away. */
  private readonly clearsAnyBadMapcount: boolean;
  private readonly checksPagePool: boolean;
  private readonly sites: { readonly type: number; readonly private: number; readonly freePrivate: number; readonly refcount: number; readonly put: number; readonly mapping: number; readonly count: number; readonly flags: number; readonly clearType: number; readonly badType: number };
  private readonly allocated: number;
  private readonly pcpFree: number;
  private readonly rest: number;
  private readonly orderZero: OrderZero | undefined;
  /** By node + 1 and highest zone. */
  private readonly zonelists: (readonly Zone[] | undefined)[] = [];
  /** The CPU that runs. */
  private cpu = 0;

  constructor(parts: { memory: Memory; meta: PageMeta; units: CommonUnits; lists: Lists; buddy: Buddy; compound: CompoundPages; kernel: string; linkName: string; badPage: BadPage }) {
    const { memory, meta, units, lists, buddy, compound, kernel, linkName, badPage } = parts;
    this.memory = memory;
    this.meta = meta;
    this.units = units;
    this.lists = lists;
    this.buddy = buddy;
    this.compound = compound;
    this.badPage = badPage;
    const { sites } = memory;
    const nothing = { kind: 'null' } as const;
    this.pcpSites = lists.sites('pcp', linkName, writerName('listOnCpu', kernel), '__rmqueue_pcplist');
    this.sites = {
      private: sites.intern('page allocator', 'private', nothing, 'post_alloc_hook'),
      freePrivate: sites.intern('page allocator', 'private', nothing, 'free_pages_prepare'),
      refcount: sites.intern('page allocator', '_refcount', { kind: 'refcount' }, 'set_page_refcounted'),
      put: sites.intern('page allocator', '_refcount', { kind: 'refcount' }, '__free_pages'),
      mapping: sites.intern('page allocator', 'mapping', nothing, 'free_pages_prepare'),
      count: sites.intern('pcp', 'count', { kind: 'integer', means: 'pages' }, writerName('listOnCpu', kernel)),
      flags: sites.intern('page allocator', 'flags', { kind: 'flags' }, 'free_pages_prepare'),
      type: sites.intern('pcp', 'index', { kind: 'integer', means: 'migratetype' }, 'set_pcppage_migratetype'),
      clearType: sites.intern('page allocator', 'page_type', { kind: 'constant', value: 0xffffffffn, means: '-1' }, 'free_pages_prepare'),
      badType: sites.intern('page allocator', 'page_type', { kind: 'constant', value: 0xffffffffn, means: '-1' }, writerName('clearTypeOfBadPage', kernel)),
    };
    this.pcpMaxOrder = compareVersions(kernel, '5.14') < 0 ? 0 : 3;
    this.keepsTypeInIndex = compareVersions(kernel, '6.7') < 0;
    this.clearsPrivate = ['6.1.', '6.12.'].some((stable) => kernel.startsWith(stable)) || compareVersions(kernel, '7.0') >= 0;
    this.kernel = kernel;
    this.checkedFlags = flagMask(checkedAtFree, kernel);
    this.clearedFlags = flagsClearedAtFree(kernel);
    this.clearsType = compareVersions(kernel, '6.14') >= 0;
    this.silentTags = compareVersions(kernel, '6.17') < 0 ? 3 : 1;
    this.clearsAnyBadMapcount = compareVersions(kernel, '6.11') < 0;
    this.checksPagePool = compareVersions(kernel, '6.12') >= 0;
    this.allocated = meta.stateNumber('allocated');
    this.pcpFree = meta.stateNumber('pcp-free');
    this.rest = meta.stateNumber('buddy-free-rest');
    // States and counts have one writer each: where nobody records, its name beside them is not written again.
    for (const { count } of buddy.zones.flatMap(({ pcps }) => pcps)) memory.setUnit(count, 0, this.sites.count);
    this.runOn(0);
    const preferred = this.zonelist(-1, 'NORMAL')[0];
    this.orderZero = preferred === undefined ? undefined : OrderZero.over({
      memory, units, metaAt: meta.at, pcp: this.pcpSites, poison1: lists.poison1, poison2: lists.poison2,
      blocks: buddy.blocks, preferred, high: HIGH, checkedFlags: this.clearedFlags,
      keepsTypeInIndex: this.keepsTypeInIndex, clearsPrivate: this.clearsPrivate, pcpState: this.pcpFree, sites: this.sites,
    });
  }

  /** CPUs the machine has. */
  get cpus(): number {
    return this.buddy.zones[0]!.pcps.length;
  }

  /** What follows runs on that CPU: its lists are used. */
  runOn(cpu: number): void {
    if (!Number.isInteger(cpu) || cpu < 0 || cpu >= this.cpus) throw new SimulatedFault('no-cpu', `CPU ${cpu}: the machine has ${this.cpus}`);
    this.cpu = cpu;
    for (const zone of this.buddy.zones) this.buddy.blocks.usePcp(zone, zone.pcps[cpu]!);
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
      const pfn = order <= this.pcpMaxOrder ? this.fromPcp(zone, order, type) : this.buddy.take(zone, order, type);
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
    if (order <= this.pcpMaxOrder && type !== migrateNumber.ISOLATE) this.toPcp(zone, pfn, order, type);
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
    for (const zone of this.buddy.zones) for (const pcp of cpu === undefined ? zone.pcps : zone.pcps.slice(cpu, cpu + 1)) this.drainPcp(zone, pcp, Infinity);
  }

  zone(pfn: number): Zone {
    const zone = this.buddy.blocks.zoneOf(pfn);
    if (zone === undefined) throw new SimulatedFault('no-zone', `page ${pfn} lies in no zone`, pfn);
    return zone;
  }

  /** free_pages_prepare(): the pages behind the first one, then that; false when something on one of them is bad. */
  private prepareFree(pfn: number, order: number): boolean {
    const { memory, units, sites } = this;
    const at = memory.pageAt(pfn);
    const compound = order > 0 && this.compound.isHead(pfn);
    if (compound && this.compound.orderOf(pfn) !== order) throw new SimulatedFault('bad-order', `page ${pfn} heads a compound page of order ${this.compound.orderOf(pfn)} and is freed with order ${order}: VM_BUG_ON_PAGE(compound_order(page) != order)`, pfn);
    let bad = false;
    if (compound) this.compound.clearSecond(pfn);
    for (let i = 1; i < 1 << order; i++) {
      if (compound && !this.compound.unmakeTail(pfn, i)) bad = true;
      if (this.looksBad(pfn + i, 'free')) bad = true;
      else this.clearFlags(memory.pageAt(pfn + i));
    }
    if ((memory.low(at + units.mapping) & this.silentTags) !== 0) memory.setWord(at + units.mapping, 0, 0, sites.mapping);
    if (this.clearsType && pageHasType(memory.ints[at + units.mapcount]!, this.kernel)) memory.setUnit(at + units.mapcount, NO_TYPE, sites.clearType);
    if (this.looksBad(pfn, 'free') || bad) return false;
    this.clearFlags(at);
    if (this.clearsPrivate && (memory.low(at + units.private) | memory.high(at + units.private)) !== 0) memory.setWord(at + units.private, 0, 0, sites.freePrivate);
    return true;
  }

  private clearFlags(at: number): void {
    const { memory } = this;
    const unit = at + this.units.flags;
    const low = memory.low(unit);
    if ((low & this.clearedFlags) !== 0) memory.setWord(unit, low & ~this.clearedFlags, memory.high(unit), this.sites.flags);
  }

  /** check_new_pages(). */
  private anyBadAtAlloc(pfn: number, order: number): boolean {
    for (let i = 0; i < 1 << order; i++) if (this.looksBad(pfn + i, 'alloc')) return true;
    return false;
  }

  /** What bad_page() was called for is used by nobody from then on. */
  private leak(pfn: number, order: number): void {
    for (let i = 0; i < 1 << order; i++) this.meta.setState(pfn + i, this.meta.stateNumber('leaked'));
  }

  /** page_expected_state(): one look at all the words. Tells the reason when something is left. */
  private looksBad(pfn: number, when: 'free' | 'alloc'): boolean {
    const { memory, units } = this;
    const { ints } = memory;
    const at = memory.pageAt(pfn);
    let left = ints[at + units.mapping]! | ints[at + units.refcount]! | (memory.low(at + units.flags) & (when === 'free' ? this.checkedFlags : this.clearedFlags));
    if (memory.wide) left |= ints[at + units.mapping + 1]!;
    if (units.memcg !== undefined) left |= memory.low(at + units.memcg);
    if (left === 0 && ints[at + units.mapcount] === NO_TYPE && !(this.checksPagePool && this.isPagePool(at))) return false;
    this.tellBad(pfn, when);
    return true;
  }

  /** page_bad_reason(): the last reason that holds is the one printed. */
  private tellBad(pfn: number, when: 'free' | 'alloc'): void {
    const { memory, units } = this;
    const at = memory.pageAt(pfn);
    const mapping = memory.low(at + units.mapping) !== 0 || memory.high(at + units.mapping) !== 0;
    const held = memory.units[at + units.refcount] !== 0;
    const charged = units.memcg !== undefined && memory.low(at + units.memcg) !== 0;
    const flagged = (memory.low(at + units.flags) & (when === 'free' ? this.checkedFlags : this.clearedFlags)) !== 0;
    this.badPage(pfn, this.checksPagePool && this.isPagePool(at) ? 'page_pool leak' : charged ? 'page still charged to cgroup' : flagged ? `PAGE_FLAGS_CHECK_AT_${when === 'free' ? 'FREE' : 'PREP'} flag(s) set`
      : held ? 'nonzero _refcount' : mapping ? 'non-NULL mapping' : 'nonzero mapcount', when);
    if (this.clearsAnyBadMapcount || this.buddy.isBuddy(pfn)) memory.setUnit(at + units.mapcount, NO_TYPE, this.sites.badType);
  }

  /** page_pool_page_is_pp(): PP_SIGNATURE under PP_MAGIC_MASK, the DMA index bits left out. */
  private isPagePool(at: number): boolean {
    const unit = at + this.units.lru;
    return this.memory.wide && this.memory.high(unit) >>> 16 === 0xdead && (this.memory.low(unit) & 0x7c) === 0x40 && (this.memory.low(unit) & 0x100) === 0 && this.memory.sites.at(this.memory.shadow[unit]!).value.kind === 'pp-magic';
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

  private fromPcp(zone: Zone, order: number, type: number): number {
    const { memory } = this;
    const pcp = zone.pcps[this.cpu]!;
    const head = this.pcpList(pcp, order, type);
    if (memory.pointedUnit(head) === head) {
      const batch = order === 0 ? BATCH : Math.max(BATCH >> order, 2);
      for (let i = 0; i < batch; i++) {
        const pfn = this.buddy.take(zone, order, type);
        if (pfn < 0) break;
        this.meta.setState(pfn, this.pcpFree);
        this.lists.addTail(memory.pageAt(pfn) + this.units.lru, head, this.pcpSites);
        this.addPcp(pcp, 1 << order);
      }
    }
    const node = memory.pointedUnit(head);
    if (node === head) return -1;
    if (node < 0) throw new SimulatedFault('list-corruption', 'a per-CPU list points to no page');
    const pfn = memory.pageOf(node);
    this.lists.remove(node, this.pcpSites);
    this.addPcp(pcp, -(1 << order));
    return pfn;
  }

  /** free_unref_page_commit(): pages of CMA pageblocks go to the movable list. */
  private toPcp(zone: Zone, pfn: number, order: number, type: number): void {
    const { memory } = this;
    const pcp = zone.pcps[this.cpu]!;
    this.setIndexType(pfn, type);
    this.meta.setState(pfn, this.pcpFree);
    this.lists.add(memory.pageAt(pfn) + this.units.lru, this.pcpList(pcp, order, type < PCP_TYPES ? type : migrateNumber.MOVABLE), this.pcpSites);
    this.addPcp(pcp, 1 << order);
    if (memory.ints[pcp.count]! >= HIGH) this.drainPcp(zone, pcp, BATCH);
  }

  /** free_pcppages_bulk(): from the tail of each list in turn. */
  private drainPcp(zone: Zone, pcp: PerCpuPages, pages: number): void {
    let left = pages;
    for (let order = 0; order <= this.pcpMaxOrder; order++) {
      for (let type = 0; type < PCP_TYPES; type++) {
        const head = this.pcpList(pcp, order, type);
        while (left > 0 && !this.lists.isEmpty(head)) {
          const node = this.lists.prev(head);
          const pfn = this.memory.pageOf(node);
          this.lists.remove(node, this.pcpSites);
          this.addPcp(pcp, -(1 << order));
          this.meta.setState(pfn, this.rest);
          this.buddy.put(pfn, zone, order, this.buddy.blocks.type(pfn));
          left -= 1 << order;
        }
      }
    }
  }

  private setIndexType(pfn: number, type: number): void {
    if (this.keepsTypeInIndex) this.memory.setWord(this.memory.pageAt(pfn) + this.units.index, type, 0, this.sites.type);
  }

  private isTail(at: number): boolean {
    return (this.memory.low(at + this.units.lru) & 1) !== 0;
  }

  private pcpList(pcp: PerCpuPages, order: number, type: number): number {
    return pcp.lists + (order * PCP_TYPES + type) * 2 * this.memory.wordUnits;
  }

  private addPcp(pcp: PerCpuPages, by: number): void {
    this.memory.setUnit(pcp.count, (this.memory.ints[pcp.count]! + by) | 0, this.sites.count);
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
