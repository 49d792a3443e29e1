/** Bugs of the ten classes, sown into real kernel files, each with a twin that is correct. */
import { changeSeeds } from './changeSeeds.js';
import { countSeeds } from './countSeeds.js';
import { followedSeeds } from './followedSeeds.js';
import { headerSeeds } from './headerSeeds.js';
import { keptSeeds } from './keptSeeds.js';
import { appended, both, type Seed } from './seed.js';
import { lateSeeds } from './lateSeeds.js';
import { listSeeds } from './listSeeds.js';
import { orderSeeds } from './orderSeeds.js';
import { stepSeeds } from './stepSeeds.js';
import { toldSeeds } from './toldSeeds.js';
import { useSeeds } from './useSeeds.js';
import { valueSeeds } from './valueSeeds.js';

const pinned = (statement: string): string => `
static int sown_pin(unsigned long addr, struct list_head *sown_list)
{
	struct page *pages[4];
	int i, n = pin_user_pages_fast(addr, 4, FOLL_WRITE, pages);

	for (i = 0; i < n; i++) {
		${statement}
	}
	unpin_user_pages(pages, n);
	return n;
}`;

const mapped = (statement: string): string => `
static int sown_mmap(struct vm_area_struct *vma, struct list_head *sown_list, void *sown_owner)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!page)
		return -ENOMEM;
	${statement}
	return vm_insert_page(vma, vma->vm_start, page);
}`;

const owned = (set: string, clear: string): string => `
struct sown_pool {
	struct page *page;
	struct list_head list;
};

static int sown_fill(struct sown_pool *pool)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	${set}
	pool->page = page;
	return 0;
}

static void sown_drain(struct sown_pool *pool)
{
	struct page *page = pool->page;

	${clear}
	__free_page(page);
	pool->page = NULL;
}`;

const block = (flags: string, statement: string): string => `
static struct page *sown_block(void *sown_owner, struct list_head *sown_list)
{
	struct page *page = alloc_pages(GFP_KERNEL${flags}, 3);
	int i;

	if (!page)
		return NULL;
	for (i = 1; i < 8; i++) {
		${statement}
	}
	return page;
}`;

export const seeds: readonly Seed[] = [
  { name: 'zsmalloc forgets to reset _mapcount', kernels: ['6.1'], file: 'mm/zsmalloc.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'reset_page', with: 'page_mapcount_reset' }], twin: [] },
  { name: 'zsmalloc forgets PG_private', kernels: both, file: 'mm/zsmalloc.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'reset_page', with: 'ClearPagePrivate' }], twin: [] },
  { name: 'zsmalloc forgets its page type', kernels: ['6.12'], file: 'mm/zsmalloc.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'reset_page', with: '__ClearPageZsmalloc' }], twin: [] },
  { name: 'perf forgets mapping', kernels: both, file: 'kernel/events/ring_buffer.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'perf_mmap_free_page', with: 'mapping' }], twin: [] },
  { name: 'kexec forgets PG_reserved', kernels: both, file: 'kernel/kexec_core.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'kimage_free_pages', with: 'ClearPageReserved' }], twin: [] },
  { name: 'list node over mapping of a vmalloc page', kernels: both, file: 'mm/vmalloc.c', rule: 'node-misread',
    bug: [{ do: 'append', text: 'static void sown_keep(struct vm_struct *area, struct list_head *l)\n{\n\tlist_add((struct list_head *)&area->pages[0]->mapping, l);\n}' }],
    twin: [{ do: 'append', text: 'static void sown_keep(struct vm_struct *area, struct list_head *l)\n{\n\tlist_add((struct list_head *)&area->pages[0]->index, l);\n}' }] },
  appended('lru of a page from GUP', 'drivers/infiniband/core/umem.c', 'foreign-word', pinned('list_add(&pages[i]->lru, sown_list);'), pinned('set_page_dirty_lock(pages[i]);')),
  appended('index of a page from GUP', 'drivers/vfio/vfio_iommu_type1.c', 'foreign-word', pinned('pages[i]->index = i;'), pinned('(void)page_to_nid(pages[i]);')),
  appended('private of a page from GUP', 'drivers/media/common/videobuf2/frame_vector.c', 'foreign-word', pinned('set_page_private(pages[i], i + 1);'), pinned('flush_dcache_page(pages[i]);')),
  appended('list over mapping of a mapped page', 'drivers/char/mem.c', 'node-misread', mapped('list_add((struct list_head *)&page->mapping, sown_list);'), mapped('list_add(&page->lru, sown_list);')),
  appended('owner pointer in mapping of a mapped page', 'drivers/misc/sram.c', 'word-misread', mapped('page->mapping = sown_owner;'), mapped('page->private = (unsigned long)sown_owner;')),
  appended('movable tag in mapping', 'drivers/char/mem.c', 'word-misread', mapped('page->mapping = (void *)((unsigned long)sown_owner | PAGE_MAPPING_ANON);'), mapped('page->private = (unsigned long)sown_owner | 1;')),
  appended('mapping left behind', 'drivers/block/brd.c', 'stale-at-free', owned('page->mapping = (void *)pool;', ''), owned('page->mapping = (void *)pool;', 'page->mapping = NULL;')),
  appended('reserved flag left behind', 'sound/core/memalloc.c', 'stale-at-free', owned('SetPageReserved(page);', ''), owned('SetPageReserved(page);', 'ClearPageReserved(page);')),
  appended('mapcount left behind', 'drivers/block/brd.c', 'stale-at-free', owned('atomic_set(&page->_mapcount, 7);', ''), owned('atomic_set(&page->_mapcount, 7);', 'atomic_set(&page->_mapcount, -1);')),
  appended('bit 0 of the first word', 'drivers/block/brd.c', 'word-misread', owned('page->lru.next = (void *)((unsigned long)pool | 1);', ''), owned('page->lru.next = (void *)pool;', '')),
  appended('share count in _refcount', 'drivers/block/brd.c', 'refcount-misuse', owned('atomic_inc(&page->_refcount);', 'atomic_dec(&page->_refcount);'), owned('get_page(page);', 'put_page(page);')),
  appended('tails written as pages', 'drivers/block/brd.c', 'tail-page', block(' | __GFP_COMP', 'page[i].mapping = sown_owner;'), block('', 'page[i].private = (unsigned long)sown_owner;')),
  appended('tails on a list', 'drivers/dma-buf/heaps/system_heap.c', 'tail-page', block(' | __GFP_COMP', 'list_add(&page[i].lru, sown_list);'), block('', 'list_add(&page[i].lru, sown_list);')),
  appended('virt_to_page of a list node', 'mm/vmscan.c', 'address-in-page', 'static int sown_nid(struct page *page)\n{\n\treturn page_to_nid(virt_to_page(&page->lru));\n}', 'static int sown_nid(struct page *page)\n{\n\treturn page_to_nid(page);\n}'),
  appended('a copy takes a reference', 'drivers/block/brd.c', 'page-copy', 'static void sown_snapshot(struct page *page)\n{\n\tstruct page copy = *page;\n\n\tget_page(&copy);\n}', 'static unsigned long sown_snapshot(struct page *page)\n{\n\tstruct page copy = *page;\n\n\treturn copy.flags;\n}'),
  appended('a page laid over another', 'mm/migrate.c', 'page-copy', 'static void sown_copy(struct page *to, struct page *from)\n{\n\tmemcpy(to, from, sizeof(*to));\n}', 'static void sown_copy(struct page *to, struct page *from)\n{\n\tto->index = from->index;\n}'),
  appended('a node in the contents of a mapped page', 'drivers/char/mem.c', 'node-in-contents', mapped('list_add((struct list_head *)page_address(page), sown_list);'), mapped('memset(page_address(page), 0, PAGE_SIZE);')),
  { name: 'an overlay loses its order', kernels: ['6.12'], file: 'mm/slab.h', rule: 'overlay-mismatch', bug: [{ do: 'rename', in: 'struct slab', from: 'freelist', to: 'sown_freelist' }, { do: 'rename', in: 'struct slab', from: 'slab_cache', to: 'freelist' }, { do: 'rename', in: 'struct slab', from: 'sown_freelist', to: 'slab_cache' }], twin: [] },
  { name: 'an overlay of 6.1 loses its order', kernels: ['6.1'], file: 'mm/slab.h', rule: 'overlay-mismatch', bug: [{ do: 'rename', in: 'struct slab', from: '__unused', to: 'sown' }, { do: 'rename', in: 'struct slab', from: '__page_refcount', to: '__unused' }, { do: 'rename', in: 'struct slab', from: 'sown', to: '__page_refcount' }], twin: [] },
  appended('a writer moved', 'drivers/block/brd.c', 'unconverted-reader',
    owned('page->index = (unsigned long)pool;', 'pool = (void *)page_private(page);'), owned('set_page_private(page, (unsigned long)pool);', 'pool = (void *)page_private(page);')),
  appended('private without its flag', 'fs/ubifs/file.c', 'paired-words',
    'static void sown_attach(struct address_space *m, void *data)\n{\n\tstruct page *page = find_get_page(m, 0);\n\n\tset_page_private(page, (unsigned long)data);\n}',
    'static void sown_attach(struct address_space *m, void *data)\n{\n\tstruct page *page = find_get_page(m, 0);\n\n\tattach_page_private(page, data);\n}'),
  { name: 'Xen chains ZONE_DEVICE pages by lru', kernels: both, file: 'drivers/xen/grant-table.c', rule: 'node-misread',
    bug: [{ do: 'append', text: '#ifdef CONFIG_XEN_UNPOPULATED_ALLOC\nstatic int sown_chain(struct list_head *l)\n{\n\tstruct page *page;\n\n\tif (xen_alloc_unpopulated_pages(1, &page))\n\t\treturn -ENOMEM;\n\tlist_add(&page->lru, l);\n\treturn 0;\n}\n#endif' }],
    twin: [{ do: 'append', text: '#ifdef CONFIG_XEN_UNPOPULATED_ALLOC\nstatic int sown_chain(struct page **l)\n{\n\tstruct page *page;\n\n\tif (xen_alloc_unpopulated_pages(1, &page))\n\t\treturn -ENOMEM;\n\tpage->zone_device_data = *l;\n\t*l = page;\n\treturn 0;\n}\n#endif' }] },
  ...changeSeeds, ...followedSeeds, ...lateSeeds, ...listSeeds, ...toldSeeds, ...keptSeeds, ...headerSeeds, ...countSeeds, ...orderSeeds, ...useSeeds, ...valueSeeds, ...stepSeeds,
];
