import type { Era } from './era.js';
import { evidence, type Evidence } from './evidence.js';
import { words } from './states/words.js';

/** What a function takes out of a page: a word by the names it has had, or a mark by the name that its helpers share (`__ClearPageBuddy()`, `__folio_clear_slab()`). */
export type Taken = { readonly word: readonly string[] } | { readonly mark: readonly string[] };

/** A function of memory management that takes away what a page's owner kept in a word that others read, before the page goes back or changes owner. */
export interface Restorer extends Evidence {
  readonly takes: readonly Taken[];
}

/** The kernels that these were read in: 5.10, 6.1, 6.12, 7.2 and 7.3. A function that is not there in one of them went by another name. */
const READ: Era = { since: '5.10', before: '7.4' };

const mapping: Taken = { word: words.mapping }, privat: Taken = { word: [...words.private, '_private'] }, memcg: Taken = { word: words.memcg }, head: Taken = { word: words.compoundHead };
const mark = (...names: readonly string[]): Taken => ({ mark: names });
const table = mark('Table', 'pgtable'), swapCache = mark('SwapCache', 'swapcache');

function restores(file: string, name: string, takes: readonly Taken[], era: Era = READ): Restorer {
  return { ...evidence(file, name, { ...READ, ...era }), takes };
}

export const restorers: readonly Restorer[] = [
  restores('include/linux/balloon_compaction.h', 'balloon_page_finalize', [mark('Offline')], { before: '6.13' }),
  restores('include/linux/mm.h', 'pgtable_pte_page_dtor', [table]), restores('include/linux/mm.h', 'pgtable_pmd_page_dtor', [table]),
  ...['pagetable_pte_dtor', 'pagetable_pmd_dtor', 'pagetable_pud_dtor'].map((name) => restores('include/linux/mm.h', name, [table], { before: '6.13' })),
  restores('include/linux/mm.h', 'pagetable_dtor', [table], { since: '7.2' }),
  restores('include/linux/pagemap.h', 'folio_detach_private', [mark('Private'), privat]),
  restores('kernel/events/ring_buffer.c', 'rb_free_aux_page', [mark('Private')]),
  ...['perf_mmap_free_page', 'perf_mmap_unmark_page', 'rb_free_aux_page'].map((name) => restores('kernel/events/ring_buffer.c', name, [mapping], { before: '6.13' })),
  restores('mm/bootmem_info.c', 'put_page_bootmem', [mark('Private'), privat], { before: '6.13' }),
  restores('mm/debug_page_alloc.c', '__clear_page_guard', [mark('Guard'), privat]), restores('mm/page_alloc.c', 'clear_page_guard', [mark('Guard'), privat], { before: '6.2' }),
  // The page cache lets go of a page.
  ...['page_cache_delete', 'page_cache_delete_batch', 'replace_page_cache_page', 'replace_page_cache_folio', '__add_to_page_cache_locked', '__filemap_add_folio'].map((name) => restores('mm/filemap.c', name, [mapping])),
  restores('mm/khugepaged.c', 'collapse_file', [mapping]),
  ...['shmem_add_to_page_cache', 'shmem_delete_from_page_cache'].map((name) => restores('mm/shmem.c', name, [mapping])),
  ...['move_to_new_page', 'move_to_new_folio'].map((name) => restores('mm/migrate.c', name, [mapping])),
  ...['migrate_page_states', 'folio_migrate_flags'].map((name) => restores('mm/migrate.c', name, [mark('Private'), swapCache, privat])),
  ...['free_zone_device_page', 'free_zone_device_folio'].map((name) => restores('mm/memremap.c', name, [mapping], { since: '6.1' })),
  // Swap cache.
  restores('mm/swap_state.c', '__delete_from_swap_cache', [swapCache], { before: '6.13' }), restores('mm/swap_state.c', '__delete_from_swap_cache', [privat], { before: '6.2' }), restores('mm/swap_state.c', '__swap_cache_do_del_folio', [swapCache]),
  // Compound pages are taken apart.
  ...['__split_huge_page_tail', '__split_folio_to_order'].map((name) => restores('mm/huge_memory.c', name, [head])), restores('mm/huge_memory.c', '__split_huge_page_tail', [privat], { since: '6.1' }),
  ...['free_tail_pages_check', 'free_tail_page_prepare'].map((name) => restores('mm/page_alloc.c', name, [mapping, head])),
  // hugetlb.
  ...['free_huge_page', 'free_huge_folio', 'free_hpage_workfn'].map((name) => restores('mm/hugetlb.c', name, [mapping], { since: '6.1' })),
  restores('mm/hugetlb.c', '__destroy_compound_gigantic_page', [mapping, head], { since: '6.1', before: '6.2' }), restores('mm/hugetlb.c', 'demote_free_hugetlb_folios', [mapping, head]),
  ...['__update_and_free_hugetlb_folio', 'bulk_vmemmap_restore_error', 'remove_hugetlb_folio', 'update_and_free_pages_bulk'].map((name) => restores('mm/hugetlb.c', name, [mark('HugeTLB', 'hugetlb')], { since: '6.12' })),
  // Slabs and zspages.
  restores('mm/slab.c', 'kmem_freepages', [mapping]), restores('mm/slub.c', '__free_slab', [mapping]), restores('mm/slub.c', '__free_slab', [mark('Slab')], { since: '6.1' }),
  restores('mm/zsmalloc.c', 'reset_page', [mark('Private'), privat], { before: '6.13' }), restores('mm/zsmalloc.c', 'reset_page', [mark('Zsmalloc')], { since: '6.12', before: '6.13' }), restores('mm/zsmalloc.c', 'reset_zpdesc', [mark('Private')]),
  // What memory cgroups charged.
  ...['__memcg_kmem_uncharge_page', 'uncharge_page', 'uncharge_folio'].map((name) => restores('mm/memcontrol.c', name, [memcg])),
  restores('mm/memcontrol.c', 'mem_cgroup_swapout', [memcg], { before: '6.13' }), restores('mm/memcontrol.c', 'mem_cgroup_migrate', [memcg], { since: '6.12' }), restores('mm/memcontrol-v1.c', '__memcg1_swapout', [memcg]),
  // The page allocator's own.
  ...['del_page_from_free_list', '__del_page_from_free_list'].map((name) => restores('mm/page_alloc.c', name, [mark('Buddy'), privat], name.startsWith('__') ? { since: '6.12' } : { before: '6.2' })),
  ...['free_pages_prepare', '__free_pages_prepare'].map((name) => restores('mm/page_alloc.c', name, [mapping], name.startsWith('__') ? { since: '7.2' } : { before: '6.13' })),
  restores('mm/page_alloc.c', 'post_alloc_hook', [privat]), restores('mm/page_alloc.c', '__accept_page', [mark('Unaccepted')]), restores('mm/memory_hotplug.c', 'mhp_init_memmap_on_memory', [mark('Offline')], { since: '6.12' }),
  restores('mm/memory-failure.c', 'ClearPageHWPoisonTakenOff', [privat]),
  restores('net/core/page_pool.c', 'page_pool_clear_pp_info', [{ word: ['pp_magic'] }], { since: '6.1' }),
];
