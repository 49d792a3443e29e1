import type { ValueKind } from '../model/valueKind.js';
import { compareVersions } from '../model/era.js';
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
}

/** What taking the locks of a zspage cost: compaction's work in the designs. */
export interface ZsmallocCounts {
  pageLocks: number;
  migrated: number;
  freed: number;
}

const PAGE = 4096;
/** ZS_MAX_PAGES_PER_ZSPAGE of 6.1 (CONFIG_ZSMALLOC_CHAIN_SIZE later). */
const MAX_PAGES = 4;

/** zsmalloc (mm/zsmalloc.c): zspages, chains, first object offsets, movable pages, compaction; by design in the words it touches. */
export class Zsmalloc {
  readonly zspages: Zspage[] = [];
  readonly counts: ZsmallocCounts = { pageLocks: 0, migrated: 0, freed: 0 };
  private readonly simulation: Simulation;
  private readonly owners: Owners;
  private readonly writer: ValueWriter;
  private readonly design: ZsmallocDesign;

  constructor(parts: { simulation: Simulation; owners: Owners; writer: ValueWriter; design: ZsmallocDesign }) {
    this.simulation = parts.simulation;
    this.owners = parts.owners;
    this.writer = parts.writer;
    this.design = parts.design;
  }

  /** zs_malloc(): room for one object, in a zspage of its class or a new one. Undefined when there is no page. */
  alloc(objectSize: number): ZsObject | undefined {
    if (!Number.isInteger(objectSize) || objectSize < 32 || objectSize > PAGE) throw new SimulatedFault('wrong-state', `an object of ${objectSize} bytes: 32 to ${PAGE}`);
    const rounded = Math.ceil(objectSize / 16) * 16;
    const zspage = this.zspages.find((one) => one.objectSize === rounded && one.objects.length < one.capacity) ?? this.create(rounded);
    if (zspage === undefined) return undefined;
    const object = { zspage };
    zspage.objects.push(object);
    return object;
  }

  /** zs_free(): the zspage goes when its last object does. */
  free(object: ZsObject): void {
    const { zspage } = object;
    if (!zspage.objects.includes(object)) throw new SimulatedFault('double-free', 'an object is freed twice', zspage.pages[0] ?? -1);
    zspage.objects = zspage.objects.filter((one) => one !== object);
    if (zspage.objects.length === 0) this.destroy(zspage);
  }

  /** zs_compact(): objects of a nearly empty zspage move into others of its class; the emptied one is freed. Returns pages freed. */
  compact(): number {
    let freed = 0;
    for (const from of [...this.zspages].sort((a, b) => a.objects.length - b.objects.length)) {
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
    this.describe(zspage);
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
    const zspage: Zspage = { pages, objectSize, object: machine.memory.allocateObject(machine.memory.pageUnits), capacity: Math.floor((count * PAGE) / objectSize), objects: [], locked: 0 };
    this.zspages.push(zspage);
    this.describe(zspage);
    return zspage;
  }

  /** create_page_chain(), init_zspage(), SetZsPageMovable(): every word of every page of the zspage. */
  private describe(zspage: Zspage): void {
    const { machine } = this.simulation;
    zspage.pages.forEach((pfn, i) => {
      if (this.design === 'compound-head') {
        this.put(pfn, 'compound_head', { kind: { kind: 'pointer', to: 'zspage', tag: 1 } }, 'set_zspage', zspage.object);
        machine.meta.setStateNamed(pfn, 'zsmalloc-tail');
        return;
      }
      const next = zspage.pages[i + 1];
      const huge = zspage.capacity === 1;
      this.put(pfn, 'private', { kind: { kind: 'pointer', to: 'zspage' } }, 'set_zspage', zspage.object);
      if (huge) this.put(pfn, 'index', { kind: { kind: 'integer', means: 'handle' }, raw: 0x12340n }, 'set_handle');
      else if (next !== undefined) this.put(pfn, 'index', { kind: { kind: 'pointer', to: 'page' }, page: next }, 'create_page_chain');
      else this.put(pfn, 'index', { kind: { kind: 'null' } }, 'create_page_chain');
      this.setFirstOffset(pfn, (i * PAGE) % zspage.objectSize === 0 ? 0 : zspage.objectSize - ((i * PAGE) % zspage.objectSize));
      if (i === 0) this.owners.setFlags(pfn, ['private'], 'zsmalloc');
      if (huge) this.owners.setFlags(pfn, ['owner_priv_1'], 'zsmalloc');
      this.put(pfn, 'mapping', { kind: { kind: 'pointer', to: 'movable_operations', tag: 2 } }, 'SetZsPageMovable');
      machine.meta.setStateNamed(pfn, 'zsmalloc');
    });
  }

  /** set_first_obj_offset(): the raw number over _mapcount up to 6.10, the low bits of the page type after. */
  private setFirstOffset(pfn: number, offset: number): void {
    const { machine } = this.simulation;
    const typed = compareVersions(machine.layout.kernel, '6.11') >= 0;
    const kind: ValueKind = typed ? { kind: 'integer', means: 'type zsmalloc and offset of the first object' } : { kind: 'integer', means: 'offset of the first object' };
    const base = (pageTypeWord('zsmalloc', machine.layout.kernel) ?? 0) & 0xff000000;
    const raw = typed ? BigInt((base | offset) >>> 0) : BigInt(offset);
    this.put(pfn, '_mapcount', { kind, raw }, 'set_first_obj_offset');
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

  /** reset_page(): mapping, private, index and _mapcount as the allocator wants them; in the proposal, bit 0 of compound_head. */
  private restore(pfn: number): void {
    const nothing: StoredValue = { kind: { kind: 'null' } };
    if (this.design === 'compound-head') {
      this.put(pfn, 'compound_head', nothing, 'reset_page');
      return;
    }
    this.owners.clearFlags(pfn, ['private', 'owner_priv_1'], 'zsmalloc');
    for (const member of ['mapping', 'private', 'index']) this.put(pfn, member, nothing, 'reset_page');
    this.put(pfn, '_mapcount', { kind: { kind: 'constant', value: 0xffffffffn, means: '-1' } }, 'page_mapcount_reset');
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

/** get_pages_per_zspage(): the number of pages, up to four, that wastes least. */
function pagesFor(objectSize: number): number {
  let [best, used] = [1, 0];
  for (let pages = 1; pages <= MAX_PAGES; pages++) {
    const share = (pages * PAGE - ((pages * PAGE) % objectSize)) / (pages * PAGE);
    if (share > used) [best, used] = [pages, share];
  }
  return best;
}
