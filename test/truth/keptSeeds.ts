/** Sown bugs on pages that real drivers keep in arrays, rings and containers of their own: small edits of the functions that handle them. */
import { both, type Seed } from './seed.js';

/** A statement put before the one that holds `at`, in two variants. */
function inserted(name: string, file: string, rule: Seed['rule'], where: { readonly in: string; readonly at: string }, bug: string, twin: string, kernels: Seed['kernels'] = both): Seed {
  const edit = (text: string): Seed['bug'] => [{ do: 'insert', where: 'before', ...where, text }];
  return { name, kernels, file, rule, bug: edit(bug), twin: edit(twin) };
}

export const keptSeeds: readonly Seed[] = [
  { name: 'a note\'s number moved, its reader not', kernels: both, file: 'kernel/watch_queue.c', rule: 'unconverted-reader',
    bug: [{ do: 'rename', in: 'watch_queue_set_size', from: 'index', to: 'private' }],
    twin: [{ do: 'rename', in: 'watch_queue_set_size', from: 'index', to: 'private' }, { do: 'rename', in: 'watch_queue_pipe_buf_release', from: 'index', to: 'private' }] },
  { name: 'a bus address moved, its reader not', kernels: ['6.12'], file: 'drivers/firewire/ohci.c', rule: 'unconverted-reader',
    bug: [{ do: 'insert', in: 'ar_context_init', where: 'before', at: 'set_page_private', text: 'ctx->pages[i]->index = dma_addr;' }, { do: 'drop', in: 'ar_context_init', with: 'set_page_private' }], twin: [] },
  inserted('owner left in mapping of a trace buffer', 'drivers/hwtracing/coresight/coresight-tmc-etr.c', 'stale-at-free', { in: 'tmc_pages_alloc', at: 'dma_map_page' },
    'page->mapping = (void *)tmc_pages;', 'page->private = (unsigned long)tmc_pages;'),
  inserted('a mark in _mapcount of a balloon\'s pages', 'drivers/hv/hv_balloon.c', 'word-misread', { in: 'alloc_balloon_pages', at: '__SetPageOffline' },
    'atomic_set(&pg[j]._mapcount, -256);', 'set_page_private(pg + j, -256);', ['6.1']),
  inserted('the kind of a buffer in bit 0 of lru', 'drivers/net/ethernet/chelsio/cxgb4/sge.c', 'word-misread', { in: 'refill_fl', at: 'set_rx_sw_desc' },
    'pg->lru.next = (void *)((unsigned long)q | RX_LARGE_PG_BUF);', 'set_page_private(pg, (unsigned long)q | RX_LARGE_PG_BUF);'),
  inserted('a copy is unpinned', 'drivers/vfio/vfio_iommu_type1.c', 'page-copy', { in: 'put_pfn', at: 'unpin_user_pages_dirty_lock' },
    'struct page copy = *page; page = &copy;', 'struct page *copy = page; page = copy;'),
  inserted('a fragment\'s reference is taken on a copy', 'net/core/skbuff.c', 'page-copy', { in: 'skb_append_pagefrags', at: 'get_page(page)' },
    'struct page copy = *page; get_page(&copy);', 'struct page *copy = page; get_page(copy);'),
  inserted('duplicates are mapped', 'drivers/hwtracing/coresight/coresight-trbe.c', 'page-copy', { in: 'arm_trbe_alloc_buffer', at: 'vmap(' },
    'pglist[0] = kmemdup(pglist[0], sizeof(*pglist[0]), GFP_KERNEL);', 'pglist[0] = virt_to_page(pages[0]);'),
  inserted('pages of a receive buffer are numbered', 'drivers/net/wireless/intel/iwlwifi/pcie/rx.c', 'tail-page', { in: 'iwl_pcie_rx_alloc_page', at: '2 * rbsize' },
    'for (int n = 0; n < (1 << trans_pcie->rx_page_order); n++) page[n].index = n;', 'for (int n = 0; n < (1 << trans_pcie->rx_page_order); n++) prefetchw(&page[n]);'),
  inserted('a bus address in a word', 'drivers/net/ethernet/mellanox/mlx5/core/pagealloc.c', 'config-overlap', { in: 'insert_page', at: 'nfp->addr' },
    'set_page_private(page, addr);', 'set_page_private(page, addr >> PAGE_SHIFT);'),
];
