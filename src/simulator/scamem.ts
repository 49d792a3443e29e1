import { SimulatedFault } from './fault.js';
import type { Simulation } from './simulation.js';
import type { VmallocArea } from './vmalloc.js';

/**
 * struct scamem { nr; refcount; pages[] } of the mail of 6 December 2024: one count for scattered pages. The area holds one reference,
 * each mapping and each pin one more; the pages are freed with the last.
 */
export interface Scamem {
  readonly pages: readonly number[];
  /** Unit of the refcount. */
  readonly refcount: number;
  freed: boolean;
}

/** Who counts: the object (the proposal), or nobody: pages are inserted as bare page frames, without references (option 2 of the mail). */
export type ScamemCounting = 'object' | 'none';

/** Scamems of a run: who takes and drops references, and when their pages go. */
export class ScamemPages {
  private readonly simulation: Simulation;
  private readonly counting: ScamemCounting;
  private readonly site: number;

  constructor(simulation: Simulation, counting: ScamemCounting) {
    this.simulation = simulation;
    this.counting = counting;
    this.site = simulation.machine.memory.sites.intern('scamem', 'refcount', { kind: 'refcount' }, 'scamem_get');
  }

  /** The area's own reference. */
  wrap(area: VmallocArea): Scamem {
    const { memory, meta } = this.simulation.machine;
    const refcount = memory.allocateObject(2);
    memory.setUnit(refcount, 1, this.site);
    for (const pfn of area.pages) meta.setStateNamed(pfn, 'scamem');
    return { pages: area.pages, refcount, freed: false };
  }

  /** mmap() of the object, or a pin on one of its pages. */
  get(scamem: Scamem, what: 'map' | 'pin'): void {
    const { memory, meta } = this.simulation.machine;
    if (scamem.freed) {
      this.simulation.found({ kind: 'lifetime', page: scamem.pages[0] ?? -1, reason: 'use-after-free', says: `a ${what} of a scamem whose pages are free` });
      return;
    }
    if (this.counting === 'object') memory.setUnit(scamem.refcount, memory.units[scamem.refcount]! + 1, this.site);
    if (what === 'map') for (const pfn of scamem.pages) meta.addMaps(pfn, 1);
    else meta.addPins(scamem.pages[0]!, 1);
  }

  /** munmap(), unpin, or vfree() of the area's reference. */
  put(scamem: Scamem, what: 'map' | 'pin' | 'area'): void {
    const { memory, meta } = this.simulation.machine;
    if (what === 'map') for (const pfn of scamem.pages) meta.addMaps(pfn, -1);
    if (what === 'pin') meta.addPins(scamem.pages[0]!, -1);
    if (this.counting === 'none' && what !== 'area') return;
    const count = memory.units[scamem.refcount]!;
    if (count === 0) throw new SimulatedFault('refcount', 'a scamem reference dropped below zero', scamem.pages[0] ?? -1);
    memory.setUnit(scamem.refcount, count - 1, this.site);
    if (count > 1) return;
    this.release(scamem);
  }

  private release(scamem: Scamem): void {
    const { machine } = this.simulation;
    scamem.freed = true;
    for (const pfn of scamem.pages) {
      if (machine.meta.maps(pfn) > 0 || machine.meta.pins(pfn) > 0) {
        this.simulation.found({ kind: 'lifetime', page: pfn, reason: 'use-after-free', says: 'the page is freed while a process maps it or a pin holds it: nothing counts them' });
      }
      this.simulation.attempt(() => { machine.allocator.free(pfn, 0); });
    }
  }
}
