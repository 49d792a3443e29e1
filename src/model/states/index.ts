import type { PageState } from '../state.js';
import { buddyStates } from './buddy.js';
import { compoundStates } from './compound.js';
import { kernelOwnerStates } from './kernelOwners.js';
import { movableStates } from './movable.js';
import { pageCacheStates } from './pageCache.js';
import { pageTableStates } from './pageTables.js';
import { pagePoolStates } from './pagePool.js';
import { slabStates } from './slab.js';
import { vmallocStates } from './vmalloc.js';
import { zoneDeviceStates } from './zoneDevice.js';

/** Every page state known, of all kernels. */
export const allStates: readonly PageState[] = [
  ...buddyStates, ...vmallocStates, ...pageCacheStates, ...slabStates, ...movableStates, ...pageTableStates, ...kernelOwnerStates, ...pagePoolStates, ...zoneDeviceStates, ...compoundStates,
];
