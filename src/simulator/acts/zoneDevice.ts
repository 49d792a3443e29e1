import { pointer } from '../../model/states/words.js';
import { clear, NULL, renamed, set, write, type OwnerActs } from './act.js';
import { addFileRmap, removeRmap } from './mapped.js';

const init = renamed('memmap_init_zone_device', '5.17', '__init_zone_device_page');

/** Device memory: reserved, pgmap over the first word of lru for good, zone_device_data NULL until its driver takes the page (mm/page_alloc.c of 5.10 and 6.1, mm/mm_init.c of 6.12 and 7.2). */
export const zoneDeviceActs: OwnerActs = {
  take: [
    { does: 'thaw', by: '__init_single_page', era: { before: '6.1' } },
    set('__SetPageReserved', ['reserved']),
    write(['pgmap'], pointer('dev_pagemap'), init, { era: { before: '6.15' } }),
    write(['pgmap'], pointer('dev_pagemap'), init, { record: 'folio', era: { since: '6.15' } }),
    write(['zone_device_data'], NULL, init),
    // Since then the driver's pages have no reference until it hands them out.
    { does: 'thaw', by: 'zone_device_page_init', era: { since: '6.1' } },
    set('lock_page', ['locked'], { since: '6.1' }), clear(renamed('unlock_page', '6.6', 'folio_unlock'), ['locked'], { since: '6.1' }),
    { does: 'map', by: addFileRmap },
  ],
  release: [{ does: 'unmap', by: removeRmap }],
};
