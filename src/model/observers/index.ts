import type { Observer } from '../observer.js';
import { countObservers, swapCacheOnly } from './counts.js';
import { headWordObservers, zoneDeviceOnly } from './headWord.js';
import { mappingObservers } from './mapping.js';
import { ownerChangeObservers, tailOnly } from './ownerChange.js';

/** Every reader known that does not ask who owns a page. */
export const allObservers: readonly Observer[] = [...mappingObservers, ...headWordObservers, ...countObservers, ...ownerChangeObservers];

/** Readers that first make sure of a state, by a test the judge can decide from the state's name. */
export const onlyInStates: Readonly<Record<string, readonly string[]>> = Object.fromEntries([
  ...zoneDeviceOnly.map((name) => [name, ['zone-device', 'fsdax', 'p2pdma', 'xen-unpopulated']] as const),
  ...swapCacheOnly.map((name) => [name, ['swap-cache']] as const),
  ...tailOnly.map((name) => [name, ['tail']] as const),
]);
