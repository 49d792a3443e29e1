import { evidence } from '../evidence.js';
import type { Claim, PageState } from '../state.js';
import type { Reach } from '../reach.js';
import { claim, headBit, origin, pointer, words } from './words.js';

const device: Reach = { userMappable: 'yes', pfnScan: 'yes', freed: 'no', skbFragment: 'no', counted: 'yes' };
const common: readonly Claim[] = [
  claim(['pgmap'], pointer('dev_pagemap'), 'its device memory', { era: { before: '6.15' } }), claim(['pgmap'], pointer('dev_pagemap'), 'its device memory', { record: 'folio', era: { since: '6.15' } }),
  claim(words.flags, { kind: 'flags' }, 'node, zone DEVICE'), claim(words.mapcount, { kind: 'mapcount' }, 'mappings'), claim(words.refcount, { kind: 'refcount' }, 'references'),
];
const source = [
  claim(words.mapping, { kind: 'unknown', reason: 'mapping of the migrated page' }, 'mapping of the migrated page'),
  // Between two migrations these are the driver's.
  claim(words.index, { kind: 'index' }, 'index of the migrated page', { holders: true }),
  claim(words.private, { kind: 'unknown', reason: 'private of the migrated page' }, 'private of the migrated page', { holders: true }),
];
/** Bits of page->flags, wherever they lie. */
const signs = [{ name: 'ZONE_DEVICE' }];
const origins = [
  origin('named', 'zone_device_data'), origin('result', 'memremap_pages'), origin('result', 'devm_memremap_pages'),
  origin('parameter', 'dev_pagemap_ops.page_free', { since: '5.6', before: '7.0' }), origin('parameter', 'dev_pagemap_ops.folio_free', { since: '7.0' }), { ...origin('parameter', 'dev_pagemap_ops.migrate_to_ram'), found: 'vm_fault.page' },
];

/** ZONE_DEVICE pages: the first union word is pgmap for the page's whole life. */
export const zoneDeviceStates: readonly PageState[] = [
  {
    name: 'zone-device', title: 'ZONE_DEVICE page (private, coherent)', position: 'single', reach: device, duties: [headBit], signs,
    claims: [...common, claim(['zone_device_data'], { kind: 'unknown', reason: "the driver's data" }, "the driver's data", { holders: true }), ...source],
    origins, evidence: [evidence('mm/memremap.c', 'memremap_pages'), evidence('mm/memremap.c', 'free_zone_device_page', { since: '5.14', before: '6.9' })],
  },
  {
    name: 'fsdax', title: 'ZONE_DEVICE page of a DAX file', position: 'single', reach: device, duties: [headBit], signs,
    claims: [...common, claim(words.mapping, { kind: 'unknown', reason: 'address_space or the shared mark' }, 'address_space, or 0x1 when shared'), claim(['index', 'share', '__folio_index'], { kind: 'index' }, 'index or share count')],
    origins: [], evidence: [evidence('fs/dax.c', 'dax_associate_entry')],
  },
  {
    name: 'p2pdma', title: 'ZONE_DEVICE page of PCI peer-to-peer memory', position: 'single', reach: device, duties: [headBit], signs, claims: common,
    origins: [origin('result', 'pci_p2pmem_alloc_sgl')], evidence: [evidence('drivers/pci/p2pdma.c', 'pci_p2pdma_add_resource')],
  },
  {
    name: 'xen-unpopulated', title: 'Xen unpopulated page (ZONE_DEVICE)', position: 'single', era: { since: '5.9' }, reach: device, duties: [headBit], signs,
    claims: [...common, claim(['zone_device_data'], pointer('page', 0), 'next page of the cache (since 5.10)', { holders: true })],
    origins: ['xen_alloc_unpopulated_pages', 'gnttab_alloc_pages', 'gnttab_page_cache_get'].map((of) => origin('result', of, undefined, 'XEN_UNPOPULATED_ALLOC')), evidence: [evidence('drivers/xen/unpopulated-alloc.c', 'xen_alloc_unpopulated_pages')],
  },
];
