import type { Era } from './era.js';
import { evidence, type Evidence } from './evidence.js';
import { words } from './states/words.js';

/**
 * A reader that meets pages of anybody, and the test by which it turns away from those whose word it would take for something else.
 * Without the test the word is misread, as long as some state keeps its own thing there.
 */
export interface Guard extends Evidence {
  /** The word that only means what the reader takes it for behind the test, by its names in struct page. */
  readonly word: readonly string[];
  /** What the reader takes it for. */
  readonly readAs: string;
  /** Names one of which its text has: functions that test, or masks that the word is compared with. */
  readonly tests: readonly string[];
  /** The state of the pages it turns away from. */
  readonly state: string;
  /** The model's reader of that word, whose cases say which of the owner's values are misread; absent where whatever the owner keeps there is. */
  readonly observer?: string;
  readonly harm: string;
}

function guard(file: string, name: string, era: Era | undefined, more: Omit<Guard, keyof Evidence>): Guard {
  return { ...evidence(file, name, era), ...more };
}

const wildCall = 'mapping->a_ops is called through whatever lies there';
const movable = {
  word: words.mapping, readAs: 'movable_operations with a tag', tests: ['folio_test_slab', 'PageSlab'], state: 'slab', observer: 'isolate_movable_page',
  harm: 'a slab is locked, and mops->isolate_page() is called through what its list or its RCU head left there',
};
const onLru = {
  word: words.mapping, readAs: 'struct address_space of a page on an LRU list', state: 'slab', observer: 'rmap',
  harm: 'a slab that a walker of page frame numbers meets is looked up in the reverse map by whatever lies in mapping',
};
const mapped = {
  word: words.mapping, readAs: 'struct address_space', tests: ['folio_test_slab', 'PageSlab'], state: 'slab', observer: 'folio_mapping', harm: `a slab's word is taken for a mapping: ${wildCall}`,
};
const untagged = {
  word: words.mapping, readAs: 'struct address_space', state: 'anon', harm: `of an anonymous page the word is its anon_vma with a tag: ${wildCall}`,
};
const anonVma = {
  word: words.mapping, readAs: 'struct anon_vma', state: 'page-cache', tests: ['PAGE_MAPPING_FLAGS', 'FOLIO_MAPPING_FLAGS', 'folio_test_anon', 'PageAnon'],
  harm: 'of a page of a file the word is its address_space, less a tag that it does not have: a reference is counted inside of it',
};
const swapEntry = {
  word: words.private, readAs: 'swap entry', tests: ['folio_test_swapbacked', 'PageSwapBacked'], state: 'page-cache',
  harm: "PG_swapcache is PG_owner_priv_1: a file's folio whose filesystem sets that is taken for swap cache, and what the filesystem keeps in private for a swap entry",
};
const objects = {
  word: words.memcg, readAs: 'struct mem_cgroup', tests: ['MEMCG_DATA_OBJCGS', 'MEMCG_DATA_OBJEXTS', 'folio_test_slab', 'PageSlab'], state: 'slab',
  harm: "of a slab the word is a vector of object cgroups: whoever meets its page by frame number takes that for a memory cgroup",
};
const ppPage = {
  word: ['pp', 'zone_device_data', 'lru.prev'], readAs: 'struct page_pool', state: 'page-cache', tests: ['PP_SIGNATURE', 'PP_MAGIC_MASK', 'is_pp_netmem', 'netmem_is_pp', 'page_pool_page_is_pp', 'PageNetpp', 'folio_test_netpp'],
  harm: 'a fragment that the page cache lent (sendfile()) is handed to the pool that its lru.prev points to',
};
const device = {
  word: ['pgmap', 'compound_head', 'compound_info'], readAs: 'lru.next', state: 'zone-device', tests: ['folio_is_zone_device', 'is_zone_device_page'],
  harm: 'device memory is taken off LRU lists and given to the page allocator',
};
const buddy = {
  word: words.private, readAs: 'order of a free block', state: 'page-cache', tests: ['PageBuddy', 'folio_test_buddy'],
  harm: 'a page in use whose private happens to be the order is merged into a free block',
};
const typed = {
  word: words.mapcount, readAs: 'number of mappings', state: 'page-table', tests: ['page_has_type', 'folio_has_type'],
  harm: 'a page whose word is its type is mapped: the type is counted up and down as if it were a number of mappings',
};

/** Proved in 5.10, 6.1, 6.12 and 7.2 as far as their eras reach; `pagelens audit` looks for each test in the opened tree. */
export const guards: readonly Guard[] = [
  guard('mm/migrate.c', 'isolate_movable_page', { since: '6.2', before: '6.16' }, movable),
  guard('mm/memory-failure.c', 'HWPoisonHandlable', { since: '6.12', before: '6.16' }, movable),
  guard('mm/util.c', 'folio_mapping', { since: '5.16' }, mapped),
  guard('mm/util.c', 'page_mapping', { before: '5.16' }, mapped),
  guard('mm/gup.c', 'gup_fast_folio_allowed', { since: '6.10' }, { ...mapped, observer: 'gup_fast_secretmem' }),
  guard('mm/util.c', 'folio_mapping', { since: '5.16' }, { ...untagged, tests: ['PAGE_MAPPING_FLAGS', 'FOLIO_MAPPING_FLAGS', 'PAGE_MAPPING_ANON', 'folio_test_anon'] }),
  guard('mm/util.c', 'page_mapping', { before: '5.16' }, { ...untagged, tests: ['PAGE_MAPPING_FLAGS', 'PAGE_MAPPING_ANON', 'PageAnon'] }),
  guard('mm/gup.c', 'gup_fast_folio_allowed', { since: '6.10' }, { ...untagged, tests: ['PAGE_MAPPING_FLAGS', 'FOLIO_MAPPING_FLAGS', 'PAGE_MAPPING_ANON', 'FOLIO_MAPPING_ANON', 'folio_test_anon'] }),
  guard('include/linux/secretmem.h', 'page_is_secretmem', { since: '5.14', before: '6.8' }, { ...untagged, tests: ['PAGE_MAPPING_FLAGS', 'PAGE_MAPPING_ANON', 'PageAnon'] }),
  guard('mm/rmap.c', 'page_get_anon_vma', { before: '6.1' }, anonVma),
  guard('mm/rmap.c', 'folio_get_anon_vma', { since: '6.1' }, anonVma),
  guard('mm/util.c', 'page_anon_vma', { before: '5.16' }, anonVma),
  guard('mm/util.c', 'folio_anon_vma', { since: '5.18' }, anonVma),
  guard('include/linux/page-flags.h', 'PageSwapCache', { before: '5.16' }, swapEntry),
  guard('include/linux/page-flags.h', 'folio_test_swapcache', { since: '5.16' }, swapEntry),
  guard('include/linux/memcontrol.h', 'page_memcg_check', { since: '5.11', before: '6.5' }, objects),
  guard('include/linux/memcontrol.h', 'folio_memcg_check', { since: '6.5' }, objects),
  guard('mm/rmap.c', 'page_lock_anon_vma_read', { before: '5.18' }, anonVma),
  guard('mm/rmap.c', 'folio_lock_anon_vma_read', { since: '5.18' }, anonVma),
  guard('mm/page_idle.c', 'page_idle_get_page', { before: '6.3' }, { ...onLru, tests: ['PageLRU', 'folio_test_lru'] }),
  guard('mm/page_idle.c', 'page_idle_get_folio', { since: '6.3' }, { ...onLru, tests: ['PageLRU', 'folio_test_lru'] }),
  guard('mm/damon/ops-common.c', 'damon_get_page', { since: '6.0', before: '6.3' }, { ...onLru, tests: ['PageLRU', 'folio_test_lru'] }),
  guard('mm/damon/ops-common.c', 'damon_get_folio', { since: '6.3' }, { ...onLru, tests: ['PageLRU', 'folio_test_lru'] }),
  guard('net/core/page_pool.c', 'page_pool_return_skb_page', { since: '5.14', before: '6.7' }, ppPage),
  guard('net/core/skbuff.c', 'napi_pp_put_page', { since: '6.7' }, ppPage),
  guard('mm/swap.c', '__put_page', { before: '5.16' }, device),
  guard('mm/swap.c', '__folio_put', { since: '6.1', before: '7.3' }, device),
  guard('mm/folio.c', '__folio_put', { since: '7.3' }, device),
  guard('mm/page_alloc.c', 'page_is_buddy', { before: '5.17' }, buddy),
  guard('mm/internal.h', 'page_is_buddy', { since: '6.1', before: '7.3' }, buddy),
  guard('mm/page_alloc.h', 'page_is_buddy', { since: '7.3' }, buddy),
  guard('mm/memory.c', 'validate_page_before_insert', { since: '5.1' }, typed),
  guard('fs/proc/page.c', 'kpagecount_read', { since: '5.10', before: '6.10' }, typed),
];
