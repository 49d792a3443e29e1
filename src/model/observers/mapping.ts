import { bitsAre } from '../bitTest.js';
import { evidence } from '../evidence.js';
import type { Observer, ReadingCase, Route } from '../observer.js';
import { words } from '../states/words.js';

const anon = bitsAre(1n, 1n), ksm = bitsAre(3n, 3n);
const tagged = (): ReadingCase => ({ when: { test: 'not', of: bitsAre(3n, 0n) }, readAs: 'tagged mapping: no address_space', right: [] });
const absent: ReadingCase = { when: { test: 'zero' }, readAs: 'no mapping', right: [] };
const addressSpace = (harm: string): ReadingCase => ({ when: { test: 'any' }, readAs: 'struct address_space *', right: ['address_space'], harm });

/** Ways to folio_mapping() / page_mapping() that ask nothing about the owner. */
const mappingRoutes: readonly Route[] = [
  { meets: 'user-mapping', path: ['get_user_pages', 'follow_page_pte', 'set_page_dirty', 'page_mapping'], given: 'FOLL_TOUCH | FOLL_WRITE', era: { before: '5.17' } },
  { meets: 'user-mapping', path: ['get_user_pages', 'follow_page_pte', 'set_page_dirty', 'folio_mark_dirty', 'folio_mapping'], given: 'FOLL_TOUCH | FOLL_WRITE', era: { since: '5.17', before: '7.0' } },
  { meets: 'user-mapping', path: ['get_user_pages', 'follow_page_pte', 'folio_mark_dirty', 'folio_mapping'], given: 'FOLL_TOUCH | FOLL_WRITE', era: { since: '7.0' } },
  { meets: 'user-mapping', path: ['unpin_user_pages_dirty_lock', 'folio_mark_dirty', 'folio_mapping'], given: 'the page was pinned for writing', era: { since: '5.18' } },
  { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'set_page_dirty', 'page_mapping'], era: { before: '5.17' }, given: 'the PTE is dirty' },
  { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'set_page_dirty', 'folio_mark_dirty', 'folio_mapping'], era: { since: '5.17', before: '6.7' }, given: 'the PTE is dirty' },
  { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'folio_mark_dirty', 'folio_mapping'], era: { since: '6.7' }, given: 'the PTE is dirty' },
  { meets: 'driver-maps-it', path: ['vm_insert_page', 'validate_page_before_insert', 'flush_dcache_page'], archs: ['arm', 'parisc', 'sparc', 'sh', 'csky', 'mips'], given: 'the cache aliases' },
  { meets: 'dump', path: ['dump_page', 'page_mapping'], era: { before: '6.9' }, given: 'CONFIG_DEBUG_VM or bad_page()' },
  { meets: 'dump', path: ['dump_page', 'folio_mapping'], era: { since: '6.9' }, given: 'CONFIG_DEBUG_VM or bad_page()' },
];

/** Readers of mapping: who takes the word for a struct address_space, or for movable operations. */
export const mappingObservers: readonly Observer[] = [
  {
    name: 'folio_mapping', title: 'folio_mapping() / page_mapping(): dirtying, GUP, munmap', readsHead: true,
    roots: [
      evidence('mm/util.c', 'page_mapping', { before: '5.16' }),
      evidence('mm/util.c', 'folio_mapping', { since: '5.16' }),
    ],
    readings: [
      { names: words.mapping, era: { since: '6.0' }, cases: [absent, tagged(), addressSpace('mapping->a_ops is called through whatever lies there: a wild call or a fault')] },
      { names: words.mapping, era: { before: '6.0' }, cases: [
        absent, { when: anon, readAs: 'anonymous: no address_space', right: [] },
        addressSpace('mapping->a_ops is called through whatever lies there: a wild call or a fault'),
      ] },
    ],
    routes: mappingRoutes, skips: [{ state: 'slab' }],
  },
  {
    name: 'gup_fast_secretmem', title: 'GUP-fast: is it secret memory?', readsHead: true, era: { since: '5.14' },
    roots: [
      evidence('include/linux/secretmem.h', 'page_is_secretmem', { since: '5.14', before: '6.8' }),
      evidence('mm/gup.c', 'folio_fast_pin_allowed', { since: '6.5', before: '6.10' }),
      evidence('mm/gup.c', 'gup_fast_folio_allowed', { since: '6.10' }),
    ],
    readings: [{ names: words.mapping, cases: [absent, tagged(), addressSpace('mapping->a_ops is read through whatever lies there, interrupts off: a fault, or a wrong answer')] }],
    routes: [
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'gup_pte_range', 'page_is_secretmem'], era: { before: '6.5' }, given: 'CONFIG_SECRETMEM' },
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'gup_fast_pte_range', 'gup_fast_folio_allowed'], era: { since: '6.5' }, given: 'CONFIG_SECRETMEM, or a long-term pin for writing' },
    ],
    skips: [{ state: 'slab', era: { since: '6.10' } }, { state: 'hugetlb' }, { state: 'tail' }, { state: 'tail-1' }, { state: 'tail-2' }],
  },
  {
    name: 'page_anon', title: 'PageAnon(): rmap, munmap, vm_insert_page', readsHead: true,
    roots: [evidence('include/linux/page-flags.h', 'PageAnon'), evidence('include/linux/page-flags.h', 'PageKsm', { before: '5.18' }), evidence('include/linux/page-flags.h', 'folio_test_ksm', { since: '5.18' })],
    readings: [{ names: words.mapping, cases: [
      { when: ksm, readAs: 'KSM page', right: ['ksm_stable_node'], harm: 'PageKsm() says yes: rmap_walk_ksm() follows the word as a stable node' },
      { when: anon, readAs: 'anonymous page', right: ['anon_vma'], harm: 'the page counts as anonymous: rmap walks the word as struct anon_vma, vm_insert_page() refuses it' },
    ] }],
    routes: [
      { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'PageAnon'], era: { before: '6.7' } },
      { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'folio_test_anon'], era: { since: '6.7' } },
      { meets: 'driver-maps-it', path: ['vm_insert_page', 'validate_page_before_insert', 'PageAnon'], era: { before: '6.9' } },
      { meets: 'driver-maps-it', path: ['vm_insert_page', 'validate_page_before_insert', 'folio_test_anon'], era: { since: '6.9' } },
      { meets: 'pfn-scan', path: ['kpageflags_read', 'stable_page_flags', 'PageAnon'], era: { before: '6.10' } },
      { meets: 'pfn-scan', path: ['kpageflags_read', 'stable_page_flags'], era: { since: '6.10' } },
    ],
    skips: [],
  },
  {
    name: 'isolate_movable_page', title: 'compaction and hot-remove: is it a movable non-LRU page?', readsHead: false, era: { since: '4.8', before: '6.17' },
    roots: [evidence('mm/migrate.c', 'isolate_movable_page', { before: '6.16' }), evidence('include/linux/page-flags.h', '__PageMovable', { since: '4.8', before: '6.16' })],
    readings: [
      { names: words.mapping, era: { before: '6.0' }, cases: [{
        when: bitsAre(3n, 2n), readAs: 'address_space | PAGE_MAPPING_MOVABLE', right: ['address_space'],
        harm: 'takes a reference and the page lock, then calls mapping->a_ops->isolate_page() through whatever lies there',
      }] },
      { names: words.mapping, era: { since: '6.0' }, cases: [{
        when: bitsAre(3n, 2n), readAs: 'movable_operations | PAGE_MAPPING_MOVABLE', right: ['movable_operations'],
        harm: 'takes a reference and the page lock, then calls mops->isolate_page() through whatever lies there',
      }] },
    ],
    routes: [
      { meets: 'pfn-scan', path: ['isolate_migratepages_block', 'isolate_movable_page'] },
      { meets: 'pfn-scan', path: ['soft_offline_page', 'isolate_movable_page'] },
      { meets: 'pfn-scan', path: ['offline_pages', 'do_migrate_range', 'isolate_movable_page'] },
    ],
    skips: [{ state: 'slab', era: { since: '6.2' } }],
  },
  {
    name: 'rmap', title: 'rmap walks: mapping and index', readsHead: true,
    roots: [evidence('mm/rmap.c', 'rmap_walk')],
    readings: [{ names: words.mapping, cases: [absent, tagged(), addressSpace('rmap_walk_file() takes i_mmap locks inside whatever lies there')] }],
    routes: [{ meets: 'user-mapping', path: ['try_to_unmap', 'rmap_walk', 'rmap_walk_file'], given: 'the page is on an LRU list' }],
    skips: [],
  },
];

/** rmap_walk() is for pages on an LRU list, and for what an owner asks for about its own pages. */
export const lruOnly: readonly string[] = ['rmap'];
