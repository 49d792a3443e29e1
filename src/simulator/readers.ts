import { take, seenBits, seenField } from '../judge/reading.js';
import { inEra } from '../model/era.js';
import type { Observer } from '../model/observer.js';
import { readingsOf, stateNamed, turnsAway } from '../model/pageModel.js';
import { canMeet, type Meeting, type Reach } from '../model/reach.js';
import { meaningOf } from '../model/valueKind.js';
import { SimulatedFault } from './fault.js';
import { getsAsFarAs } from './preconditions.js';
import type { Simulation } from './simulation.js';
import { DECODED } from './work.js';
import { hex, isUnwritten, viewWord } from './wordView.js';

/** A reader of the kernel, as a scenario asks for it: the observers it runs, and how it must meet the page. */
export interface Reader {
  readonly name: ReaderName;
  readonly title: string;
  readonly observers: readonly string[];
  /** The route it comes by. */
  readonly meeting: Meeting;
  /** The function it begins with, as {@link Route.path} names it. */
  readonly entry: string;
}

export type ReaderName = 'gup-slow' | 'gup-fast' | 'unpin-dirty' | 'munmap' | 'put-page' | 'set-page-dirty' | 'flush-dcache' | 'vm-insert-page' | 'compaction' | 'hot-remove'
  | 'migrate' | 'memory-failure' | 'kpageflags' | 'kpagecount' | 'dump-page' | 'pfmemalloc' | 'page-pool-recycle' | 'page-to-nid' | 'buddy-merge' | 'hibernation' | 'speculative-get';

function reader(name: ReaderName, title: string, meeting: Meeting, entry: string, ...observers: readonly string[]): Reader {
  return { name, title, meeting, entry, observers };
}

/**
 * What each reader looks at, in its order: mm/gup.c, memory.c, compaction.c, migrate.c, memory-failure.c, memory_hotplug.c, swap.c, debug.c, fs/proc/page.c, kernel/power/snapshot.c,
 * net/core/skbuff.c of 5.10, 6.1, 6.12 and 7.2. What must be so before it comes to a word: {@link getsAsFarAs}.
 */
export const readers: readonly Reader[] = [
  reader('gup-slow', 'get_user_pages() with FOLL_TOUCH | FOLL_WRITE', 'user-mapping', 'get_user_pages', 'compound_head', 'page_ref', 'folio_mapping', 'swapcache'),
  reader('gup-fast', 'get_user_pages_fast()', 'user-mapping', 'get_user_pages_fast', 'compound_head', 'page_ref', 'gup_fast_secretmem'),
  reader('unpin-dirty', 'unpin_user_pages_dirty_lock()', 'user-mapping', 'unpin_user_pages_dirty_lock', 'compound_head', 'folio_mapping', 'swapcache'),
  reader('munmap', 'munmap() of a dirty PTE', 'user-mapping', 'munmap', 'compound_head', 'page_anon', 'folio_mapping', 'swapcache', 'page_mapcount'),
  reader('put-page', 'put_page()', 'last-put', 'put_page', 'compound_head', 'pgmap'),
  reader('set-page-dirty', 'set_page_dirty()', 'user-mapping', 'set_page_dirty', 'compound_head', 'folio_mapping', 'swapcache'),
  reader('flush-dcache', 'flush_dcache_page() on an aliasing cache', 'driver-maps-it', 'flush_dcache_page', 'compound_head', 'folio_mapping'),
  reader('vm-insert-page', 'vm_insert_page()', 'any', 'vm_insert_page', 'compound_head', 'page_anon', 'page_has_type'),
  reader('compaction', 'compaction scan', 'pfn-scan', 'isolate_migratepages_block', 'compound_head', 'isolate_movable_page', 'folio_mapping', 'swapcache'),
  reader('hot-remove', 'memory hot-remove scan', 'pfn-scan', 'offline_pages', 'compound_head', 'isolate_movable_page', 'page_has_type'),
  reader('migrate', 'migrate_pages() on LRU pages', 'user-mapping', 'try_to_unmap', 'compound_head', 'rmap', 'folio_mapping', 'swapcache'),
  reader('memory-failure', 'memory_failure(), soft offline', 'pfn-scan', 'memory_failure', 'compound_head', 'isolate_movable_page', 'page_ref'),
  reader('kpageflags', '/proc/kpageflags', 'pfn-scan', 'kpageflags_read', 'compound_head', 'page_mapcount', 'page_anon', 'page_has_type'),
  reader('kpagecount', '/proc/kpagecount', 'pfn-scan', 'kpagecount_read', 'page_has_type', 'compound_head', 'page_mapcount'),
  reader('dump-page', 'dump_page()', 'dump', 'dump_page', 'compound_head', 'folio_mapping', 'swapcache'),
  reader('pfmemalloc', 'page_is_pfmemalloc() for an skb', 'any', 'skb_fill_page_desc', 'compound_head', 'page_is_pfmemalloc', 'page_is_pfmemalloc (index)'),
  reader('page-pool-recycle', 'page_pool recycling of an skb fragment', 'any', 'skb_free_head', 'compound_head', 'page_pool_magic'),
  reader('page-to-nid', 'page_to_nid()', 'any', 'page_to_nid', 'page_to_nid'),
  reader('buddy-merge', '__free_one_page() of the neighbour', 'buddy-merge', '__free_one_page', 'page_is_buddy'),
  reader('hibernation', 'saveable_page()', 'pfn-scan', 'saveable_page', 'page_to_nid', 'page_has_type'),
  reader('speculative-get', 'folio_try_get() of a stale reference', 'pfn-scan', 'get_page_unless_zero', 'compound_head', 'page_ref'),
];

/** A reader by its name. Throws the fault `unknown-name` with the names there are. */
export function readerNamed(name: string): Reader {
  const found = readers.find((one) => one.name === name);
  if (found === undefined) throw new SimulatedFault('unknown-name', `no reader "${name}"; there are ${readers.map((one) => one.name).join(', ')}`);
  return found;
}

/** Readers that ask for the head before anything else, so that its words count (include/linux/skbuff.h:__skb_fill_page_desc()). */
const fromHead: ReadonlySet<ReaderName> = new Set(['pfmemalloc']);

/** dump_page() probes what it takes for an address_space (mm/debug.c, fs/inode.c:dump_mapping()). */
const harmless: Readonly<Partial<Record<ReaderName, string>>> = { 'dump-page': 'the dump names a file that has nothing to do with the page, or says that its mapping cannot be read' };

/** Lets a reader look at a page, if its precondition lets it meet it. Tells what it misreads; true when it met the page. */
export function look(simulation: Simulation, name: ReaderName, pfn: number): boolean {
  const { machine } = simulation;
  const one = readerNamed(name);
  if (!Number.isInteger(pfn) || pfn < 0 || pfn >= machine.memory.pages) throw new SimulatedFault('bad-page-number', `page ${pfn}: the machine has ${machine.memory.pages}`);
  if (!one.observers.some((observer) => machine.model.observers.some((candidate) => candidate.name === observer && candidate.name !== 'compound_head'))) {
    simulation.tell(`${one.title}: ${machine.layout.kernel} has no such reader`, pfn);
    return false;
  }
  const headOf = followHead(simulation, pfn);
  const reach = presentReach(simulation, headOf);
  if (canMeet(one.meeting, reach) === 'no') {
    simulation.tell(`${one.title} does not meet the page: ${one.meeting === 'user-mapping' ? 'no process maps it' : 'nobody holds it'}`, pfn);
    return false;
  }
  simulation.tell(one.title, pfn);
  for (const observer of observersOf(one, simulation)) lookAs(simulation, observer, pfn, headOf, one);
  return true;
}

/** A reader walks over every page of every zone, as walkers of page frame numbers do. One line of the story for all of it. */
export function scan(simulation: Simulation, name: ReaderName): void {
  const { machine } = simulation;
  const one = readerNamed(name);
  simulation.tell(`${one.title} over all pages`);
  const observers = observersOf(one, simulation);
  for (const zone of machine.zones) {
    for (let pfn = zone.start; pfn < zone.end; pfn++) {
      simulation.work.spend(1);
      const headOf = followHead(simulation, pfn);
      if (canMeet(one.meeting, presentReach(simulation, headOf)) === 'no') continue;
      for (const observer of observers) lookAs(simulation, observer, pfn, headOf, one);
    }
  }
}

function observersOf(one: Reader, { machine: { model } }: Simulation): readonly Observer[] {
  return one.observers.flatMap((name) => model.observers.find((candidate) => candidate.name === name) ?? []);
}

/** The reader on one page, as far as its code gets there. */
function lookAs(simulation: Simulation, observer: Observer, pfn: number, head: number, one: Reader): void {
  if (!getsAsFarAs(observer.name, one, pfn, head, simulation)) return;
  observe(simulation, observer, observer.readsHead || (fromHead.has(one.name) && observer.name !== 'compound_head') ? head : pfn, one);
}

/** One observer reads the words of one page. The judge decides on the bits and on what their writer meant. */
export function observe(simulation: Simulation, observer: Observer, pfn: number, by?: Reader): void {
  const { machine } = simulation;
  const { model, memory } = machine;
  const stateName = machine.meta.state(pfn);
  const state = stateNamed(stateName, model);
  if (state !== undefined && turnsAway(observer, state, model)) return;
  if (state === undefined && observer.name === 'pgmap') return;
  if (observer.name === 'free_check_tail') return;
  for (const reading of readingsOf(observer, model)) {
    if (isUnwritten(memory, pfn, reading.range)) continue;
    simulation.work.spend(DECODED);
    const view = viewWord(memory, pfn, reading.range);
    const field = seenField(reading.range, view.value, meaningOf(view.writer.value));
    const wrong = take(reading, seenBits(field, reading.range, model.layout.abi.endian), field.meaning, model.machine).find((taken) => taken.wrong);
    if (wrong === undefined) continue;
    simulation.found({
      kind: 'misread', page: pfn, observer: observer.name, member: reading.range.path, offset: reading.range.offset, size: reading.range.size, value: hex(view.value),
      readAs: wrong.case.readAs, writer: view.writer, path: routeFor(observer, by, model.layout.kernel), state: stateName, harm: (observer.name === 'folio_mapping' ? by && harmless[by.name] : undefined) ?? wrong.case.harm ?? '',
    });
  }
}

/** The head a compound_head() of this page leads to; the page itself when it is no tail or the word leads nowhere. */
export function followHead(simulation: Simulation, pfn: number): number {
  const { memory, headWord } = simulation.machine;
  if (!headWord.isTail(pfn)) return memory.realHead(pfn);
  const head = headWord.headOf(pfn);
  return head < 0 ? pfn : head;
}

/** Who can meet the page as it is now: by its mappings, references and zone. */
function presentReach(simulation: Simulation, pfn: number): Reach {
  const { meta, memory, units } = simulation.machine;
  const mapped = meta.maps(pfn) > 0 || meta.pins(pfn) > 0;
  const held = memory.units[memory.pageAt(pfn) + units.refcount] !== 0;
  return { userMappable: mapped ? 'yes' : 'no', pfnScan: 'yes', freed: held ? 'no' : 'yes', skbFragment: 'unknown', counted: held ? 'yes' : 'no' };
}

/** The functions from the reader's own to the observer: a route that begins with it, else one nobody else begins with, else the observer's function alone. */
function routeFor(observer: Observer, by: Reader | undefined, kernel: string): readonly string[] {
  const routes = observer.routes.filter((route) => inEra(route.era, kernel));
  const otherEntries = new Set(readers.filter((one) => one !== by).map((one) => one.entry));
  const route = routes.find(({ path }) => by !== undefined && path[0] === by.entry)
    ?? routes.find(({ path, meets }) => by === undefined || (meets === by.meeting && !otherEntries.has(path[0] ?? '')));
  return route?.path ?? [functionOf(observer, kernel)];
}

/** The observer's function in that kernel. */
export function functionOf(observer: Observer, kernel: string): string {
  return observer.roots.find((root) => inEra(root.era, kernel))?.function ?? observer.name;
}
