import { SimulatedFault } from './fault.js';
import { migratePage } from './migration.js';
import type { Owners } from './owners.js';
import type { Simulation } from './simulation.js';
import { PAGEBLOCK_ORDER, migrateNumber } from './zone.js';

const BLOCK = 1 << PAGEBLOCK_ORDER;

/** Told of pages that moved, so that their names follow. */
export type Moved = (from: number, to: number) => void;

/**
 * alloc_contig_range() (mm/page_alloc.c:alloc_contig_range(), 6.1 and 6.12): the pageblocks are isolated, per-CPU lists drained, pages in use
 * migrated away, the free blocks taken and split into pages with a reference each. Busy pages end it with the fault `busy`; the pageblocks get
 * their type back either way.
 */
export function allocateRange(simulation: Simulation, owners: Owners, range: { readonly start: number; readonly pages: number; readonly type: 'CMA' | 'MOVABLE' }, moved: Moved): readonly number[] {
  const { machine } = simulation;
  const { start, pages } = range;
  const end = start + pages;
  if (!Number.isInteger(start) || start < 0 || pages < 1 || end > machine.memory.pages) throw new SimulatedFault('bad-page-number', `pages ${start} to ${end}: the machine has ${machine.memory.pages}`);
  const { buddy } = machine.allocator;
  const blocks: number[] = [];
  for (let block = start - (start % BLOCK); block < end; block += BLOCK) blocks.push(block);
  const type = migrateNumber[range.type];
  const other = blocks.find((block) => machine.blocks.zoneOf(block) === undefined || machine.blocks.type(block) !== type);
  if (other !== undefined) throw new SimulatedFault('wrong-state', `the pageblock of page ${other} is not of type ${range.type}: set_migratetype_isolate() finds it unmovable`, other);
  for (const block of blocks) buddy.retype(block, migrateNumber.ISOLATE);
  try {
    machine.allocator.drain();
    for (let pfn = start; pfn < end; pfn++) {
      simulation.work.spend(1);
      if (buddy.freeBlockOf(pfn) >= 0) continue;
      const fresh = migratePage(simulation, owners, pfn);
      if (fresh === undefined) throw new SimulatedFault('busy', `page ${pfn} (${machine.meta.state(pfn)}) cannot be migrated: alloc_contig_range() returns -EBUSY`, pfn);
      moved(pfn, fresh);
    }
    return takeFree(simulation, start, end);
  } finally {
    for (const block of blocks) buddy.retype(block, type);
  }
}

/** isolate_freepages_range() and split_map_pages(): whole free blocks are taken; what lies outside the range goes back (free_contig_range()). */
function takeFree(simulation: Simulation, start: number, end: number): readonly number[] {
  const { machine: { allocator, memory, units } } = simulation;
  const outside: number[] = [];
  for (let at = start; at < end;) {
    const head = allocator.buddy.freeBlockOf(at);
    const order = allocator.buddy.takeBlock(head);
    allocator.prepare(head, order, false, 'allocated');
    allocator.split(head, order);
    for (let pfn = head; pfn < head + (1 << order); pfn++) {
      memory.setWord(memory.pageAt(pfn) + units.private, 0, 0, memory.sites.intern('page allocator', 'private', { kind: 'null' }, 'split_map_pages'));
      if (pfn < start || pfn >= end) outside.push(pfn);
    }
    at = head + (1 << order);
  }
  for (const pfn of outside) allocator.free(pfn, 0);
  return Array.from({ length: end - start }, (_, i) => start + i);
}
