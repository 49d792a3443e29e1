import { DirectMap, type Protection } from './directMap.js';
import { SimulatedFault } from './fault.js';
import type { GroupedCache } from './groupedCache.js';
import type { Simulation } from './simulation.js';
import type { UserMappings } from './userMapping.js';

/** A vmalloc area: `area->pages[]` and what was asked of it. */
export interface VmallocArea {
  readonly pages: readonly number[];
  readonly grouped: boolean;
  readonly permissions: boolean;
}

/** GFP masks a caller may pass; module_alloc() passes GFP_KERNEL, to which vmalloc adds __GFP_HIGHMEM and __GFP_NOWARN. */
export type VmallocGfp = 'GFP_KERNEL' | 'GFP_ATOMIC' | 'GFP_KERNEL | __GFP_ZERO' | 'GFP_DMA32';

/** vmalloc(), vfree(), set_memory_*() and remap_vmalloc_range() page by page. */
export class Vmalloc {
  private readonly simulation: Simulation;
  private readonly cache: GroupedCache | undefined;
  private readonly mappings: UserMappings;
  private readonly directMap: DirectMap | undefined;
  /** Areas that vfree() has taken apart, by their pages. */
  private readonly gone = new Set<readonly number[]>();

  constructor(parts: { simulation: Simulation; cache?: GroupedCache; mappings: UserMappings; directMap?: DirectMap }) {
    this.simulation = parts.simulation;
    this.cache = parts.cache;
    this.mappings = parts.mappings;
    this.directMap = parts.directMap;
  }

  /** An area of single pages; undefined where no page is to be had or VM_GROUP_PAGES refuses the GFP flags. */
  alloc(request: { pages: number; node: number; group: boolean; gfp: VmallocGfp }): VmallocArea | undefined {
    const grouped = request.group && this.cache !== undefined;
    const { machine } = this.simulation;
    const pages: number[] = [];
    if (request.pages < 1 || !Number.isInteger(request.pages)) throw new SimulatedFault('wrong-state', `vmalloc() of ${request.pages} pages`);
    for (let i = 0; i < request.pages; i++) {
      this.simulation.work.spend(1);
      if (grouped && request.gfp !== 'GFP_KERNEL') {
        this.simulation.found({ kind: 'warning', page: -1, says: `WARN: Unsupported GFP flags for VM_GROUP_PAGES (${request.gfp}); the allocation fails` });
        return undefined;
      }
      const pfn = grouped ? this.cache.get(request.node) : machine.allocator.alloc({ order: 0, node: request.node, zone: request.gfp === 'GFP_DMA32' ? 'DMA32' : 'HIGHMEM' });
      if (pfn < 0) {
        this.release(pages, grouped);
        return undefined;
      }
      machine.meta.setStateNamed(pfn, 'vmalloc');
      pages.push(pfn);
    }
    return { pages, grouped, permissions: false };
  }

  /** set_memory_ro(), _rox(), _nx(): the alias in the direct map changes with the mapping. */
  setMemory(area: VmallocArea, protection: Protection): VmallocArea {
    for (const pfn of area.pages) this.directMap?.protect(pfn, protection);
    return { ...area, permissions: protection !== 'rw' };
  }

  /** vfree(): permissions of the direct map are reset (VM_FLUSH_RESET_PERMS), then each page goes back. */
  free(area: VmallocArea): void {
    if (this.gone.has(area.pages)) throw new SimulatedFault('double-free', 'vfree() of an area that is gone: "Trying to vfree() nonexistent vm area"', area.pages[0] ?? -1);
    this.gone.add(area.pages);
    if (area.permissions) for (const pfn of area.pages) this.directMap?.protect(pfn, 'rw');
    this.release(area.pages, area.grouped);
  }

  /** remap_vmalloc_range(): vm_insert_page() on each page. */
  remap(area: VmallocArea): void {
    for (const pfn of area.pages) this.mappings.insert(pfn);
  }

  unmap(area: VmallocArea): void {
    for (const pfn of area.pages) this.mappings.remove(pfn);
  }

  private release(pages: readonly number[], grouped: boolean): void {
    const { machine } = this.simulation;
    for (const pfn of pages) {
      if (!grouped) {
        this.simulation.attempt(() => { machine.allocator.free(pfn, 0); });
        continue;
      }
      if (machine.meta.maps(pfn) > 0) {
        this.simulation.found({ kind: 'lifetime', page: pfn, reason: 'use-after-free', says: `the page goes back to the cache while a process maps it: the next user of the cache shares it` });
      }
      this.cache?.put(pfn);
    }
  }
}
