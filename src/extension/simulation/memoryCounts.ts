import type { MemoryCounts } from '../../panelProtocol.js';
import type { DirectMap } from '../../simulator/directMap.js';
import type { SimulatedMachine } from '../../simulator/machine.js';
import { ORDERS } from '../../simulator/zone.js';

/** Free lists and direct map by the counters that the simulated kernel keeps itself: nothing is walked. */
export function memoryCounts({ memory, zones }: SimulatedMachine, directMap: DirectMap | undefined): MemoryCounts {
  return {
    zones: zones.filter(({ type }) => type !== 'DEVICE').map(({ name, start, end, nrFree, freePages, pcps }) => ({
      name, pages: end - start, free: Array.from(memory.units.subarray(nrFree, nrFree + ORDERS)), freePages: memory.units[freePages]!, pcpPages: pcps.reduce((pages, { count }) => pages + memory.units[count]!, 0),
    })),
    ...(directMap && { directMap: { ...directMap.counts(), regions: directMap.regionStates() } }),
  };
}
