import { evidence } from '../evidence.js';
import type { PageState } from '../state.js';
import { claim, kernelOnly, mappedDuty, origin, ownDuties, perhapsMapped, words } from './words.js';

/** Pages of vmalloc areas, the grouped page cache of the RFC of 5 April 2021, and drivers on top of them. */
export const vmallocStates: readonly PageState[] = [
  {
    name: 'vmalloc', title: 'page of a vmalloc area', position: 'single', reach: perhapsMapped, duties: [...ownDuties, mappedDuty],
    claims: [
      claim(words.flags, { kind: 'flags' }, 'node, zone, section'),
      claim(words.mapcount, { kind: 'mapcount' }, 'mappings, once remap_vmalloc_range() has mapped it'),
      claim(words.refcount, { kind: 'refcount' }, 'references'),
      claim(words.memcg, { kind: 'unknown', reason: 'memory cgroup' }, 'memory cgroup'),
    ],
    origins: [origin('result', 'vmalloc_to_page'), origin('member', 'vm_struct.pages'), origin('result', 'vm_area_alloc_pages', { since: '5.13' }), ...['vmalloc', 'vzalloc', 'vmalloc_user', 'vmalloc_32', 'vmalloc_32_user', 'vmalloc_node', 'vzalloc_node'].map((of) => origin('address', of))],
    evidence: [
      evidence('mm/vmalloc.c', 'vm_area_alloc_pages', { since: '5.13' }, 'pages are split so that drivers may use their words'),
      evidence('mm/vmalloc.c', 'vmalloc_to_page'), evidence('mm/vmalloc.c', 'remap_vmalloc_range_partial'),
    ],
  },
  {
    name: 'grouped-vmalloc-cache', title: 'page in the cache of grouped vmalloc pages (RFC of 5 April 2021, never merged)', unmerged: true, position: 'single', reach: kernelOnly, duties: ownDuties,
    claims: [
      claim(words.flags, { kind: 'flags' }, 'node, zone, section: list_lru reads the node'),
      claim(words.mapcount, { kind: 'constant', value: 0xffffffffn, means: '-1' }, 'never mapped'),
      claim(words.refcount, { kind: 'refcount' }, 'one: not free for the page allocator, and not compound'),
    ],
    origins: [origin('result', '__get_grouped_page'), origin('result', '__remove_first_page'), origin('parameter', '__free_grouped_page'), origin('list', 'grouped_pages_lru')],
    evidence: [evidence('mm/page_alloc.c', 'split_page', undefined, 'each page of the block gets a reference of its own')],
  },
  {
    // The swap table took the place of the map.
    name: 'swap-map', title: 'page of a swap map (vmalloc)', position: 'single', era: { before: '7.2' }, reach: kernelOnly, duties: ownDuties,
    claims: [
      claim(words.lru, { kind: 'list-node' }, 'continuation pages'),
      claim(words.private, { kind: 'integer', means: 'SWP_CONTINUED', max: 32n }, 'SWP_CONTINUED'),
      claim(words.flags, { kind: 'flags' }, 'node, zone, section'), claim(words.refcount, { kind: 'refcount' }, 'references'),
    ],
    origins: [], evidence: [evidence('mm/swapfile.c', 'add_swap_count_continuation', { before: '7.2' })],
  },
  {
    name: 'fb-defio', title: 'framebuffer page of deferred I/O', position: 'single', reach: { ...perhapsMapped, userMappable: 'yes' }, duties: ownDuties,
    claims: [
      claim(words.mapping, { kind: 'pointer', to: 'address_space' }, "the device file's mapping, cleared at cleanup"),
      claim(words.index, { kind: 'index' }, 'offset in the framebuffer'),
      claim(words.lru, { kind: 'list-node' }, 'dirty list', { era: { before: '5.18' } }),
      claim(words.mapcount, { kind: 'mapcount' }, 'mappings'), claim(words.refcount, { kind: 'refcount' }, 'references'), claim(words.flags, { kind: 'flags' }, 'flags, node, zone'),
    ],
    origins: [origin('result', 'fb_deferred_io_page', { before: '6.10' }), origin('result', 'fb_deferred_io_get_page', { since: '6.10' })],
    evidence: [evidence('drivers/video/fbdev/core/fb_defio.c', 'fb_deferred_io_fault')],
  },
  {
    name: 'perf-aux', title: 'page of a perf ring or AUX buffer', position: 'single', reach: { ...perhapsMapped, userMappable: 'yes' }, duties: ownDuties,
    claims: [
      claim(words.mapping, { kind: 'pointer', to: 'address_space' }, 'set at fault, NULL at free'),
      claim(words.index, { kind: 'index' }, 'page offset'),
      claim(words.private, { kind: 'order' }, 'order of the AUX block'),
      claim(words.mapcount, { kind: 'mapcount' }, 'mappings'), claim(words.refcount, { kind: 'refcount' }, 'references'), claim(words.flags, { kind: 'flags' }, 'PG_private on AUX blocks'),
    ],
    origins: [origin('result', 'perf_mmap_to_page'), origin('result', 'rb_alloc_aux_page')],
    evidence: [evidence('kernel/events/ring_buffer.c', 'rb_alloc_aux_page'), evidence('kernel/events/ring_buffer.c', 'perf_mmap_to_page')],
  },
];
