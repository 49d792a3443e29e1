import type { SimulatedMachine } from './machine.js';

export type Protection = 'rw' | 'ro' | 'rox' | 'nx' | 'invalid';
const protections: readonly Protection[] = ['rw', 'ro', 'rox', 'nx', 'invalid'];

const PAGES_2M = 512;
const PAGES_1G = 262144;

/** Entries of the kernel's direct map by size. */
export interface DirectMapCounts {
  readonly entries4K: number;
  readonly entries2M: number;
  readonly entries1G: number;
}

/**
 * The direct map as its entries: 1 GiB or 2 MiB where nothing was changed, 4 KiB where a page's protection was (x86
 * change_page_attr() splits, and does not join again). Kept in simulated memory, so the journal knows it.
 */
export class DirectMap {
  private readonly machine: SimulatedMachine;
  /** One unit a 2 MiB region: 0 part of a 1 GiB entry, 1 an entry of its own, 2 split into 4 KiB. */
  private readonly regions: number;
  /** One unit a page. */
  private readonly pageProtection: number;
  private readonly count: number;
  private readonly site: number;

  constructor(machine: SimulatedMachine, gigabyteEntries: boolean) {
    const { memory } = machine;
    this.machine = machine;
    this.count = Math.ceil(Math.min(memory.pages, memory.highmemPfn) / PAGES_2M);
    this.regions = memory.allocateObject(this.count);
    this.pageProtection = memory.allocateObject(memory.pages);
    this.site = memory.sites.intern('direct map', 'entry', { kind: 'integer', means: 'direct map entry' }, '__change_page_attr');
    const whole = gigabyteEntries ? Math.floor(this.count / PAGES_2M) * PAGES_2M : 0;
    for (let region = whole; region < this.count; region++) memory.units[this.regions + region] = 1;
  }

  /** Units the map needs for so many pages. */
  static unitsFor(pages: number): number {
    return pages + Math.ceil(pages / PAGES_2M) + 4;
  }

  /** Changes one page, splitting the entry it lies in where the protection differs. */
  protect(pfn: number, protection: Protection): void {
    const { memory } = this.machine;
    const number = protections.indexOf(protection);
    if (memory.isHighmem(pfn) || memory.units[this.pageProtection + pfn] === number) return;
    const region = Math.floor(pfn / PAGES_2M);
    const state = memory.units[this.regions + region]!;
    if (state === 0) {
      const first = Math.floor(pfn / PAGES_1G) * PAGES_2M;
      for (let one = first; one < first + PAGES_2M; one++) memory.setUnit(this.regions + one, 1, this.site);
    }
    if (state !== 2) memory.setUnit(this.regions + region, 2, this.site);
    memory.setUnit(this.pageProtection + pfn, number, this.site);
  }

  protection(pfn: number): Protection {
    return protections[this.machine.memory.units[this.pageProtection + pfn]!] ?? 'rw';
  }

  /** One number a 2 MiB region: 0 part of a 1 GiB entry, 1 an entry of its own, 2 split into 4 KiB. */
  regionStates(): Uint8Array {
    return Uint8Array.from(this.machine.memory.units.subarray(this.regions, this.regions + this.count));
  }

  /** What /proc/meminfo's DirectMap lines would say, in entries. */
  counts(): DirectMapCounts {
    const { units } = this.machine.memory;
    let [whole, large, small] = [0, 0, 0];
    for (let region = 0; region < this.count; region++) {
      const state = units[this.regions + region]!;
      if (state === 0) whole++;
      else if (state === 1) large++;
      else small++;
    }
    return { entries4K: small * PAGES_2M, entries2M: large, entries1G: whole / PAGES_2M };
  }
}
