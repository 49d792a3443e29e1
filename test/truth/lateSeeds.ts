/** Sown bugs of order: words written when the page is gone or on a list, resets dropped, blocks that are not taken apart. */
import { both, type Seed } from './seed.js';

/** A statement behind another one where it belongs before it. */
function late(name: string, file: string, rule: Seed['rule'], where: { readonly in: string; readonly at: string }, text: string, kernels: Seed['kernels'] = both): Seed {
  return { name, kernels, file, rule, bug: [{ do: 'insert', where: 'behind', ...where, text }], twin: [{ do: 'insert', where: 'before', ...where, text }] };
}

export const lateSeeds: readonly Seed[] = [
  late('a trace buffer\'s page is written behind the free', 'drivers/hwtracing/intel_th/msu.c', 'written-when-gone', { in: 'msc_buffer_contig_free', at: '__free_page' }, 'page->index = 0;'),
  late('an AUX page is written behind the free', 'kernel/events/ring_buffer.c', 'written-when-gone', { in: 'rb_free_aux_page', at: '__free_page' }, 'set_page_private(page, 0);'),
  { name: 'page_pool marks are taken off behind the put', kernels: ['6.12'], file: 'net/core/page_pool.c', rule: 'written-when-gone',
    bug: [{ do: 'drop', in: 'page_pool_return_page', with: 'page_pool_clear_pp_info' }, { do: 'insert', in: 'page_pool_return_page', where: 'behind', at: 'put_page', text: 'page_pool_clear_pp_info(netmem);' }],
    twin: [{ do: 'drop', in: 'page_pool_return_page', with: 'page_pool_clear_pp_info' }, { do: 'insert', in: 'page_pool_return_page', where: 'before', at: 'put_page', text: 'page_pool_clear_pp_info(netmem);' }] },
  late('a count over the link of a tail that is on the LRU', 'mm/huge_memory.c', 'word-overwritten', { in: 'lru_add_page_tail', at: 'list_add_tail(&tail->lru, list)' }, 'tail->mlock_count = 0;', ['6.1']),
  { name: 'AUX pages stay compound', kernels: both, file: 'kernel/events/ring_buffer.c', rule: 'tail-page',
    bug: [{ do: 'rename', in: 'rb_alloc_aux_page', from: 'PERF_AUX_GFP', to: 'PERF_AUX_GFP | __GFP_COMP' }, { do: 'drop', in: 'rb_alloc_aux_page', with: 'split_page' }], twin: [] },
  { name: 'an offset over the whole page type', kernels: ['6.12'], file: 'mm/zsmalloc.c', rule: 'word-misread',
    bug: [{ do: 'insert', in: 'set_first_obj_offset', where: 'before', at: 'page_type &=', text: 'page->page_type = offset & FIRST_OBJ_PAGE_TYPE_MASK;' }],
    twin: [{ do: 'insert', in: 'set_first_obj_offset', where: 'before', at: 'page_type &=', text: 'page->page_type = (page->page_type & ~FIRST_OBJ_PAGE_TYPE_MASK) | (offset & FIRST_OBJ_PAGE_TYPE_MASK);' }] },
  { name: 'the node that found a huge page is left in mapping', kernels: ['6.1'], file: 'mm/hugetlb.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'free_hpage_workfn', with: 'page->mapping = NULL' }], twin: [] },
];
