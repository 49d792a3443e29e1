import type { CommonUnits } from './fields.js';
import type { ListSites } from './list.js';
import type { Memory } from './memory.js';
import { PAGEBLOCK_ORDER, type Zone } from './zone.js';

/** What the way of single pages needs to know of the allocator: units from a page's start, sites, states. */
export interface OrderZeroParts {
  readonly memory: Memory;
  readonly units: CommonUnits;
  /** Unit of page 0's state; one unit a page, the state in its low 8 bits. */
  readonly metaAt: number;
  readonly pcp: ListSites;
  readonly poison1: readonly [lo: number, hi: number];
  readonly poison2: readonly [lo: number, hi: number];
  readonly typeOfBlock: Uint8Array;
  readonly zoneOfBlock: Int16Array;
  readonly zones: readonly Zone[];
  /** Pages on the per-CPU lists from which on they are drained. */
  readonly high: number;
  readonly checkedFlags: number;
  readonly keepsTypeInIndex: boolean;
  readonly clearsPrivate: boolean;
  readonly pcpState: number;
  readonly metaSite: number;
  readonly sites: { readonly type: number; readonly private: number; readonly freePrivate: number; readonly refcount: number; readonly put: number; readonly count: number };
}

/** Units of a list_head on 64 bits. */
const LIST_UNITS = 4;

/**
 * The common case of a common operation, in one piece each: a clean single page from and to its per-CPU list, on 64-bit little-endian
 * memory that nobody records. Both functions look first and write only what the long way of {@link PageAllocator} would write, under the same
 * sites; whatever is out of the ordinary (an empty or full list, a page that fails a check, a broken link) they leave to it untouched.
 */
export class OrderZero {
  private readonly ints: Int32Array;
  private readonly shadow: Uint16Array;
  /** The sites of both halves of a word. */
  private readonly pairs: Int32Array;
  private readonly typeOfBlock: Uint8Array;
  private readonly zoneOfBlock: Int16Array;
  private readonly zones: readonly Zone[];
  private readonly pages: number;
  private readonly pagesAt: number;
  private readonly pageUnits: number;
  /** Of all struct pages. */
  private readonly pageUnitsAll: number;
  /** Of a page's units, where they are a power of two; else -1. */
  private readonly pageShift: number;
  private readonly pagesLo: number;
  private readonly pagesHi: number;
  private readonly kernelLo: number;
  private readonly kernelHi: number;
  private readonly metaAt: number;
  /** Constants as fields: bundled, a module's constant costs a check at every use. */
  private readonly blockShift = PAGEBLOCK_ORDER;
  private readonly listUnits = LIST_UNITS;
  private readonly flags: number;
  private readonly lru: number;
  private readonly mapping: number;
  private readonly index: number;
  private readonly private: number;
  private readonly mapcount: number;
  private readonly refcount: number;
  /** Without memory cgroups: mapping, which is looked at anyway. */
  private readonly memcg: number;
  private readonly poison1Lo: number;
  private readonly poison1Hi: number;
  private readonly poison2Lo: number;
  private readonly poison2Hi: number;
  private readonly high: number;
  private readonly checkedFlags: number;
  /** Flags as numbers: a test is one comparison. */
  private readonly keepsTypeInIndex: 0 | 1;
  private readonly clearsPrivate: 0 | 1;
  private readonly pcpState: number;
  private readonly refcountSite: number;
  private readonly putSite: number;
  private readonly nextPair: number;
  private readonly prevPair: number;
  private readonly poison1Pair: number;
  private readonly poison2Pair: number;
  private readonly typePair: number;
  private readonly privatePair: number;
  private readonly freePrivatePair: number;

  constructor(parts: OrderZeroParts) {
    const { memory, units, sites, pcp } = parts;
    this.ints = memory.ints;
    this.shadow = memory.shadow;
    this.pairs = memory.shadowPairs;
    this.typeOfBlock = parts.typeOfBlock;
    this.zoneOfBlock = parts.zoneOfBlock;
    this.zones = parts.zones;
    this.pages = memory.pages;
    this.pagesAt = memory.pagesAt;
    this.pageUnits = memory.pageUnits;
    this.pageUnitsAll = memory.pages * memory.pageUnits;
    this.pageShift = Number.isInteger(Math.log2(memory.pageUnits)) ? Math.log2(memory.pageUnits) : -1;
    this.pagesLo = memory.pagesLo;
    this.pagesHi = memory.pagesHi;
    this.kernelLo = memory.kernelLo;
    this.kernelHi = memory.kernelHi;
    this.metaAt = parts.metaAt;
    this.flags = units.flags;
    this.lru = units.lru;
    this.mapping = units.mapping;
    this.index = units.index;
    this.private = units.private;
    this.mapcount = units.mapcount;
    this.refcount = units.refcount;
    this.memcg = units.memcg ?? units.mapping;
    [this.poison1Lo, this.poison1Hi] = parts.poison1;
    [this.poison2Lo, this.poison2Hi] = parts.poison2;
    this.high = parts.high;
    this.checkedFlags = parts.checkedFlags;
    this.keepsTypeInIndex = parts.keepsTypeInIndex ? 1 : 0;
    this.clearsPrivate = parts.clearsPrivate ? 1 : 0;
    this.pcpState = parts.pcpState;
    this.refcountSite = sites.refcount;
    this.putSite = sites.put;
    this.nextPair = pair(pcp.linked.next);
    this.prevPair = pair(pcp.linked.prev);
    this.poison1Pair = pair(pcp.deleted.next);
    this.poison2Pair = pair(pcp.deleted.prev);
    this.typePair = pair(sites.type);
    this.privatePair = pair(sites.private);
    this.freePrivatePair = pair(sites.freePrivate);
    // States and counts have one writer each: its name is put beside them once.
    memory.shadow.fill(parts.metaSite, parts.metaAt, parts.metaAt + memory.pages);
    for (const { pcpCount } of parts.zones) memory.shadow[pcpCount] = sites.count;
  }

  /** A page from the front of the zone's list of the type, made ready as post_alloc_hook() does; -1: take the long way. */
  alloc(zone: Zone, type: number, state: number): number {
    const { ints, pairs, shadow, pagesHi, kernelHi, pagesAt } = this;
    const head = (zone.pcpLists + ((type * this.listUnits) | 0)) | 0;
    if (ints[(head + 1) | 0] !== pagesHi) return -1;
    const fromFirst = ((ints[head]! - this.pagesLo) | 0) >>> 2;
    const pfn = this.pageShift >= 0 ? fromFirst >> this.pageShift : (fromFirst / this.pageUnits) | 0;
    const at = (pagesAt + Math.imul(pfn, this.pageUnits)) | 0;
    const node = (at + this.lru) | 0;
    if (pfn >= this.pages || ints[head] !== ((this.pagesLo + ((node - pagesAt) << 2)) | 0) || ints[(at + this.refcount) | 0] !== 0 || this.isDirty(at)) return -1;
    if (ints[(node + 3) | 0] !== kernelHi || ints[(node + 2) | 0] !== ((this.kernelLo + (head << 2)) | 0)) return -1;
    const afterLo = ints[node]!;
    const afterHi = ints[(node + 1) | 0]!;
    const after = afterHi === pagesHi ? this.pageUnitAt(afterLo) : afterHi === kernelHi ? this.objectUnitAt(afterLo) : -1;
    if (after < 0) return -1;
    ints[(after + 2) | 0] = (this.kernelLo + (head << 2)) | 0;
    ints[(after + 3) | 0] = kernelHi;
    pairs[((after >>> 1) + 1) | 0] = this.prevPair;
    ints[head] = afterLo;
    ints[(head + 1) | 0] = afterHi;
    pairs[head >>> 1] = this.nextPair;
    ints[node] = this.poison1Lo;
    ints[(node + 1) | 0] = this.poison1Hi;
    ints[(node + 2) | 0] = this.poison2Lo;
    ints[(node + 3) | 0] = this.poison2Hi;
    pairs[node >>> 1] = this.poison1Pair;
    pairs[((node >>> 1) + 1) | 0] = this.poison2Pair;
    const count = zone.pcpCount;
    ints[count] = (ints[count]! - 1) | 0;
    const own = (at + this.private) | 0;
    ints[own] = 0;
    ints[(own + 1) | 0] = 0;
    pairs[own >>> 1] = this.privatePair;
    const references = (at + this.refcount) | 0;
    ints[references] = 1;
    shadow[references] = this.refcountSite;
    const meta = (this.metaAt + pfn) | 0;
    ints[meta] = (ints[meta]! & ~0xff) | state;
    return pfn;
  }

  /** The last reference to a page goes and the page to the front of its per-CPU list; false: take the long way. */
  free(pfn: number): boolean {
    const { ints, pairs, shadow, pagesHi, pagesAt } = this;
    if (pfn !== (pfn | 0) || pfn < 0 || pfn >= this.pages) return false;
    const at = (pagesAt + Math.imul(pfn, this.pageUnits)) | 0;
    const references = (at + this.refcount) | 0;
    if (ints[references] !== 1 || this.isDirty(at)) return false;
    const block = pfn >>> this.blockShift;
    const zone = this.zones[this.zoneOfBlock[block]!];
    if (zone === undefined) return false;
    const type = this.typeOfBlock[block]!;
    const head = (zone.pcpLists + ((type * this.listUnits) | 0)) | 0;
    const afterLo = ints[head]!;
    const afterHi = ints[(head + 1) | 0]!;
    const after = afterHi === pagesHi ? this.pageUnitAt(afterLo) : afterHi === this.kernelHi ? this.objectUnitAt(afterLo) : -1;
    const count = zone.pcpCount;
    const counted = (ints[count]! + 1) | 0;
    if (after < 0 || counted >= this.high) return false;
    ints[references] = 0;
    shadow[references] = this.putSite;
    const own = (at + this.private) | 0;
    if (this.clearsPrivate !== 0 && ints[own] !== 0) {
      ints[own] = 0;
      ints[(own + 1) | 0] = 0;
      pairs[own >>> 1] = this.freePrivatePair;
    }
    if (this.keepsTypeInIndex !== 0) {
      const index = (at + this.index) | 0;
      ints[index] = type;
      ints[(index + 1) | 0] = 0;
      pairs[index >>> 1] = this.typePair;
    }
    const meta = (this.metaAt + pfn) | 0;
    ints[meta] = (ints[meta]! & ~0xff) | this.pcpState;
    const node = (at + this.lru) | 0;
    const nodeLo = (this.pagesLo + ((node - pagesAt) << 2)) | 0;
    ints[(after + 2) | 0] = nodeLo;
    ints[(after + 3) | 0] = pagesHi;
    pairs[((after >>> 1) + 1) | 0] = this.prevPair;
    ints[node] = afterLo;
    ints[(node + 1) | 0] = afterHi;
    pairs[node >>> 1] = this.nextPair;
    ints[(node + 2) | 0] = (this.kernelLo + (head << 2)) | 0;
    ints[(node + 3) | 0] = this.kernelHi;
    pairs[((node >>> 1) + 1) | 0] = this.prevPair;
    ints[head] = nodeLo;
    ints[(head + 1) | 0] = pagesHi;
    pairs[head >>> 1] = this.nextPair;
    ints[count] = counted;
    return true;
  }

  /** page_expected_state() without the reference count, PageTail and a possible page_pool signature: anything the long way should see. */
  private isDirty(at: number): boolean {
    const { ints } = this;
    const link = (at + this.lru) | 0;
    const mapping = (at + this.mapping) | 0;
    const next = ints[link]!;
    return (ints[mapping]! | ints[(mapping + 1) | 0]! | ints[(at + this.memcg) | 0]! | (ints[(at + this.flags) | 0]! & this.checkedFlags) | (next & 1)
      | ~ints[(at + this.mapcount) | 0]!) !== 0 || (next & 0x7c) === 0x40 && ints[(link + 1) | 0]! >>> 16 === 0xdead;
  }

  /** Memory.unitAtAddress() of a link into the struct pages, by its low half; -1 for one that no list writes. */
  private pageUnitAt(lo: number): number {
    const offset = (lo - this.pagesLo) | 0;
    return (offset & 3) === 0 && offset >>> 2 < this.pageUnitsAll ? (this.pagesAt + (offset >>> 2)) | 0 : -1;
  }

  /** The same for a link to a kernel object. */
  private objectUnitAt(lo: number): number {
    const offset = (lo - this.kernelLo) | 0;
    return (offset & 3) === 0 && offset >>> 2 < this.pagesAt ? offset >>> 2 : -1;
  }
}

function pair(site: number): number {
  return site | (site << 16);
}
