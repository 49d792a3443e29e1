import type { OwnerActs } from './act.js';
import { balloonActs, fbDefioActs, pageTableActs, perfAuxActs } from './drivers.js';
import { hugetlbActs } from './hugetlb.js';
import { anonActs, pageCacheActs, secretmemActs, swapCacheActs } from './mapped.js';
import { pagePoolActs } from './pagePool.js';
import { slabActs } from './slab.js';
import { zoneDeviceActs } from './zoneDevice.js';

/** What owners do, by page state, where their code was read; others write what the model says they claim. */
export const ownerActs: ReadonlyMap<string, OwnerActs> = new Map([
  ['slab', slabActs], ['page-cache', pageCacheActs], ['anon', anonActs], ['swap-cache', swapCacheActs], ['secretmem', secretmemActs], ['page-table', pageTableActs], ['balloon', balloonActs],
  ['fb-defio', fbDefioActs], ['perf-aux', perfAuxActs], ['page-pool', pagePoolActs], ['zone-device', zoneDeviceActs], ['hugetlb', hugetlbActs],
]);
