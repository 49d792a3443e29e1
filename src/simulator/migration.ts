import { resolveMember } from '../model/memberRange.js';
import { stateNamed } from '../model/pageModel.js';
import { words } from '../model/states/words.js';
import { nameOf, renamed, type Names } from './acts/act.js';
import { removeRmap } from './acts/mapped.js';
import { SimulatedFault } from './fault.js';
import type { Owners } from './owners.js';
import { look } from './readers.js';
import type { Simulation } from './simulation.js';

/** mm/migrate.c of 5.10, 6.1, 6.12 and 7.2. */
const by = {
  copy: renamed('migrate_page_move_mapping', '5.16', 'folio_migrate_mapping'),
  flags: renamed('migrate_page_states', '5.16', 'folio_migrate_flags'),
  forget: renamed('move_to_new_page', '5.16', 'move_to_new_folio'),
} as const satisfies Readonly<Record<string, Names>>;

/** Pages on LRU lists that their owner does not let go: secretmem_migrate_folio() says -EBUSY. */
const unmovable: ReadonlySet<string> = new Set(['secretmem']);

/**
 * A page's contents and identity move to another page: its index, mapping, the swap entry, flags, references, map count and place on its owner's list; the old page is freed.
 * A page with movable operations is taken and let go as by its owner. Undefined for a page that is neither, or that somebody holds beside its mappings and its cache.
 */
export function migratePage(simulation: Simulation, owners: Owners, pfn: number): number | undefined {
  const { meta, allocator } = simulation.machine;
  look(simulation, 'compaction', pfn);
  const onLru = owners.hasFlag(pfn, 'lru');
  if (unmovable.has(meta.state(pfn)) || meta.pins(pfn) > 0 || (onLru ? isHeldByOthers(simulation, owners, pfn) : !owners.hasMovableOperations(pfn))) return undefined;
  simulation.tell('migrate_pages()', pfn);
  const fresh = allocator.alloc({ order: 0, type: 'MOVABLE', zone: 'MOVABLE' });
  if (fresh < 0) throw new SimulatedFault('no-room', 'no page to migrate to', pfn);
  if (!onLru && meta.state(pfn) === 'balloon') {
    // balloon_page_migrate(): inserts the new page, deletes the old one.
    owners.take(fresh, 'balloon');
    owners.release(pfn);
  } else moveLruPage(simulation, owners, pfn, fresh);
  allocator.free(pfn, 0);
  return fresh;
}

/** page_count() against expected_page_refs(): the mappings, and one of the page cache or swap cache. */
function isHeldByOthers({ machine: { memory, units, meta } }: Simulation, owners: Owners, pfn: number): boolean {
  const mapping = memory.low(memory.pageAt(pfn) + units.mapping);
  const cached = (mapping !== 0 && (mapping & 3) === 0) || (owners.hasFlag(pfn, 'owner_priv_1') && owners.hasFlag(pfn, 'swapbacked'));
  return memory.units[memory.pageAt(pfn) + units.refcount]! > Math.max(1, meta.maps(pfn) + Number(cached));
}

function moveLruPage(simulation: Simulation, owners: Owners, pfn: number, fresh: number): void {
  const { memory, meta, units, layout, model } = simulation.machine;
  const name = (function_: Names): string => nameOf(function_, layout.kernel);
  const state = stateNamed(meta.state(pfn), model);
  if (state !== undefined) owners.unlist(pfn, state);
  const [from, to] = [memory.pageAt(pfn), memory.pageAt(fresh)];
  const swapped = owners.hasFlag(pfn, 'owner_priv_1');
  for (const names of swapped || !owners.hasFlag(pfn, 'lru') ? [words.index, words.mapping, words.private] : [words.index, words.mapping]) {
    const range = resolveMember({ names }, layout);
    if (range === undefined) continue;
    const unit = from + range.offset / 4;
    const writer = memory.sites.at(memory.shadow[unit]!);
    memory.setWord(to + range.offset / 4, memory.low(unit), memory.high(unit), memory.sites.intern(writer.owner, range.path, writer.value, name(by.copy)));
  }
  const references = memory.units[from + units.refcount]!;
  memory.setUnit(to + units.refcount, references, memory.sites.intern('migration', '_refcount', { kind: 'refcount' }, name(by.copy)));
  memory.setUnit(from + units.refcount, 1, memory.sites.intern('migration', '_refcount', { kind: 'refcount' }, name(by.copy)));
  owners.moveFlags(pfn, fresh, name(by.flags));
  memory.setWord(from + units.private, 0, 0, memory.sites.intern('migration', 'private', { kind: 'null' }, name(by.flags)));
  // Tags stay for free_pages_prepare() to take away: PageAnon() must go on to hold.
  if ((memory.low(from + units.mapping) & 3) === 0) memory.setWord(from + units.mapping, 0, 0, memory.sites.intern('migration', 'mapping', { kind: 'null' }, name(by.forget)));
  const mapcount = memory.ints[from + units.mapcount]!;
  if (meta.maps(pfn) > 0) {
    memory.setUnit(from + units.mapcount, -1, memory.sites.intern('migration', '_mapcount', { kind: 'mapcount' }, name(removeRmap)));
    memory.setUnit(to + units.mapcount, mapcount, memory.sites.intern('migration', '_mapcount', { kind: 'mapcount' }, 'remove_migration_ptes'));
  }
  if (state !== undefined) owners.enlist(fresh, state);
  meta.setStateNamed(fresh, meta.state(pfn));
  while (meta.maps(pfn) > 0) {
    meta.addMaps(pfn, -1);
    meta.addMaps(fresh, 1);
  }
  meta.setStateNamed(pfn, 'allocated');
}
