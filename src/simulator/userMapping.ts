import { GUP_PIN } from './constants.js';
import { SimulatedFault } from './fault.js';
import { followHead, look } from './readers.js';
import type { Simulation } from './simulation.js';

/** Pages in user page tables: inserted, looked up by GUP, pinned, unmapped. Counts as vm_insert_page(), try_grab_page() and zap_pte_range() keep them. */
export class UserMappings {
  private readonly simulation: Simulation;
  private readonly mapcountSite: number;
  private readonly refcountSite: number;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    const { sites } = simulation.machine.memory;
    this.mapcountSite = sites.intern('rmap', '_mapcount', { kind: 'mapcount' }, 'page_add_file_rmap');
    this.refcountSite = sites.intern('rmap', '_refcount', { kind: 'refcount' }, 'folio_get');
  }

  /** vm_insert_page(): the checks, a reference, a mapping. */
  insert(pfn: number): void {
    this.simulation.refuseFree(pfn, 'vm_insert_page()');
    look(this.simulation, 'vm-insert-page', pfn);
    this.addReferences(pfn, 1);
    this.addMapcount(pfn, 1);
    this.simulation.machine.meta.addMaps(pfn, 1);
  }

  /** munmap(): a dirty PTE goes away, with its mapping and reference. */
  remove(pfn: number): void {
    const { meta } = this.simulation.machine;
    if (meta.maps(pfn) === 0) throw new SimulatedFault('wrong-state', `page ${pfn} is not mapped`, pfn);
    look(this.simulation, 'munmap', pfn);
    meta.addMaps(pfn, -1);
    this.addMapcount(pfn, -1);
    this.put(pfn);
  }

  /** get_user_pages() or get_user_pages_fast(); a pin counts 1024 references. False when the page cannot be met. */
  get(pfn: number, how: { readonly fast: boolean; readonly pin: boolean }): boolean {
    const { meta } = this.simulation.machine;
    if (meta.maps(pfn) === 0) {
      look(this.simulation, how.fast ? 'gup-fast' : 'gup-slow', pfn);
      return false;
    }
    this.addReferences(pfn, how.pin ? GUP_PIN : 1);
    meta.addPins(pfn, 1);
    look(this.simulation, how.fast ? 'gup-fast' : 'gup-slow', pfn);
    return true;
  }

  /** unpin_user_pages_dirty_lock() or put_page(). */
  release(pfn: number, how: { readonly pin: boolean; readonly dirty: boolean }): void {
    const { meta, memory, units } = this.simulation.machine;
    if (meta.pins(pfn) === 0) throw new SimulatedFault('wrong-state', `nobody got page ${pfn}`, pfn);
    if (how.dirty) look(this.simulation, 'unpin-dirty', pfn);
    meta.addPins(pfn, -1);
    const references = memory.units[memory.pageAt(pfn) + units.refcount]!;
    const drop = how.pin ? GUP_PIN : 1;
    if (references > drop) this.addReferences(pfn, -drop);
    else {
      this.addReferences(pfn, -(drop - 1));
      this.put(pfn);
    }
  }

  /** put_page(): frees the page with its last reference. */
  put(pfn: number): void {
    const { machine } = this.simulation;
    look(this.simulation, 'put-page', pfn);
    const head = followHead(this.simulation, pfn);
    machine.allocator.free(head, machine.compound.orderOf(head));
  }

  addReferences(pfn: number, by: number): void {
    const { memory, units } = this.simulation.machine;
    const unit = memory.pageAt(followHead(this.simulation, pfn)) + units.refcount;
    const next = memory.units[unit]! + by;
    if (memory.units[unit] === 0 || next < 0) throw new SimulatedFault('refcount', `a reference of page ${pfn} taken or dropped while it has ${memory.units[unit]!}`, pfn);
    memory.setUnit(unit, next, this.refcountSite);
  }

  private addMapcount(pfn: number, by: 1 | -1): void {
    const { memory, units } = this.simulation.machine;
    const unit = memory.pageAt(pfn) + units.mapcount;
    memory.setUnit(unit, (memory.ints[unit]! + by) | 0, this.mapcountSite);
  }
}
