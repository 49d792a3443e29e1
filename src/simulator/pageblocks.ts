import type { Memory } from './memory.js';
import { PAGEBLOCK_ORDER, type PerCpuPages, type Zone } from './zone.js';

/**
 * What is known of each pageblock, in simulated memory, so that the journal knows it: its migratetype (zone->pageblock_flags) in the low
 * byte, above it the number of its zone plus one, 0 for a hole. After the pageblocks, by zone, where a CPU finds its lists.
 */
export class Pageblocks {
  private readonly memory: Memory;
  /** Unit of pageblock 0. */
  readonly at: number;
  /** Unit of zone 0's per-CPU lists of the present CPU, in bytes of the simulated memory: this_cpu_ptr(zone->per_cpu_pageset). */
  readonly pcpAt: number;
  private readonly zones: readonly Zone[];
  private readonly site: number;

  constructor(memory: Memory, zones: readonly Zone[]) {
    this.memory = memory;
    this.zones = zones;
    const blocks = Math.ceil(memory.pages >>> PAGEBLOCK_ORDER);
    this.at = memory.allocateObject(blocks);
    this.pcpAt = memory.allocateObject(zones.length);
    this.site = memory.sites.intern('zone', 'pageblock_flags', { kind: 'integer', means: 'migratetype' }, 'set_pfnblock_flags_mask');
    for (const zone of zones) memory.units.fill((zone.id + 1) << 8, this.at + (zone.start >>> PAGEBLOCK_ORDER), this.at + (zone.end >>> PAGEBLOCK_ORDER));
  }

  /** Units it takes. */
  static unitsFor(pages: number, zones: number): number {
    return (pages >>> PAGEBLOCK_ORDER) + zones + 4;
  }

  /** The page's zone, or undefined for a hole. */
  zoneOf(pfn: number): Zone | undefined {
    return this.zones[(this.memory.ints[this.at + (pfn >>> PAGEBLOCK_ORDER)]! >>> 8) - 1];
  }

  /** get_pfnblock_migratetype(). */
  type(pfn: number): number {
    return this.memory.ints[this.at + (pfn >>> PAGEBLOCK_ORDER)]! & 0xff;
  }

  /** set_pageblock_migratetype(). */
  setType(pfn: number, type: number): void {
    const unit = this.at + (pfn >>> PAGEBLOCK_ORDER);
    this.memory.setUnit(unit, (this.memory.ints[unit]! & ~0xff) | type, this.site);
  }

  /** The lists that free pages of a zone go to and come from from now on. */
  usePcp(zone: Zone, pcp: PerCpuPages): void {
    this.memory.setUnit(this.pcpAt + zone.id, pcp.lists * 4, this.site);
  }
}
