import { compareVersions } from '../model/era.js';
import { flagMask, type PageFlag } from '../model/pageFlags.js';
import { pageTypeTest, type PageTypeName } from '../model/pageType.js';
import type { Reader, ReaderName } from './readers.js';
import type { Simulation } from './simulation.js';
import { MAX_PAGE_ORDER } from './zone.js';

/** Architectures whose flush_dcache_page() asks for the mapping, of those that have a standard layout (arch/arm/mm/flush.c). */
const aliasing: ReadonlySet<string> = new Set(['arm']);
const dirtying: ReadonlySet<ReaderName> = new Set(['gup-slow', 'unpin-dirty']);
const ofLru: ReadonlySet<ReaderName> = new Set(['compaction', 'migrate']);
/** Types that a reader asks for; others ask for any (mm/memory_hotplug.c:scan_movable_pages(), kernel/power/snapshot.c:saveable_page()). */
const typesAsked: Readonly<Partial<Record<ReaderName, readonly PageTypeName[]>>> = { 'hot-remove': ['offline'], hibernation: ['offline', 'guard'] };

/**
 * Whether the reader comes so far on this page as to read what the observer reads: what its code asks of other words before (5.10, 6.1, 6.12 and 7.2). `pfn` is the page looked at,
 * `head` the one that compound_head() leads to.
 */
export function getsAsFarAs(observer: string, by: Reader | undefined, pfn: number, head: number, simulation: Simulation): boolean {
  if (by === undefined) return true;
  switch (observer) {
    case 'isolate_movable_page': return mayIsolate(by.name, pfn, simulation);
    // folio_mapping() of a page in the swap cache looks at its entry, of others at mapping.
    case 'folio_mapping': return mayAskForMapping(by.name, head, simulation) && !isInSwapCache(head, simulation);
    case 'swapcache': return mayAskForMapping(by.name, head, simulation) && isInSwapCache(head, simulation);
    case 'rmap': return hasAny(simulation, head, ['lru']);
    case 'page_has_type': return asksForType(by.name, pfn, simulation);
    case 'page_ref': return by.name !== 'memory-failure' || isHandlable(pfn, head, simulation);
    case 'page_is_buddy': return holdsAnOrder(pfn, simulation);
    default: return true;
  }
}

/**
 * isolate_migratepages_block() leaves compound pages alone and takes those on the LRU otherwise; isolate_movable_page() needs a reference that get_page_unless_zero() gives, and the
 * page's lock (mm/compaction.c, mm/migrate.c).
 */
function mayIsolate(reader: ReaderName, pfn: number, simulation: Simulation): boolean {
  const { memory, units, compound, headWord } = simulation.machine;
  if (reader === 'compaction' && (compound.isHead(pfn) || headWord.isTail(pfn))) return false;
  return memory.units[memory.pageAt(pfn) + units.refcount] !== 0 && !hasAny(simulation, pfn, ['lru', 'locked']);
}

/** Compaction and migration ask it of pages on the LRU alone; who dirties a page does not where it is dirty; flush_dcache_page() only where caches alias. */
function mayAskForMapping(reader: ReaderName, head: number, simulation: Simulation): boolean {
  if (ofLru.has(reader)) return hasAny(simulation, head, ['lru']);
  if (dirtying.has(reader)) return !hasAny(simulation, head, ['dirty']);
  return reader !== 'flush-dcache' || aliasing.has(simulation.machine.layout.arch);
}

/** HWPoisonHandlable() (mm/memory-failure.c, 5.13): only pages on the LRU, or movable ones, get a reference; before, every page. */
function isHandlable(pfn: number, head: number, simulation: Simulation): boolean {
  const { memory, units, layout } = simulation.machine;
  return compareVersions(layout.kernel, '5.13') < 0 || hasAny(simulation, head, ['lru']) || (memory.low(memory.pageAt(pfn) + units.mapping) & 3) === 2;
}

/** page_is_buddy() compares private with the order that is freed. */
function holdsAnOrder(pfn: number, { machine: { memory, units } }: Simulation): boolean {
  const unit = memory.pageAt(pfn) + units.private;
  return memory.high(unit) === 0 && memory.low(unit) >>> 0 <= MAX_PAGE_ORDER;
}

function isInSwapCache(head: number, simulation: Simulation): boolean {
  return hasAny(simulation, head, ['owner_priv_1']) && hasAny(simulation, head, ['swapbacked']);
}

function asksForType(reader: ReaderName, pfn: number, { machine: { memory, units, layout } }: Simulation): boolean {
  const word = memory.units[memory.pageAt(pfn) + units.mapcount]!;
  return typesAsked[reader]?.some((type) => {
    const test = pageTypeTest(type, layout.kernel);
    return test !== undefined && ((word & test.mask) >>> 0) === test.equals;
  }) ?? true;
}

function hasAny({ machine: { memory, units, layout } }: Simulation, pfn: number, flags: readonly PageFlag[]): boolean {
  return (memory.low(memory.pageAt(pfn) + units.flags) & flagMask(flags, layout.kernel)) !== 0;
}
