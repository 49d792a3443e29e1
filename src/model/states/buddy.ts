import { evidence } from '../evidence.js';
import type { PageState } from '../state.js';
import type { Reach } from '../reach.js';
import { claim, headBit, kernelOnly, link, origin, ownDuties, words } from './words.js';

const inAllocator: Reach = { userMappable: 'no', pfnScan: 'yes', freed: 'no', skbFragment: 'no', counted: 'no' };

/** Pages of the page allocator, and pages it has just handed out. */
export const buddyStates: readonly PageState[] = [
  {
    name: 'buddy-free', title: 'head of a free block in the buddy allocator', position: 'single', reach: inAllocator, duties: [headBit],
    claims: [
      claim(['buddy_list', 'lru'], link, 'the free list of its order and migratetype'),
      claim(words.private, { kind: 'order' }, 'the order of the block'),
      claim(words.pageType, { kind: 'page-type', type: 'buddy' }, 'PageBuddy'),
      claim(words.mapping, { kind: 'null' }, 'left NULL by free_pages_prepare(), checked at the next allocation'),
      claim(words.refcount, { kind: 'constant', value: 0n }, 'no reference'),
      claim(words.flags, { kind: 'flags' }, 'node, zone, section'),
    ],
    origins: [origin('result', 'get_page_from_free_area')],
    evidence: [evidence('mm/page_alloc.c', 'set_buddy_order'), evidence('mm/page_alloc.c', '__free_one_page')],
  },
  {
    name: 'buddy-free-rest', title: 'page of a free block other than its head', position: 'single', reach: inAllocator, duties: [headBit],
    claims: [
      claim(words.mapping, { kind: 'null' }, 'checked at the next allocation'),
      claim(words.mapcount, { kind: 'constant', value: 0xffffffffn, means: '-1' }, 'checked at the next allocation'),
      claim(words.refcount, { kind: 'constant', value: 0n }, 'no reference'),
      claim(words.flags, { kind: 'flags' }, 'node, zone, section'),
    ],
    origins: [], evidence: [evidence('mm/page_alloc.c', 'free_pages_prepare')],
  },
  {
    name: 'pcp-free', title: 'free page on a per-CPU list', position: 'single', reach: inAllocator, duties: [headBit],
    claims: [
      claim(['pcp_list', 'lru'], link, 'the per-CPU list'),
      claim(words.index, { kind: 'integer', means: 'migratetype', max: 7n }, 'set_pcppage_migratetype()', { era: { before: '6.7' } }),
      claim(words.mapping, { kind: 'null' }, 'checked at the next allocation'),
      claim(words.refcount, { kind: 'constant', value: 0n }, 'no reference'),
      claim(words.flags, { kind: 'flags' }, 'node, zone, section'),
    ],
    origins: [], evidence: [evidence('mm/page_alloc.c', 'free_unref_page_commit', { since: '5.13', before: '6.14' }), evidence('mm/page_alloc.c', 'free_frozen_page_commit', { since: '6.14' }), evidence('mm/page_alloc.c', 'set_pcppage_migratetype', { before: '6.7' })],
  },
  {
    name: 'guard', title: 'guard page of debug_pagealloc', position: 'single', reach: inAllocator, duties: [headBit],
    claims: [
      claim(['buddy_list', 'lru'], link, 'linked to itself'),
      claim(words.private, { kind: 'order' }, 'the order of the guard'),
      claim(words.pageType, { kind: 'page-type', type: 'guard' }, 'PageGuard'),
    ],
    origins: [], evidence: [evidence('mm/page_alloc.c', 'set_page_guard', { before: '6.6' }), evidence('mm/debug_page_alloc.c', '__set_page_guard', { since: '6.6' })],
  },
  {
    name: 'allocated', title: 'page just allocated, used by the kernel alone', position: 'single', reach: kernelOnly, duties: ownDuties,
    claims: [
      claim(words.flags, { kind: 'flags' }, 'node, zone, section'),
      claim(words.mapcount, { kind: 'constant', value: 0xffffffffn, means: '-1' }, 'mapcount or page type'),
      claim(words.refcount, { kind: 'refcount' }, 'references'),
      claim(words.memcg, { kind: 'unknown', reason: 'memory cgroup' }, 'memory cgroup'),
    ],
    origins: [
      origin('result', 'alloc_pages'), origin('result', 'alloc_page'), origin('result', '__alloc_pages'), origin('result', 'alloc_pages_node'),
      origin('result', '__alloc_pages_node', { before: '7.3' }), origin('result', 'alloc_page_vma'), origin('result', 'alloc_pages_exact_nid'), origin('result', 'dev_alloc_pages'),
      origin('result', 'folio_alloc', { since: '5.16' }), origin('result', '__folio_alloc', { since: '5.16' }), origin('result', '__folio_alloc_node', { since: '5.19' }),
      origin('result', 'alloc_pages_bulk_array', { since: '5.13', before: '6.14' }), origin('result', 'alloc_pages_bulk_array_node', { since: '5.13', before: '6.14' }), origin('result', 'alloc_pages_bulk', { since: '6.10' }),
      origin('address', '__get_free_pages'), origin('address', 'get_free_pages', { since: '6.10' }), origin('address', 'get_zeroed_page'), origin('address', 'alloc_pages_exact'),
    ],
    evidence: [evidence('mm/page_alloc.c', 'post_alloc_hook'), evidence('include/linux/mm_types.h', 'page', undefined, 'five words are available in this union; bit 0 of the first must stay 0')],
  },
  {
    name: 'reserved', title: 'reserved page (boot memory, firmware, kernel image)', position: 'single',
    reach: { userMappable: 'unknown', pfnScan: 'yes', freed: 'unknown', skbFragment: 'no', counted: 'yes' }, duties: [headBit],
    claims: [claim(words.flags, { kind: 'flags' }, 'PG_reserved, node, zone, section'), claim(words.refcount, { kind: 'refcount' }, 'references')],
    origins: [], evidence: [evidence('include/linux/page-flags.h', 'PG_reserved')],
  },
];
