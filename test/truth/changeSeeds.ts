/** Sown bugs that only what a function did before tells, or the model's list of who takes a word away; and declarations. */
import { both, type Seed } from './seed.js';

export const changeSeeds: readonly Seed[] = [
  { name: 'a slab is freed with its mapping', kernels: both, file: 'mm/slub.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: '__free_slab', with: 'folio->mapping = NULL' }], twin: [] },
  { name: 'tails are freed as tails', kernels: ['6.12'], file: 'mm/page_alloc.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'free_tail_page_prepare', with: 'clear_compound_head(page)' }],
    twin: [{ do: 'drop', in: 'free_tail_page_prepare', with: 'clear_compound_head(page)' }, { do: 'insert', in: 'free_tail_page_prepare', where: 'before', at: 'page->mapping = NULL', text: 'clear_compound_head(page);' }] },
  { name: 'the page cache lets go of pages that keep their mapping', kernels: both, file: 'mm/filemap.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'page_cache_delete', with: 'folio->mapping = NULL' }], twin: [] },
  { name: 'a balloon\'s page comes back offline', kernels: ['6.1'], file: 'include/linux/balloon_compaction.h', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'balloon_page_finalize', with: '__ClearPageOffline(page)' }], twin: [] },
  { name: 'a page leaves its pool with the pool\'s magic', kernels: ['6.12'], file: 'net/core/page_pool.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'page_pool_clear_pp_info', with: 'netmem_clear_pp_magic(netmem)' }],
    twin: [{ do: 'drop', in: 'page_pool_clear_pp_info', with: 'netmem_clear_pp_magic(netmem)' }, { do: 'insert', in: 'page_pool_clear_pp_info', where: 'behind', at: 'netmem_set_pp(netmem, NULL)', text: 'netmem_clear_pp_magic(netmem);' }] },
  { name: 'a pool\'s magic over the mark of the reserves', kernels: ['6.1'], file: 'net/core/page_pool.c', rule: 'word-overwritten', bug: [{ do: 'replace', in: 'page_pool_set_pp_info', from: 'pp_magic |= PP_SIGNATURE', to: 'pp_magic = PP_SIGNATURE' }], twin: [] },
  { name: 'flags of hugetlb are migrated away', kernels: ['6.1'], file: 'mm/migrate.c', rule: 'foreign-word', bug: [{ do: 'replace', in: 'folio_migrate_flags', from: 'if (!folio_test_hugetlb(folio))', to: '' }],
    twin: [{ do: 'replace', in: 'folio_migrate_flags', from: 'folio->private = NULL', to: 'folio_change_private(folio, NULL)' }] },
  { name: 'any tail is asked for secret memory', kernels: ['6.1'], file: 'include/linux/secretmem.h', rule: 'word-misread', bug: [{ do: 'replace', in: 'page_is_secretmem', from: 'PageCompound(page)', to: '0' }],
    twin: [{ do: 'replace', in: 'page_is_secretmem', from: 'PageCompound(page)', to: 'PageHead(page) || PageTail(page)' }] },
  { name: 'unpopulated pages are linked over their pgmap', kernels: both, file: 'drivers/xen/grant-table.c', rule: 'foreign-word',
    bug: [{ do: 'replace', in: 'cache_deq', from: 'page->zone_device_data', to: '(struct page *)page->lru.next' }, { do: 'replace', in: 'cache_enq', from: 'page->zone_device_data = cache->pages', to: 'page->lru.next = (struct list_head *)cache->pages' }],
    twin: [{ do: 'replace', in: 'cache_deq', from: 'page->zone_device_data', to: '(struct page *)page->lru.prev' }, { do: 'replace', in: 'cache_enq', from: 'page->zone_device_data = cache->pages', to: 'page->lru.prev = (struct list_head *)cache->pages' }] },
  { name: 'an anonymous page is marked as KSM\'s', kernels: ['6.12'], file: 'mm/rmap.c', rule: 'word-misread',
    bug: [{ do: 'replace', in: '__folio_set_anon', from: 'anon_vma + PAGE_MAPPING_ANON', to: 'anon_vma + PAGE_MAPPING_ANON + (exclusive ? PAGE_MAPPING_MOVABLE : 0)' }],
    twin: [{ do: 'replace', in: '__folio_set_anon', from: 'anon_vma + PAGE_MAPPING_ANON', to: 'anon_vma + (exclusive ? PAGE_MAPPING_ANON : 1)' }] },
  { name: 'pages from the reserves look like tails', kernels: both, file: 'include/linux/mm.h', rule: 'word-misread', bug: [{ do: 'replace', in: 'set_page_pfmemalloc', from: 'BIT(1)', to: 'BIT(0)' }], twin: [{ do: 'replace', in: 'set_page_pfmemalloc', from: 'BIT(1)', to: '2UL' }] },
  { name: 'two page types of one value', kernels: ['6.12'], file: 'include/linux/page-flags.h', rule: 'word-misread', bug: [{ do: 'replace', in: 'enum pagetype', from: '0xf6', to: '0xf5' }], twin: [{ do: 'replace', in: 'enum pagetype', from: '0xf6', to: '0xf8' }] },
  { name: 'the mm of a page table over mapping', kernels: ['6.12'], file: 'include/linux/mm_types.h', rule: 'word-misread', bug: [{ do: 'replace', in: 'struct ptdesc', from: 'unsigned long __page_mapping;', to: 'union {\n\t\tunsigned long __page_mapping;\n\t\tstruct mm_struct *pt_mm;\n\t};' }, { do: 'replace', in: 'struct ptdesc', from: 'pgoff_t pt_index;\n\t\tstruct mm_struct *pt_mm;', to: 'pgoff_t pt_index;' }], twin: [] },
  { name: 'sharers of a page table are counted as references', kernels: ['6.12'], file: 'include/linux/mm_types.h', rule: 'refcount-misuse', bug: [{ do: 'replace', in: 'ptdesc_pmd_pts_inc', from: 'pt_share_count', to: '__page_refcount' }],
    twin: [{ do: 'replace', in: 'ptdesc_pmd_pts_inc', from: 'atomic_inc(&ptdesc->pt_share_count)', to: 'atomic_add(1, &ptdesc->pt_share_count)' }] },
];
