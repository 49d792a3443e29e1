import { resolveMember } from '../model/memberRange.js';
import { stateNamed } from '../model/pageModel.js';
import { words } from '../model/states/words.js';
import { SimulatedFault } from './fault.js';
import type { Owners } from './owners.js';
import { look } from './readers.js';
import type { Simulation } from './simulation.js';

/** What folio_migrate_mapping() copies (mm/migrate.c, 6.1 and 6.12). */
const copied = [words.mapping, words.index, words.private];

/**
 * A page's contents and identity move to another page: its mapping, index, private, flags, map count and place on its owner's list; the old page is freed. Undefined for a
 * page that is neither on the LRU nor has movable operations, or that somebody pins.
 */
export function migratePage(simulation: Simulation, owners: Owners, pfn: number): number | undefined {
  const { memory, meta, units, layout, allocator, model } = simulation.machine;
  look(simulation, 'compaction', pfn);
  const movable = owners.hasFlag(pfn, 'lru') || owners.hasMovableOperations(pfn);
  if (!movable || meta.pins(pfn) > 0) return undefined;
  simulation.tell('migrate_pages()', pfn);
  const fresh = allocator.alloc({ order: 0, type: 'MOVABLE', zone: 'MOVABLE' });
  if (fresh < 0) throw new SimulatedFault('no-room', 'no page to migrate to', pfn);
  const state = stateNamed(meta.state(pfn), model);
  if (state !== undefined) {
    owners.unlist(pfn, state);
    owners.enlist(fresh, state);
  }
  for (const names of copied) {
    const range = resolveMember({ names }, layout);
    if (range === undefined) continue;
    const from = memory.pageAt(pfn) + range.offset / 4;
    const writer = memory.sites.at(memory.shadow[from]!);
    memory.setWord(memory.pageAt(fresh) + range.offset / 4, memory.low(from), memory.high(from), memory.sites.intern(writer.owner, range.path, writer.value, 'folio_migrate_mapping'));
  }
  owners.moveFlags(pfn, fresh);
  const mapcount = memory.sites.intern('migration', '_mapcount', { kind: 'mapcount' }, 'remove_migration_ptes');
  memory.setUnit(memory.pageAt(fresh) + units.mapcount, memory.ints[memory.pageAt(pfn) + units.mapcount]!, mapcount);
  memory.setUnit(memory.pageAt(pfn) + units.mapcount, -1, mapcount);
  memory.setWord(memory.pageAt(pfn) + units.mapping, 0, 0, memory.sites.intern('migration', 'mapping', { kind: 'null' }, 'move_to_new_folio'));
  meta.setStateNamed(fresh, meta.state(pfn));
  while (meta.maps(pfn) > 0) {
    meta.addMaps(pfn, -1);
    meta.addMaps(fresh, 1);
  }
  meta.setStateNamed(pfn, 'allocated');
  allocator.free(pfn, 0);
  return fresh;
}
