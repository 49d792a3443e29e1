import { compareVersions } from '../model/era.js';
import { pageTypeTest, pageTypeWord } from '../model/pageType.js';
import { SimulatedFault } from './fault.js';
import type { CommonUnits } from './fields.js';
import type { Lists, ListSites } from './list.js';
import type { Memory } from './memory.js';
import type { PageMeta } from './pageMeta.js';
import type { Pageblocks } from './pageblocks.js';
import { writerName } from './writerNames.js';
import { MAX_PAGE_ORDER, PAGEBLOCK_ORDER, PCP_TYPES, migrateNumber, migrateTypes, zoneMask, type Zone } from './zone.js';

const TYPES = migrateTypes.length;
const NO_TYPE = -1;
/** fallbacks[] of mm/page_alloc.c by number: CMA and isolated pageblocks are never taken. */
const fallbacks: readonly (readonly number[])[] = [[2, 1], [2, 0], [0, 1]];

/** Free lists of whole blocks: split, merge with the buddy, fall back between migratetypes (mm/page_alloc.c of 5.10, 6.1, 6.12 and 7.2: the words it touches, in their order). */
export class Buddy {
  private readonly memory: Memory;
  private readonly meta: PageMeta;
  private readonly units: CommonUnits;
  private readonly lists: Lists;
  readonly blocks: Pageblocks;
  private readonly freeSites: ListSites;
  private readonly orderSite: number;
  private readonly clearOrderSite: number;
  private readonly typeSite: number;
  private readonly clearTypeSite: number;
  private readonly countSite: number;
  /** Of set_pcppage_migratetype(), in kernels that have it (6.6 and before); else 0. */
  private readonly migratetypeSite: number;
  /** Before 5.18 only isolated pageblocks were kept from merging with those of another type (commit 1dd214b8f21c). */
  private readonly mergesOtherTypes: boolean;
  private readonly buddyWord: number;
  private readonly buddyMask: number;
  private readonly buddyHit: number;
  private readonly idMaskLo: number;
  private readonly idMaskHi: number;
  private readonly freeState: number;
  private readonly restState: number;
  readonly zones: readonly Zone[];

  constructor(parts: { memory: Memory; meta: PageMeta; units: CommonUnits; lists: Lists; zones: readonly Zone[]; blocks: Pageblocks; kernel: string; linkName: string }) {
    const { memory, meta, units, lists, zones, blocks, kernel, linkName } = parts;
    this.memory = memory;
    this.meta = meta;
    this.units = units;
    this.lists = lists;
    this.zones = zones;
    this.blocks = blocks;
    const { sites } = memory;
    const [listed, unlisted] = [writerName('listFreeBlock', kernel), writerName('unlistFreeBlock', kernel)];
    this.freeSites = lists.sites('buddy', linkName, listed, unlisted);
    this.orderSite = sites.intern('buddy', 'private', { kind: 'order' }, 'set_buddy_order');
    this.clearOrderSite = sites.intern('buddy', 'private', { kind: 'null' }, unlisted);
    this.typeSite = sites.intern('buddy', 'page_type', { kind: 'page-type', type: 'buddy' }, '__SetPageBuddy');
    this.migratetypeSite = compareVersions(kernel, '6.7') < 0 ? sites.intern('buddy', 'index', { kind: 'integer', means: 'migratetype' }, 'set_pcppage_migratetype') : 0;
    this.mergesOtherTypes = compareVersions(kernel, '5.18') < 0;
    this.clearTypeSite = sites.intern('buddy', 'page_type', { kind: 'constant', value: 0xffffffffn, means: '-1' }, '__ClearPageBuddy');
    this.countSite = sites.intern('buddy', 'nr_free', { kind: 'integer', means: 'free blocks' }, listed);
    this.buddyWord = (pageTypeWord('buddy', kernel) ?? 0xf0000000) | 0;
    const test = pageTypeTest('buddy', kernel) ?? { mask: 0, equals: 1 };
    this.buddyMask = test.mask | 0;
    this.buddyHit = test.equals | 0;
    [this.idMaskLo, this.idMaskHi] = zoneMask(memory.wide);
    this.freeState = meta.stateNumber('buddy-free');
    this.restState = meta.stateNumber('buddy-free-rest');
    for (const zone of zones) for (let pfn = zone.start; pfn < zone.end; pfn += 1 << PAGEBLOCK_ORDER) blocks.setType(pfn, migrateNumber.MOVABLE);
  }

  /** PageBuddy(): by page_type alone, as any walker asks. */
  isBuddy(pfn: number): boolean {
    return (this.memory.ints[this.memory.pageAt(pfn) + this.units.mapcount]! & this.buddyMask) === this.buddyHit;
  }

  order(pfn: number): number {
    return this.memory.low(this.memory.pageAt(pfn) + this.units.private);
  }

  /**
   * __rmqueue(): the smallest block of the type that is large enough, or one taken from another type; -1 when there is none. Movable pages may
   * lie in CMA pageblocks (ALLOC_CMA): they come from there once more than half of the zone's free memory does, and when theirs is used up.
   */
  take(zone: Zone, order: number, type: number): number {
    const { ints } = this.memory;
    const cma = type === migrateNumber.MOVABLE && ints[zone.freeCma]! > 0;
    if (cma && ints[zone.freeCma]! > ints[zone.freePages]! / 2) {
      const pfn = this.takeSmallest(zone, order, migrateNumber.CMA);
      if (pfn >= 0) return pfn;
    }
    const own = this.takeSmallest(zone, order, type);
    if (own >= 0) return own;
    const reserved = cma ? this.takeSmallest(zone, order, migrateNumber.CMA) : -1;
    if (reserved >= 0) return reserved;
    return this.fallBack(zone, order, type) ? this.takeSmallest(zone, order, type) : -1;
  }

  /** __free_one_page(): merges as long as the buddy is free and of the same order and zone, then lists the block. */
  put(pfn: number, zone: Zone, order: number, type: number): void {
    let block = pfn;
    let current = order;
    this.addFree(zone, type, 1 << order);
    while (current < MAX_PAGE_ORDER) {
      const buddy = block ^ (1 << current);
      if (!this.mayMerge(block, buddy, current)) break;
      this.unlist(buddy, zone, current);
      if (buddy < block) {
        this.meta.setState(block, this.restState);
        block = buddy;
      } else {
        this.meta.setState(buddy, this.restState);
      }
      current++;
    }
    this.markFree(block, current);
    this.list(block, zone, current, type, this.mergeIsLikely(block, current));
  }

  /** move_freepages(): every free block of the pageblock goes to another type's lists; Returns the pages moved. */
  private moveFree(zone: Zone, pfn: number, type: number): number {
    const start = pfn & ~((1 << PAGEBLOCK_ORDER) - 1);
    let moved = 0;
    for (let at = start; at < start + (1 << PAGEBLOCK_ORDER);) {
      if (!this.isBuddy(at) || this.meta.stateNumberOf(at) !== this.freeState) {
        at++;
        continue;
      }
      const order = this.order(at);
      this.lists.moveTail(this.node(at), this.freeList(zone, order, type), this.freeSites);
      moved += 1 << order;
      at += 1 << order;
    }
    return moved;
  }

  /**
   * The pageblock becomes one of another type, its free pages with it; a larger free block that reaches beyond it is split first
   * (init_cma_reserved_pageblock(); set_migratetype_isolate() and isolate_single_pageblock(), mm/page_isolation.c 6.1).
   */
  retype(pfn: number, type: number): void {
    const zone = this.blocks.zoneOf(pfn);
    if (zone === undefined) throw new SimulatedFault('no-zone', `page ${pfn} lies in no zone`, pfn);
    const start = pfn & ~((1 << PAGEBLOCK_ORDER) - 1);
    const before = this.blocks.type(start);
    this.splitAround(zone, start, before);
    this.blocks.setType(start, type);
    const moved = this.moveFree(zone, start, type);
    this.addFree(zone, before, -moved);
    this.addFree(zone, type, moved);
    if (moved < 1 << PAGEBLOCK_ORDER || !this.mayMerge(start, start ^ (1 << PAGEBLOCK_ORDER), PAGEBLOCK_ORDER)) return;
    // unset_migratetype_isolate(): a pageblock that is free as a whole is taken and freed again, so that it merges.
    this.unlist(start, zone, PAGEBLOCK_ORDER);
    this.addFree(zone, type, -moved);
    this.put(start, zone, PAGEBLOCK_ORDER, type);
  }

  /** Pageblocks reserved at boot: cma_init_reserved_mem() and init_cma_reserved_pageblock(). */
  reserveForCma(start: number, end: number): void {
    if (start % (1 << PAGEBLOCK_ORDER) !== 0 || end % (1 << PAGEBLOCK_ORDER) !== 0 || end <= start) throw new SimulatedFault('no-cma-area', `a CMA area of pages ${start} to ${end}: whole pageblocks of ${1 << PAGEBLOCK_ORDER}`);
    for (let pfn = start; pfn < end; pfn += 1 << PAGEBLOCK_ORDER) if (this.blocks.zoneOf(pfn) === undefined) throw new SimulatedFault('no-cma-area', `a CMA area of pages ${start} to ${end}: page ${pfn} lies in no zone`);
    for (let pfn = start; pfn < end; pfn += 1 << PAGEBLOCK_ORDER) this.retype(pfn, migrateNumber.CMA);
  }

  /** The head of the free block a page lies in, or -1 (PageBuddy() of higher-order heads, as isolate_single_pageblock() looks for them). */
  freeBlockOf(pfn: number): number {
    for (let order = 0; order <= MAX_PAGE_ORDER; order++) {
      const head = pfn & ~((1 << order) - 1);
      if (this.meta.stateNumberOf(head) === this.freeState && this.isBuddy(head)) return this.order(head) >= order ? head : -1;
    }
    return -1;
  }

  /** __isolate_free_page(): a free block leaves its list whole. */
  takeBlock(head: number): number {
    const zone = this.blocks.zoneOf(head)!;
    const order = this.order(head);
    this.unlist(head, zone, order);
    this.addFree(zone, this.blocks.type(head), -(1 << order));
    return order;
  }

  private splitAround(zone: Zone, start: number, type: number): void {
    const head = this.freeBlockOf(start);
    if (head < 0 || this.order(head) <= PAGEBLOCK_ORDER) return;
    const order = this.order(head);
    this.unlist(head, zone, order);
    for (let block = head; block < head + (1 << order); block += 1 << PAGEBLOCK_ORDER) {
      this.markFree(block, PAGEBLOCK_ORDER);
      this.list(block, zone, PAGEBLOCK_ORDER, type, false);
    }
  }

  /** set_buddy_order(). */
  private markFree(pfn: number, order: number): void {
    const { memory } = this;
    memory.setWord(memory.pageAt(pfn) + this.units.private, order, 0, this.orderSite);
    memory.setUnit(memory.pageAt(pfn) + this.units.mapcount, this.buddyWord, this.typeSite);
    this.meta.setState(pfn, this.freeState);
  }

  private takeSmallest(zone: Zone, order: number, type: number): number {
    for (let current = order; current <= MAX_PAGE_ORDER; current++) {
      const head = this.freeList(zone, current, type);
      const node = this.memory.pointedUnit(head);
      if (node === head) continue;
      if (node < 0) return this.broken(head);
      const pfn = this.memory.pageOf(node);
      this.unlist(pfn, zone, current);
      this.addFree(zone, type, -(1 << order));
      this.expand(pfn, zone, order, current, type);
      if (this.migratetypeSite !== 0) this.memory.setWord(this.memory.pageAt(pfn) + this.units.index, type, 0, this.migratetypeSite);
      return pfn;
    }
    return -1;
  }

  /** expand(): the halves that are not needed are listed before they are marked. */
  private expand(pfn: number, zone: Zone, low: number, high: number, type: number): void {
    for (let half = high - 1; half >= low; half--) {
      this.list(pfn + (1 << half), zone, half, type, false);
      this.markFree(pfn + (1 << half), half);
    }
  }

  /** __rmqueue_fallback(), steal_suitable_fallback(): the largest block of another type; small ones take the whole pageblock along where that is allowed. */
  private fallBack(zone: Zone, order: number, type: number): boolean {
    for (let current = MAX_PAGE_ORDER; current >= order; current--) {
      for (const other of fallbacks[type] ?? []) {
        const head = this.freeList(zone, current, other);
        const node = this.memory.pointedUnit(head);
        if (node === head || node < 0) continue;
        this.steal(zone, this.memory.pageOf(node), current, type);
        return true;
      }
    }
    return false;
  }

  private steal(zone: Zone, pfn: number, order: number, type: number): void {
    if (order >= PAGEBLOCK_ORDER) {
      for (let block = pfn; block < pfn + (1 << order); block += 1 << PAGEBLOCK_ORDER) this.blocks.setType(block, type);
    } else if (order >= PAGEBLOCK_ORDER / 2 || migrateTypes[type] !== 'MOVABLE') {
      const moved = this.moveFree(zone, pfn, type);
      if (moved >= 1 << (PAGEBLOCK_ORDER - 1)) this.blocks.setType(pfn, type);
      return;
    }
    this.lists.moveTail(this.node(pfn), this.freeList(zone, order, type), this.freeSites);
  }

  /** page_is_buddy(), by the buddy's own words: page type, order, zone. */
  private mayMerge(pfn: number, buddy: number, order: number): boolean {
    const { memory, units } = this;
    if (buddy >= memory.pages) return false;
    const at = memory.pageAt(buddy);
    if ((memory.ints[at + units.mapcount]! & this.buddyMask) !== this.buddyHit) return false;
    if (memory.low(at + units.private) !== order) return false;
    if (order >= PAGEBLOCK_ORDER && !this.mergeableTypes(pfn, buddy)) return false;
    const mine = memory.pageAt(pfn) + units.flags;
    return ((memory.low(at + units.flags) ^ memory.low(mine)) & this.idMaskLo) === 0
      && ((memory.high(at + units.flags) ^ memory.high(mine)) & this.idMaskHi) === 0;
  }

  /** Whole pageblocks merge when they are of one type, or both of types that pages are asked for by (migratetype_is_mergeable(); 5.10: when neither is isolated). */
  private mergeableTypes(pfn: number, buddy: number): boolean {
    const [mine, other] = [this.blocks.type(pfn), this.blocks.type(buddy)];
    if (this.mergesOtherTypes) return mine === other || (mine !== migrateNumber.ISOLATE && other !== migrateNumber.ISOLATE);
    return mine === other || (mine < PCP_TYPES && other < PCP_TYPES);
  }

  /** buddy_merge_likely(): the next larger buddy is free too, so this block goes to the tail of its list. */
  private mergeIsLikely(pfn: number, order: number): boolean {
    if (order >= MAX_PAGE_ORDER - 1) return false;
    const larger = pfn & ~(1 << order);
    return this.mayMerge(larger, larger ^ (1 << (order + 1)), order + 1);
  }

  private list(pfn: number, zone: Zone, order: number, type: number, toTail: boolean): void {
    const head = this.freeList(zone, order, type);
    if (toTail) this.lists.addTail(this.node(pfn), head, this.freeSites);
    else this.lists.add(this.node(pfn), head, this.freeSites);
    this.addCount(zone.nrFree + order, 1);
  }

  private unlist(pfn: number, zone: Zone, order: number): void {
    const { memory } = this;
    this.lists.remove(this.node(pfn), this.freeSites);
    memory.setUnit(memory.pageAt(pfn) + this.units.mapcount, NO_TYPE, this.clearTypeSite);
    memory.setWord(memory.pageAt(pfn) + this.units.private, 0, 0, this.clearOrderSite);
    this.meta.setState(pfn, this.restState);
    this.addCount(zone.nrFree + order, -1);
  }

  freeList(zone: Zone, order: number, type: number): number {
    return zone.freeLists + (order * TYPES + type) * 2 * this.memory.wordUnits;
  }

  private node(pfn: number): number {
    return this.memory.pageAt(pfn) + this.units.lru;
  }

  /** __mod_zone_freepage_state(): isolated pages are not counted, those of CMA twice. */
  private addFree(zone: Zone, type: number, by: number): void {
    if (type === migrateNumber.ISOLATE) return;
    this.addCount(zone.freePages, by);
    if (type === migrateNumber.CMA) this.addCount(zone.freeCma, by);
  }

  private addCount(unit: number, by: number): void {
    this.memory.setUnit(unit, (this.memory.ints[unit]! + by) | 0, this.countSite);
  }

  private broken(head: number): never {
    throw new SimulatedFault('list-corruption', `a free list points to no page (head at unit ${head})`);
  }
}
