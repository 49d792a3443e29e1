/** Sown bugs of lists, heads and marks: pages freed while linked, tails taken for folios, what is set and never taken away. */
import { both, type Seed } from './seed.js';

export const listSeeds: readonly Seed[] = [
  { name: 'indirect pages are freed while they are on their ring\'s list', kernels: both, file: 'drivers/block/xen-blkfront.c', rule: 'stale-at-free',
    bug: [{ do: 'drop', in: 'blkif_free_ring', with: 'list_del(&indirect_page->lru)' }],
    twin: [{ do: 'drop', in: 'blkif_free_ring', with: 'list_del(&indirect_page->lru)' }, { do: 'insert', in: 'blkif_free_ring', where: 'behind', at: '__free_page(indirect_page)', text: '}\n\tINIT_LIST_HEAD(&rinfo->indirect_pages);\n\t{' }] },
  { name: 'ballooned pages come back offline', kernels: ['6.12'], file: 'drivers/hv/hv_balloon.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'free_balloon_pages', with: '__ClearPageOffline' }], twin: [] },
  { name: 'a frame buffer\'s pages keep their mapping', kernels: ['6.12'], file: 'drivers/video/fbdev/core/fb_defio.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'fb_deferred_io_pageref_clear', with: 'page->mapping = NULL' }], twin: [] },
  { name: 'a futex is keyed by the index of what may be a tail', kernels: ['6.12'], file: 'kernel/futex/core.c', rule: 'tail-page',
    bug: [{ do: 'insert', in: 'get_futex_key', where: 'behind', at: 'key->shared.pgoff =', text: 'key->shared.pgoff = page->index;' }],
    twin: [{ do: 'insert', in: 'get_futex_key', where: 'behind', at: 'key->shared.pgoff =', text: 'key->shared.pgoff = folio->index;' }] },
  { name: 'a pipe\'s page is taken for a folio', kernels: ['6.1'], file: 'fs/splice.c', rule: 'tail-page', bug: [{ do: 'rename', in: 'page_cache_pipe_buf_try_steal', from: 'page_folio', to: '(struct folio *)' }], twin: [] },
  ...(['6.1', '6.12'] as const).map((kernel): Seed => ({ name: 'buffers of a bitmap without their flag', kernels: [kernel], file: 'drivers/md/md-bitmap.c', rule: 'paired-words',
    bug: [{ do: 'rename', in: kernel === '6.1' ? 'read_page' : 'read_file_page', from: 'attach_page_private', to: 'set_page_private' }], twin: [] })),
  { name: 'a file system\'s own ranges are taken for buffers', kernels: both, file: 'fs/orangefs/inode.c', rule: 'word-misread',
    bug: [{ do: 'rename', in: 'orangefs_address_operations', from: 'filemap_dirty_folio', to: 'block_dirty_folio' }],
    twin: [{ do: 'rename', in: 'orangefs_address_operations', from: 'filemap_dirty_folio', to: 'noop_dirty_folio' }] },
  { name: 'a tag in the pointer to a page\'s first metapage', kernels: ['6.1'], file: 'fs/jfs/jfs_metapage.c', rule: 'word-misread',
    bug: [{ do: 'insert', in: 'insert_metapage', where: 'behind', at: 'set_page_private(page, (unsigned long)a)', text: 'set_page_private(page, (unsigned long)a | 1);' }], twin: [] },
];
