import { pointer } from '../../model/states/words.js';
import { NULL, renamed, set, write, type OwnerActs } from './act.js';
import { addFileRmap, removeRmap } from './mapped.js';

const init = renamed('memmap_init_zone_device', '5.17', '__init_zone_device_page');

/** Device memory: reserved, pgmap over the first word of lru for good, zone_device_data NULL until its driver takes the page (mm/page_alloc.c of 5.10 and 6.1, mm/mm_init.c of 6.12 and 7.2). */
export const zoneDeviceActs: OwnerActs = {
  take: [
    set('__SetPageReserved', ['reserved']),
    write(['pgmap'], pointer('dev_pagemap'), init, { era: { before: '6.15' } }),
    write(['pgmap'], pointer('dev_pagemap'), init, { record: 'folio', era: { since: '6.15' } }),
    write(['zone_device_data'], NULL, init),
    { does: 'map', by: addFileRmap },
  ],
  release: [{ does: 'unmap', by: removeRmap }],
};
