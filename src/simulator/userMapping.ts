import { compareVersions, inEra } from '../model/era.js';
import { resolveMember } from '../model/memberRange.js';
import { flagMask, type PageFlag } from '../model/pageFlags.js';
import { pageHasType } from '../model/pageType.js';
import { nameOf, renamed, type Names } from './acts/act.js';
import { removeRmap } from './acts/mapped.js';
import { GUP_PIN } from './constants.js';
import { SimulatedFault } from './fault.js';
import { followHead, look } from './readers.js';
import type { Simulation } from './simulation.js';

/** Who counts, under the names of 5.10, 6.1, 6.12 and 7.2 (mm/memory.c, mm/gup.c, include/linux/mm.h). */
const by = {
  inserted: renamed('page_add_file_rmap', '6.8', 'folio_add_file_rmap_pte'),
  got: renamed('get_page', '6.9', 'folio_get'),
  slow: renamed('try_grab_page', '6.11', 'try_grab_folio'),
  fast: [{ name: 'try_grab_compound_head', era: { before: '5.17' } }, { name: 'try_grab_folio', era: { since: '5.17', before: '6.11' } }, { name: 'try_grab_folio_fast', era: { since: '6.11' } }],
  released: renamed('put_compound_head', '5.17', 'gup_put_folio'),
} as const satisfies Readonly<Record<string, Names>>;

/** A count of pins in a tail of its own, where the page is compound: in the second, in the first since 5.18. */
const pinCounts = [
  { record: 'page', names: ['hpage_pinned_refcount'], tail: 2, era: { before: '5.18' } },
  { record: 'page', names: ['compound_pincount'], tail: 1, era: { since: '5.18', before: '6.3' } },
  { record: 'folio', names: ['_pincount'], tail: 0, era: { since: '6.3' } },
] as const;

/** Pages in user page tables: inserted, looked up by GUP, pinned, unmapped. Counts as vm_insert_page(), try_grab_page() and zap_pte_range() keep them. */
export class UserMappings {
  private readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  /** vm_insert_page(): the checks, a reference, a mapping. False where it says -EINVAL. */
  insert(pfn: number): boolean {
    this.simulation.refuseFree(pfn, 'vm_insert_page()');
    look(this.simulation, 'vm-insert-page', pfn);
    const reason = this.refusal(pfn);
    if (reason !== undefined) {
      this.simulation.tell(`vm_insert_page() says -EINVAL: ${reason}`, pfn);
      return false;
    }
    this.addReferences(pfn, 1, by.got);
    this.addMapcount(pfn, 1, by.inserted);
    this.simulation.machine.meta.addMaps(pfn, 1);
    return true;
  }

  /** munmap(): a dirty PTE goes away, with its mapping and reference. */
  remove(pfn: number): void {
    const { meta } = this.simulation.machine;
    if (meta.maps(pfn) === 0) throw new SimulatedFault('wrong-state', `page ${pfn} is not mapped`, pfn);
    look(this.simulation, 'munmap', pfn);
    meta.addMaps(pfn, -1);
    this.addMapcount(pfn, -1, removeRmap);
    this.put(pfn);
  }

  /** get_user_pages() or get_user_pages_fast(); a pin counts 1024 references, of a compound page one and one of its pins. False when the page cannot be met or is not handed out. */
  get(pfn: number, how: { readonly fast: boolean; readonly pin: boolean }): boolean {
    const { meta, layout } = this.simulation.machine;
    look(this.simulation, how.fast ? 'gup-fast' : 'gup-slow', pfn);
    if (meta.maps(pfn) === 0) return false;
    if (meta.state(pfn) === 'secretmem') {
      this.simulation.tell('get_user_pages() says -EFAULT: secret memory', pfn);
      return false;
    }
    // gup_fast_folio_allowed(): a page without a mapping is left to the slow way.
    const slow = how.fast && compareVersions(layout.kernel, '6.10') >= 0 && this.hasNoMapping(pfn);
    if (slow) look(this.simulation, 'gup-slow', pfn);
    if (how.pin && this.addPinCount(pfn, 1)) this.addReferences(pfn, 1, how.fast && !slow ? by.fast : by.slow);
    else this.addReferences(pfn, how.pin ? GUP_PIN : 1, how.fast && !slow ? by.fast : by.slow);
    meta.addPins(pfn, 1);
    return true;
  }

  /** unpin_user_pages_dirty_lock() or put_page(). */
  release(pfn: number, how: { readonly pin: boolean; readonly dirty: boolean }): void {
    const { meta, memory, units } = this.simulation.machine;
    if (meta.pins(pfn) === 0) throw new SimulatedFault('wrong-state', `nobody got page ${pfn}`, pfn);
    if (how.dirty) look(this.simulation, 'unpin-dirty', pfn);
    meta.addPins(pfn, -1);
    const drop = how.pin && !this.addPinCount(pfn, -1) ? GUP_PIN : 1;
    const references = memory.units[memory.pageAt(followHead(this.simulation, pfn)) + units.refcount]!;
    if (references > drop) this.addReferences(pfn, -drop, by.released);
    else {
      this.addReferences(pfn, -(drop - 1), by.released);
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

  addReferences(pfn: number, change: number, names: Names = by.got): void {
    const { memory, units } = this.simulation.machine;
    const unit = memory.pageAt(followHead(this.simulation, pfn)) + units.refcount;
    const next = memory.units[unit]! + change;
    if (memory.units[unit] === 0 || next < 0) throw new SimulatedFault('refcount', `a reference of page ${pfn} taken or dropped while it has ${memory.units[unit]!}`, pfn);
    if (change !== 0) memory.setUnit(unit, next, this.site('_refcount', 'refcount', names));
  }

  /** validate_page_before_insert(): why it refuses the page. A page without a reference is no matter before 6.9. */
  private refusal(pfn: number): string | undefined {
    const { memory, units, layout } = this.simulation.machine;
    const head = followHead(this.simulation, pfn);
    if (compareVersions(layout.kernel, '6.9') >= 0 && memory.units[memory.pageAt(head) + units.refcount] === 0) return 'no reference';
    if ((memory.low(memory.pageAt(head) + units.mapping) & 1) !== 0) return 'PageAnon()';
    if (this.hasFlag(head, 'slab')) return 'PageSlab()';
    return pageHasType(memory.units[memory.pageAt(pfn) + units.mapcount]!, layout.kernel) ? 'page_has_type()' : undefined;
  }

  private hasFlag(pfn: number, flag: PageFlag): boolean {
    const { memory, units, layout } = this.simulation.machine;
    return (memory.low(memory.pageAt(pfn) + units.flags) & flagMask([flag], layout.kernel)) !== 0;
  }

  private hasNoMapping(pfn: number): boolean {
    const { memory, units, compound } = this.simulation.machine;
    const head = followHead(this.simulation, pfn);
    const unit = memory.pageAt(head) + units.mapping;
    return !compound.isHead(head) && (memory.low(unit) | memory.high(unit)) === 0;
  }

  /** Counts a pin where compound pages count them. False for single pages, and where the layout has no such count. */
  private addPinCount(pfn: number, change: 1 | -1): boolean {
    const { memory, layout, compound } = this.simulation.machine;
    const head = followHead(this.simulation, pfn);
    const member = pinCounts.find(({ era }) => inEra(era, layout.kernel));
    const range = member && resolveMember(member, layout);
    if (member === undefined || range === undefined || !compound.isHead(head) || compound.orderOf(head) < 2) return false;
    const unit = memory.pageAt(head + member.tail) + range.offset / 4;
    memory.setUnit(unit, memory.units[unit]! + change, this.site(range.path, 'refcount', change > 0 ? by.slow : by.released));
    return true;
  }

  private addMapcount(pfn: number, change: 1 | -1, names: Names): void {
    const { memory, units } = this.simulation.machine;
    const unit = memory.pageAt(pfn) + units.mapcount;
    memory.setUnit(unit, (memory.ints[unit]! + change) | 0, this.site('_mapcount', 'mapcount', names));
  }

  private site(member: string, kind: 'refcount' | 'mapcount', names: Names): number {
    const { memory, layout } = this.simulation.machine;
    return memory.sites.intern('rmap', member, { kind }, nameOf(names, layout.kernel));
  }
}
