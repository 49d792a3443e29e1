import type { ValueKind } from '../model/valueKind.js';
import { compareVersions } from '../model/era.js';
import { resolveMember } from '../model/memberRange.js';
import { pageTypeWord } from '../model/pageType.js';
import { SimulatedFault } from './fault.js';
import type { Owners } from './owners.js';
import { look } from './readers.js';
import type { Simulation } from './simulation.js';
import type { StoredValue, ValueWriter } from './storedValue.js';

/** How zsmalloc uses struct page: its own words (6.1), the same with a page type and zpdesc (6.14), or only compound_head (proposal of 5 October 2021). */
export type ZsmallocDesign = '6.1' | 'zpdesc' | 'compound-head';

/** An object, as a handle leads to it: compaction moves it to another zspage. */
export interface ZsObject {
  zspage: Zspage;
}

/** A zspage: pages of one size class, and the objects in it. */
export interface Zspage {
  readonly pages: number[];
  readonly objectSize: number;
  /** Unit of the zspage object: flags and, in the proposal, mapping and _refcount where struct page has them. */
  readonly object: number;
  readonly capacity: number;
  objects: ZsObject[];
  locked: number;
  /** SetZsPageMovable() was done: with the first object. */
  movable: boolean;
}

/** What taking the locks of a zspage cost: compaction's work in the designs. */
export interface ZsmallocCounts {
  pageLocks: number;
  migrated: number;
  freed: number;
}

const PAGE = 4096;
/** Zspages passed over cost as much as a page looked at. */
const AS_PAGE = 64;
/** ZS_MAX_PAGES_PER_ZSPAGE of 6.1 (CONFIG_ZSMALLOC_CHAIN_SIZE later). */
const MAX_PAGES = 4;

/** A handle with OBJ_ALLOCATED_TAG. */
const handle: StoredValue = { kind: { kind: 'integer', means: 'handle' }, raw: 0x12341n };

/** zsmalloc (mm/zsmalloc.c of 5.10, 6.1, 6.12 and 7.2): zspages, chains, first object offsets, movable pages, compaction; by design in the words it touches. */
export class Zsmalloc {
  readonly zspages: Zspage[] = [];
  readonly counts: ZsmallocCounts = { pageLocks: 0, migrated: 0, freed: 0 };
  private readonly simulation: Simulation;
  private readonly owners: Owners;
  private readonly writer: ValueWriter;
  private readonly design: ZsmallocDesign;
  /** The word of the next page, by its name of that kernel: freelist up to 5.16. */
  private readonly next: string;
  /** Where the offset of the first object stands: units, or page_type. */
  private readonly offset: string;
  /** Huge objects mark their page with PG_owner_priv_1 (5.16 and before); later the zspage knows. */
  private readonly marksHuge: boolean;
  /** The page type says zsmalloc (6.11). */
  private readonly typed: boolean;
  /** A flag and the page type say movable (6.17), not mapping; the allocator clears both. */
  private readonly movableByFlag: boolean;
  private readonly resetBy: string;

  constructor(parts: { simulation: Simulation; owners: Owners; writer: ValueWriter; design: ZsmallocDesign }) {
    this.simulation = parts.simulation;
    this.owners = parts.owners;
    this.writer = parts.writer;
    this.design = parts.design;
    const { layout } = parts.simulation.machine;
    const since = (release: string): boolean => compareVersions(layout.kernel, release) >= 0;
    this.next = resolveMember({ names: ['freelist'] }, layout)?.path ?? 'index';
    this.offset = resolveMember({ names: ['units'] }, layout)?.path ?? 'page_type';
    this.marksHuge = !since('5.17');
    this.typed = since('6.11');
    this.movableByFlag = since('6.17');
    this.resetBy = since('6.14') ? 'reset_zpdesc' : 'reset_page';
  }

  /** zs_malloc(): room for one object, in a zspage of its class or a new one. Undefined when there is no page. */
  alloc(objectSize: number): ZsObject | undefined {
    if (!Number.isInteger(objectSize) || objectSize < 32 || objectSize > PAGE) throw new SimulatedFault('wrong-state', `an object of ${objectSize} bytes: 32 to ${PAGE}`);
    const rounded = Math.ceil(objectSize / 16) * 16;
    this.simulation.work.spend(1 + this.zspages.length / AS_PAGE);
    const zspage = this.zspages.find((one) => one.objectSize === rounded && one.objects.length < one.capacity) ?? this.create(rounded);
    if (zspage === undefined) return undefined;
    const object = { zspage };
    zspage.objects.push(object);
    if (isHuge(zspage) && this.design !== 'compound-head') this.put(zspage.pages[0]!, 'index', handle, 'obj_malloc');
    if (!zspage.movable) this.makeMovable(zspage);
    return object;
  }

  /** zs_free(): the zspage goes when its last object does. */
  free(object: ZsObject): void {
    const { zspage } = object;
    if (!zspage.objects.includes(object)) throw new SimulatedFault('double-free', 'an object is freed twice', zspage.pages[0] ?? -1);
    zspage.objects = zspage.objects.filter((one) => one !== object);
    if (isHuge(zspage) && !this.marksHuge && this.design !== 'compound-head') this.put(zspage.pages[0]!, 'index', { kind: { kind: 'null' } }, 'obj_free');
    if (zspage.objects.length === 0) this.destroy(zspage);
  }

  /** zs_compact(): objects of a nearly empty zspage move into others of its class; the emptied one is freed. Returns pages freed. */
  compact(): number {
    let freed = 0;
    for (const from of [...this.zspages].sort((a, b) => a.objects.length - b.objects.length)) {
      this.simulation.work.spend(1 + this.zspages.length / AS_PAGE);
      const others = this.zspages.filter((one) => one !== from && one.objectSize === from.objectSize && one.objects.length < one.capacity);
      if (from.objects.length === from.capacity || others.reduce((sum, one) => sum + one.capacity - one.objects.length, 0) < from.objects.length) continue;
      this.lock(from);
      for (const to of others) {
        for (const object of from.objects.splice(0, to.capacity - to.objects.length)) {
          object.zspage = to;
          to.objects.push(object);
        }
      }
      this.unlock(from);
      freed += from.pages.length;
      this.destroy(from);
    }
    return freed;
  }

  /** The mm's compaction meets one page of a zspage and moves its contents to a new page (zs_page_migrate()). */
  migrate(zspage: Zspage, index: number): void {
    const { machine } = this.simulation;
    const old = zspage.pages[index];
    if (old === undefined) throw new SimulatedFault('wrong-state', `a zspage of ${zspage.pages.length} pages has no page ${index}`);
    look(this.simulation, 'compaction', old);
    const fresh = machine.allocator.alloc({ order: 0, type: 'MOVABLE', zone: 'HIGHMEM' });
    if (fresh < 0) return;
    this.lock(zspage);
    zspage.pages[index] = fresh;
    this.replaceSubPage(zspage, index);
    if (this.design !== 'compound-head') this.owners.clearFlags(old, ['locked'], 'zsmalloc');
    this.unlock(zspage);
    this.restore(old);
    machine.allocator.free(old, 0);
    this.counts.migrated++;
  }

  /** lock_page() and trylock_zspage(): each page in turn, or the one lock every page leads to. */
  lock(zspage: Zspage): void {
    if (zspage.locked > 0) throw new SimulatedFault('wrong-state', 'the zspage is locked already', zspage.pages[0] ?? -1);
    zspage.locked = 1;
    if (this.design === 'compound-head') {
      this.counts.pageLocks++;
      this.setObjectFlag(zspage, 1);
      return;
    }
    for (const pfn of zspage.pages) {
      this.counts.pageLocks++;
      this.owners.setFlags(pfn, ['locked'], 'zsmalloc');
    }
  }

  unlock(zspage: Zspage): void {
    zspage.locked = 0;
    if (this.design === 'compound-head') {
      this.setObjectFlag(zspage, 0);
      return;
    }
    for (const pfn of zspage.pages) this.owners.clearFlags(pfn, ['locked'], 'zsmalloc');
  }

  private create(objectSize: number): Zspage | undefined {
    const { machine } = this.simulation;
    const count = pagesFor(objectSize);
    const pages: number[] = [];
    for (let i = 0; i < count; i++) {
      const pfn = machine.allocator.alloc({ order: 0, type: 'MOVABLE', zone: 'HIGHMEM' });
      if (pfn < 0) {
        for (const taken of pages) machine.allocator.free(taken, 0);
        return undefined;
      }
      pages.push(pfn);
    }
    const zspage: Zspage = { pages, objectSize, object: machine.memory.allocateObject(machine.memory.pageUnits), capacity: Math.floor((count * PAGE) / objectSize), objects: [], locked: 0, movable: false };
    this.zspages.push(zspage);
    if (this.design === 'compound-head') pages.forEach((pfn) => { this.setHeadWord(pfn, zspage); });
    else {
      if (this.typed) for (const pfn of pages) this.setFirstOffset(pfn, 0, '__SetPageZsmalloc');
      this.chain(zspage);
      pages.forEach((pfn, i) => { this.setFirstOffset(pfn, offsetIn(zspage, i), 'set_first_obj_offset'); });
      for (const pfn of pages) machine.meta.setStateNamed(pfn, 'zsmalloc');
    }
    return zspage;
  }

  private setHeadWord(pfn: number, zspage: Zspage): void {
    this.put(pfn, 'compound_head', { kind: { kind: 'pointer', to: 'zspage', tag: 1 } }, 'set_zspage', zspage.object);
    this.simulation.machine.meta.setStateNamed(pfn, 'zsmalloc-tail');
  }

  /** create_page_chain(): every page leads to the zspage, each but the last to the next. */
  private chain(zspage: Zspage): void {
    zspage.pages.forEach((pfn, i) => {
      this.put(pfn, 'private', { kind: { kind: 'pointer', to: 'zspage' } }, 'create_page_chain', zspage.object);
      this.put(pfn, this.next, { kind: { kind: 'null' } }, 'create_page_chain');
      if (i > 0) this.put(zspage.pages[i - 1]!, this.next, { kind: { kind: 'pointer', to: 'page' }, page: pfn }, 'create_page_chain');
      else this.owners.setFlags(pfn, this.marksHuge && isHuge(zspage) ? ['private', 'owner_priv_1'] : ['private'], 'zsmalloc');
    });
  }

  /** SetZsPageMovable(): page by page, each under its lock. */
  private makeMovable(zspage: Zspage): void {
    zspage.movable = true;
    if (this.design === 'compound-head') return;
    for (const pfn of zspage.pages) {
      this.owners.setFlags(pfn, ['locked'], 'zsmalloc');
      this.setMovable(pfn);
      this.owners.clearFlags(pfn, ['locked'], 'zsmalloc');
    }
  }

  /** __SetPageMovable(); PG_movable_ops, which is PG_uptodate elsewhere, since 6.17. Before 6.0 the operations were those of an address_space. */
  private setMovable(pfn: number): void {
    if (this.movableByFlag) {
      this.owners.setFlags(pfn, ['uptodate'], 'zsmalloc');
      return;
    }
    const to = compareVersions(this.simulation.machine.layout.kernel, '6.0') < 0 ? 'address_space' : 'movable_operations';
    this.put(pfn, 'mapping', { kind: { kind: 'pointer', to, tag: 2 } }, '__SetPageMovable');
  }

  /** replace_sub_page(): the chain is made anew, the new page gets what the old one had. */
  private replaceSubPage(zspage: Zspage, index: number): void {
    const fresh = zspage.pages[index]!;
    if (this.design === 'compound-head') {
      this.setHeadWord(fresh, zspage);
      return;
    }
    if (this.typed) this.setFirstOffset(fresh, 0, '__SetPageZsmalloc');
    this.chain(zspage);
    this.setFirstOffset(fresh, offsetIn(zspage, index), 'set_first_obj_offset');
    if (isHuge(zspage)) this.put(fresh, 'index', handle, 'replace_sub_page');
    this.setMovable(fresh);
    this.simulation.machine.meta.setStateNamed(fresh, 'zsmalloc');
  }

  /** set_first_obj_offset() and, before it, __SetPageZsmalloc(): the raw number over _mapcount up to 6.10, the low bits of the page type after. */
  private setFirstOffset(pfn: number, offset: number, by: string): void {
    const { kernel } = this.simulation.machine.layout;
    const kind: ValueKind = { kind: 'integer', means: this.typed ? 'type zsmalloc and offset of the first object' : 'offset of the first object' };
    const base = this.typed ? (pageTypeWord('zsmalloc', kernel) ?? 0) & 0xff000000 : 0;
    this.put(pfn, this.offset, { kind, raw: BigInt((base | offset) >>> 0) }, by);
  }

  private destroy(zspage: Zspage): void {
    const { machine } = this.simulation;
    this.lock(zspage);
    this.unlock(zspage);
    for (const pfn of zspage.pages) {
      this.restore(pfn);
      this.simulation.attempt(() => { machine.allocator.free(pfn, 0); });
      this.counts.freed++;
    }
    this.zspages.splice(this.zspages.indexOf(zspage), 1);
  }

  /** reset_page(): the words as the allocator wants them, or will make them; in the proposal, bit 0 of compound_head. */
  private restore(pfn: number): void {
    const nothing: StoredValue = { kind: { kind: 'null' } };
    if (this.design === 'compound-head') {
      this.put(pfn, 'compound_head', nothing, 'reset_page');
      return;
    }
    // __ClearPageMovable() leaves the mark: free_pages_prepare() takes it away.
    if (!this.movableByFlag) this.put(pfn, 'mapping', { kind: { kind: 'constant', value: 2n, means: 'movable, operations gone' } }, '__ClearPageMovable');
    this.owners.clearFlags(pfn, this.marksHuge ? ['private', 'owner_priv_1'] : ['private'], 'zsmalloc');
    this.put(pfn, 'private', nothing, this.resetBy);
    this.put(pfn, this.next, nothing, this.resetBy);
    if (!this.movableByFlag) this.put(pfn, this.offset, { kind: { kind: 'constant', value: 0xffffffffn, means: '-1' } }, this.typed ? '__ClearPageZsmalloc' : 'page_mapcount_reset');
  }

  private put(pfn: number, member: string, value: StoredValue, by: string, object?: number): void {
    const { memory } = this.simulation.machine;
    const place = this.simulation.place(member);
    const site = memory.sites.intern('zsmalloc', place.path, value.kind, by);
    if (object !== undefined && value.kind.kind === 'pointer') memory.setPointer(memory.pageAt(pfn) + place.offset / 4, object, value.kind.tag ?? 0, site);
    else this.writer.write(pfn, place, value, site, 'zsmalloc');
  }

  private setObjectFlag(zspage: Zspage, value: number): void {
    const { memory } = this.simulation.machine;
    memory.setUnit(zspage.object, value, memory.sites.intern('zsmalloc', 'zspage.flags', { kind: 'flags' }, 'lock_page'));
  }
}

/** One object that takes a page of its own: its handle stands in struct page. */
function isHuge({ capacity, pages }: Zspage): boolean {
  return capacity === 1 && pages.length === 1;
}

/** Bytes from a page's start to the first object that begins in it. */
function offsetIn({ objectSize }: Zspage, index: number): number {
  const into = (index * PAGE) % objectSize;
  return into === 0 ? 0 : objectSize - into;
}

/** get_pages_per_zspage(): the number of pages, up to four, that wastes least. */
function pagesFor(objectSize: number): number {
  let [best, used] = [1, 0];
  for (let pages = 1; pages <= MAX_PAGES; pages++) {
    const share = (pages * PAGE - ((pages * PAGE) % objectSize)) / (pages * PAGE);
    if (share > used) [best, used] = [pages, share];
  }
  return best;
}
