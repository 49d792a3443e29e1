import type { Era } from '../era.js';
import { evidence } from '../evidence.js';
import type { Claim, Origin, PageState } from '../state.js';
import { claim, headBit, link, origin, pointer, userPage, words } from './words.js';

const counts: readonly Claim[] = [
  claim(words.flags, { kind: 'flags' }, 'flags, node, zone, section'),
  claim(words.mapcount, { kind: 'mapcount' }, 'mappings'),
  claim(words.refcount, { kind: 'refcount' }, 'references and pins'),
  claim(words.memcg, { kind: 'unknown', reason: 'memory cgroup' }, 'memory cgroup'),
];

/** The slot of the unevictable "list" has no list: a count lies in its lru. Of struct folio alone since 7.2. */
const unevictable = (record: string | undefined, era: Era): readonly Claim[] => [
  claim(['__filler'], { kind: 'pointer', to: 'filler' }, 'always even', { ...(record !== undefined && { record }), era }), claim(['mlock_count'], { kind: 'integer', means: 'mlock count' }, 'mlock count', { ...(record !== undefined && { record }), era }),
];

/** What a file system's function for the page cache is handed. Pages of its own may lie beside it in the same places. */
function handedIn(name: string, era: Era): Origin {
  return { ...origin('parameter', `address_space_operations.${name}`, era), alone: true };
}

/** Pages user processes map: page cache, anonymous, swap cache, KSM, secretmem, and what GUP hands out of them. */
export const pageCacheStates: readonly PageState[] = [
  {
    name: 'page-cache', title: 'page-cache folio', position: 'single', reach: { ...userPage, skbFragment: 'yes' }, duties: [headBit],
    claims: [
      claim(words.lru, link, 'LRU list'), claim(words.mapping, pointer('address_space'), 'the file'), claim(words.index, { kind: 'index' }, 'offset in the file'),
      claim(words.private, { kind: 'unknown', reason: 'buffer heads or file system data' }, 'file system data (PG_private)', { holders: true }), ...counts,
    ],
    origins: [
      origin('result', 'find_get_page'), origin('result', 'find_lock_page'), origin('result', 'pagecache_get_page'), origin('result', 'read_mapping_page'), origin('result', 'grab_cache_page', { before: '7.2' }),
      origin('result', 'filemap_get_folio', { since: '5.16' }), origin('result', '__filemap_get_folio', { since: '5.16' }), origin('result', 'read_cache_page'), origin('result', 'read_mapping_folio', { since: '5.17' }),
      ...['dirty_folio', 'invalidate_folio', 'launder_folio'].map((name) => handedIn(name, { since: '5.18' })),
      ...['release_folio', 'read_folio'].map((name) => handedIn(name, { since: '5.19' })),
      ...['set_page_dirty', 'invalidatepage', 'launder_page'].map((name) => handedIn(name, { before: '5.18' })),
      ...['releasepage', 'readpage'].map((name) => handedIn(name, { before: '5.19' })),
      origin('result', 'shmem_read_mapping_page'), origin('result', 'shmem_read_mapping_page_gfp'), origin('result', 'shmem_read_folio', { since: '6.2' }), origin('result', 'shmem_read_folio_gfp', { since: '6.2' }),
    ],
    evidence: [evidence('mm/filemap.c', '__filemap_add_folio', { since: '5.16' })],
  },
  {
    name: 'anon', title: 'anonymous page', position: 'single', reach: { ...userPage, skbFragment: 'yes' }, duties: [headBit],
    claims: [claim(words.lru, link, 'LRU list'), claim(words.mapping, pointer('anon_vma', 1), 'anon_vma | PAGE_MAPPING_ANON'), claim(words.index, { kind: 'index' }, 'linear index'), ...counts],
    origins: [origin('result', 'alloc_zeroed_user_highpage_movable', { before: '6.2' }), origin('result', 'vma_alloc_zeroed_movable_folio', { since: '6.2' })],
    evidence: [evidence('mm/rmap.c', '__page_set_anon_rmap', { before: '6.8' }), evidence('mm/rmap.c', '__folio_set_anon', { since: '6.8' })],
  },
  {
    name: 'swap-cache', title: 'page in the swap cache', position: 'single', reach: userPage, duties: [headBit],
    claims: [claim(words.lru, link, 'LRU list'), claim(words.mapping, pointer('anon_vma', 1), 'anon_vma | PAGE_MAPPING_ANON'), claim(words.index, { kind: 'index' }, 'linear index'), claim(words.private, { kind: 'swap-entry' }, 'swap entry'), ...counts],
    origins: [origin('result', 'lookup_swap_cache', { before: '5.18' }), origin('result', 'swap_cache_get_folio', { since: '5.18' }), origin('result', 'read_swap_cache_async')],
    evidence: [evidence('mm/swap_state.c', 'add_to_swap_cache', { before: '6.18' }), evidence('mm/swap_state.c', '__swap_cache_add_folio', { since: '7.2' })],
  },
  {
    name: 'ksm', title: 'KSM page', position: 'single', reach: userPage, duties: [headBit],
    claims: [claim(words.lru, link, 'LRU list'), claim(words.mapping, pointer('ksm_stable_node', 3), 'stable node | PAGE_MAPPING_KSM'), claim(words.index, { kind: 'index' }, 'linear index'), ...counts],
    origins: [], evidence: [evidence('mm/ksm.c', 'stable_tree_append')],
  },
  {
    name: 'unevictable', title: 'unevictable (mlocked) page', position: 'single', era: { since: '5.18' }, reach: userPage, duties: [headBit], signs: [{ name: 'PG_unevictable' }],
    claims: [...unevictable(undefined, { before: '7.2' }), ...unevictable('folio', { since: '6.1' }), claim(words.mapping, { kind: 'unknown', reason: 'anon_vma or address_space' }, 'anon_vma or file'), claim(words.index, { kind: 'index' }, 'index'), ...counts],
    origins: [], evidence: [evidence('mm/mlock.c', '__mlock_page', { before: '6.3' }), evidence('mm/mlock.c', '__mlock_folio', { since: '6.3' })],
  },
  {
    name: 'secretmem', title: 'secretmem page', position: 'single', era: { since: '5.14' }, reach: { ...userPage, userMappable: 'yes' }, duties: [headBit],
    claims: [claim(words.lru, link, 'LRU list'), claim(words.mapping, pointer('address_space'), 'address_space with secretmem_aops'), claim(words.index, { kind: 'index' }, 'offset'), ...counts],
    origins: [], evidence: [evidence('mm/secretmem.c', 'secretmem_fault')],
  },
  {
    name: 'gup', title: "someone's mapped page, from get_user_pages()", position: 'single', reach: { ...userPage, skbFragment: 'yes' }, duties: [headBit],
    claims: [
      claim(words.lru, link, 'LRU list of its owner'), claim(words.mapping, { kind: 'unknown', reason: 'anon_vma or address_space' }, 'anon_vma or file of its owner'),
      claim(words.index, { kind: 'index' }, 'offset of its owner'), claim(words.private, { kind: 'unknown', reason: "the owner's data" }, "the owner's data"), ...counts,
    ],
    origins: [
      ...['get_user_pages', 'get_user_pages_fast', 'get_user_pages_remote', 'get_user_pages_unlocked', 'pin_user_pages', 'pin_user_pages_fast', 'pin_user_pages_remote', 'pin_user_pages_unlocked',
        'get_user_page_fast_only'].map((name) => origin('result', name)),
      ...['iov_iter_get_pages2', 'iov_iter_get_pages_alloc2'].map((name) => origin('result', name, { since: '6.0' })), ...['iov_iter_get_pages', 'iov_iter_get_pages_alloc'].map((name) => origin('result', name, { before: '6.0' })),
      ...['unpin_user_page', 'unpin_user_pages', 'unpin_user_pages_dirty_lock'].map((name) => origin('handed', name, { since: '5.6' })),
      origin('handed', 'unpin_user_page_range_dirty_lock', { since: '5.14' }), origin('handed', 'unpin_user_folio', { since: '6.12' }),
      origin('result', 'iov_iter_extract_pages', { since: '6.3' }), origin('result', 'follow_page', { before: '6.12' }),
    ],
    evidence: [evidence('mm/gup.c', 'get_user_pages_fast')],
  },
];
