import template from './assembly/orderZero.wasm';
import type { CommonUnits } from './fields.js';
import { linkedModule } from './linkedModule.js';
import type { ListSites } from './list.js';
import type { Memory } from './memory.js';
import type { Pageblocks } from './pageblocks.js';
import type { Zone } from './zone.js';

/** What the way of single pages needs to know of the allocator: units from a page's start, sites, states. */
export interface OrderZeroParts {
  readonly memory: Memory;
  readonly units: CommonUnits;
  /** Unit of page 0's state; one unit a page, the state in its low 8 bits. */
  readonly metaAt: number;
  readonly pcp: ListSites;
  readonly poison1: readonly [lo: number, hi: number];
  readonly poison2: readonly [lo: number, hi: number];
  readonly blocks: Pageblocks;
  /** The zone that a request naming neither node nor zone tries first. */
  readonly preferred: Zone;
  /** Pages on the per-CPU lists from which on they are drained. */
  readonly high: number;
  readonly checkedFlags: number;
  readonly keepsTypeInIndex: boolean;
  readonly clearsPrivate: boolean;
  readonly pcpState: number;
  readonly sites: { readonly type: number; readonly private: number; readonly freePrivate: number; readonly refcount: number; readonly put: number };
}

/** What assembly/orderZero.ts exports. Addresses are bytes of the memory. */
interface Assembly {
  readonly alloc: (type: number, state: number) => number;
  readonly free: (pfn: number) => number;
}

/**
 * The common case of a common operation: a clean single page from and to its per-CPU list, in WebAssembly, for memory that was made for
 * it. What is out of the ordinary it leaves untouched to the long way of {@link PageAllocator}.
 */
export class OrderZero {
  private readonly assembly: Assembly;

  private constructor(assembly: Assembly) {
    this.assembly = assembly;
  }

  /** Undefined for memory that was not made for it, and where the host allows no WebAssembly: the long way does it all. */
  static over(parts: OrderZeroParts): OrderZero | undefined {
    const { assembly } = parts.memory;
    if (assembly === undefined) return undefined;
    try {
      const { exports } = new WebAssembly.Instance(linkedModule(template, constants(parts)), { env: { memory: assembly } });
      return new OrderZero(exports as unknown as Assembly);
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) return undefined;
      throw error;
    }
  }

  /** A page from the front of the preferred zone's list of the type, made ready as post_alloc_hook() does; -1: take the long way. */
  alloc(type: number, state: number): number {
    return this.assembly.alloc(type, state);
  }

  /** The last reference to a page goes and the page to the front of its per-CPU list; false: take the long way. */
  free(pfn: number): boolean {
    return pfn === (pfn | 0) && this.assembly.free(pfn) !== 0;
  }
}

/** The constants of assembly/orderZero.ts by name. */
function constants(parts: OrderZeroParts): Readonly<Record<string, number | bigint>> {
  const { memory, units, sites, pcp } = parts;
  const shift = Math.log2(memory.pageSize);
  return {
    pages: memory.pages, pagesAt: memory.pagesAt * 4, pageBytes: memory.pageSize, pageShift: Number.isInteger(shift) ? shift : -1,
    pagesBytes: BigInt(memory.pages * memory.pageSize), writersAt: memory.shadow.byteOffset, statesAt: parts.metaAt * 4,
    pagesLink: joined([memory.pagesLo, memory.pagesHi]), objectsLink: joined([memory.kernelLo, memory.kernelHi]),
    flags: units.flags * 4, lru: units.lru * 4, mapping: units.mapping * 4, index: units.index * 4, own: units.private * 4, mapcount: units.mapcount * 4,
    refcount: units.refcount * 4, memcg: (units.memcg ?? units.mapping) * 4,
    blocksAt: parts.blocks.at * 4, pcpAt: parts.blocks.pcpAt * 4, countAt: (parts.preferred.pcps[0]!.count - parts.preferred.pcps[0]!.lists) * 4, preferred: (parts.blocks.pcpAt + parts.preferred.id) * 4,
    checkedFlags: parts.checkedFlags, keepsTypeInIndex: Number(parts.keepsTypeInIndex), clearsPrivate: Number(parts.clearsPrivate), high: parts.high,
    poison1: joined(parts.poison1), poison2: joined(parts.poison2), freeState: parts.pcpState,
    nextWriter: pair(pcp.linked.next), prevWriter: pair(pcp.linked.prev), 
    nodeWriters: joined([pair(pcp.linked.next), pair(pcp.linked.prev)]), poisonWriters: joined([pair(pcp.deleted.next), pair(pcp.deleted.prev)]),
    typeWriter: pair(sites.type), privateWriter: pair(sites.private), freePrivateWriter: pair(sites.freePrivate), getWriter: sites.refcount, putWriter: sites.put,
  };
}

function pair(site: number): number {
  return site | (site << 16);
}

function joined([lo, hi]: readonly [lo: number, hi: number]): bigint {
  return (BigInt(hi) << 32n) | BigInt(lo >>> 0);
}
