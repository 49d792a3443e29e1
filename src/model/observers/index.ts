import type { Observer } from '../observer.js';
import { countObservers, swapCacheOnly } from './counts.js';
import { headWordObservers, zoneDeviceOnly } from './headWord.js';
import { lruOnly, mappingObservers } from './mapping.js';
import { ownerChangeObservers, tailOnly } from './ownerChange.js';

/** Every reader known that does not ask who owns a page. */
export const allObservers: readonly Observer[] = [...mappingObservers, ...headWordObservers, ...countObservers, ...ownerChangeObservers];

/** Readers that first make sure of a state, by a test the judge can decide from the state's name. */
export const onlyInStates: ReadonlyMap<string, readonly string[]> = new Map([
  ...zoneDeviceOnly.map((name): [string, string[]] => [name, ['zone-device', 'fsdax', 'p2pdma', 'xen-unpopulated']]),
  ...swapCacheOnly.map((name): [string, string[]] => [name, ['swap-cache']]),
  ...lruOnly.map((name): [string, string[]] => [name, ['page-cache', 'anon', 'swap-cache', 'ksm', 'unevictable', 'secretmem', 'gup', 'hugetlb', 'fb-defio']]),
  ...tailOnly.map((name): [string, string[]] => [name, ['tail']]),
]);
