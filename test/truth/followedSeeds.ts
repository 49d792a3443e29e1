/** Sown bugs whose page has to be followed: by its address, through containers, helpers, callbacks and records, from where it is set to where that does harm. */
import { appended, type Seed } from './seed.js';

/** A page that a container of any kind keeps between two functions. */
const kept = (declare: string, put: string, take: string, set: string, clear: string): string => `
${declare}
static int sown_put(unsigned long at, void *sown_owner)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	${set}
	${put}
	return 0;
}
static void sown_take(unsigned long at)
{
	struct page *page = ${take};

	if (!page)
		return;
	${clear}
	__free_page(page);
}`;

const byAddress = (clear: string): string => `
struct sown_ring { unsigned long addr; struct file *file; };
static int sown_map(struct sown_ring *r)
{
	r->addr = get_zeroed_page(GFP_KERNEL);
	if (!r->addr)
		return -ENOMEM;
	virt_to_page((void *)r->addr)->mapping = r->file->f_mapping;
	return 0;
}
static void sown_release(struct sown_ring *r)
{
	${clear}
	free_page(r->addr);
}`;

const exact = (clear: string): string => `
struct sown_buffer { void *vaddr; size_t size; };
static void sown_reserve(struct sown_buffer *b)
{
	char *p;

	b->vaddr = alloc_pages_exact(b->size, GFP_KERNEL);
	for (p = b->vaddr; p && p < (char *)b->vaddr + b->size; p += PAGE_SIZE)
		SetPageReserved(virt_to_page(p));
}
static void sown_release(struct sown_buffer *b)
{
	char *p;

	for (p = b->vaddr; p < (char *)b->vaddr + b->size; p += PAGE_SIZE)
		${clear};
	free_pages_exact(b->vaddr, b->size);
}`;

const deferred = (member: string): string => `
static void sown_free(struct rcu_head *head)
{
	__free_page(container_of((void *)head, struct page, ${member}));
}
static void sown_defer(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page)
		call_rcu((struct rcu_head *)&page->${member}, sown_free);
}`;

const returned = (clear: string): string => `
static struct page *sown_new(void *sown_owner)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page)
		page->mapping = sown_owner;
	return page;
}
static void sown_use(void *sown_owner)
{
	struct page *page = sown_new(sown_owner);

	if (!page)
		return;
	${clear}
	put_page(page);
}`;

const region = (statement: string): string => `
struct sown_region { struct page **pages; long npages; struct list_head chain; };
static long sown_pin(struct sown_region *r, unsigned long start)
{
	r->npages = pin_user_pages_fast(start, 16, FOLL_WRITE | FOLL_LONGTERM, r->pages);
	return r->npages;
}
static void sown_chain(struct sown_region *r)
{
	long i;

	for (i = 0; i < r->npages; i++)
		${statement};
}`;

const ring = (clear: string): string => `
struct sown_ring { unsigned int nr; struct page *pages[16]; };
static int sown_fill(struct sown_ring *r, void *sown_owner)
{
	for (r->nr = 0; r->nr < 16; r->nr++) {
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page)
			return -ENOMEM;
		page->mapping = sown_owner;
		r->pages[r->nr] = page;
	}
	return 0;
}
static void sown_drain(struct sown_ring *r)
{
	while (r->nr--) {
		${clear}
		put_page(r->pages[r->nr]);
	}
}`;

const tails = (statement: string): string => `
static void sown_tails(struct folio *folio, void *sown_owner)
{
	long i, n = folio_nr_pages(folio);

	for (i = 1; i < n; i++) {
		struct page *page = folio_page(folio, i);

		${statement}
	}
}`;

const tagged = (tag: number): string => `
static int sown_tag(struct list_head *sown_list, void *sown_ops)
{
	struct page *page = alloc_page(GFP_HIGHUSER_MOVABLE);

	if (!page)
		return -ENOMEM;
	page->mapping = (void *)((unsigned long)sown_ops + ${tag});
	list_add(&page->lru, sown_list);
	return 0;
}`;

const leftOut = (clear: string): string => `
#ifndef CONFIG_SMP
struct sown_slot { struct page *page; };
static void sown_set(struct sown_slot *s)
{
	s->page = alloc_page(GFP_KERNEL);
	s->page->mapping = (void *)s;
}
static void sown_put(struct sown_slot *s)
{
	${clear}
	__free_page(s->page);
}
#endif`;

const store = 'page->mapping = sown_owner;', clear = 'page->mapping = NULL;';
const tree = (clearing: string): string => kept('static DEFINE_XARRAY(sown_tree);', 'xa_store(&sown_tree, at, page, GFP_KERNEL);', 'xa_erase(&sown_tree, at)', store, clearing);
const radix = (clearing: string): string => kept('static RADIX_TREE(sown_tree, GFP_KERNEL);', 'radix_tree_insert(&sown_tree, at, page);', 'radix_tree_delete(&sown_tree, at)', 'SetPageReserved(page);', clearing);
const percpu = (clearing: string): string => kept('static DEFINE_PER_CPU(struct page *, sown_page);', 'this_cpu_write(sown_page, page);', 'per_cpu(sown_page, at)', store, clearing);
const exchanged = (clearing: string): string => kept('static struct page *sown_page;', 'sown_page = page;', 'sown_page', 'xchg(&page->mapping, (struct address_space *)sown_owner);', clearing);

export const followedSeeds: readonly Seed[] = [
  appended('mapping left behind on a page freed by its address', 'sound/core/pcm_native.c', 'stale-at-free', byAddress(''), byAddress('virt_to_page((void *)r->addr)->mapping = NULL;')),
  appended('reserved flags left behind in an exact block', 'drivers/media/common/videobuf2/videobuf2-vmalloc.c', 'stale-at-free', exact('cond_resched()'), exact('ClearPageReserved(virt_to_page(p))')),
  appended('mapping left behind on a page of an xarray', 'drivers/block/zram/zram_drv.c', 'stale-at-free', tree(''), tree(clear)),
  appended('reserved flag left behind on a page of a radix tree', 'drivers/infiniband/hw/hfi1/file_ops.c', 'stale-at-free', radix(''), radix('ClearPageReserved(page);')),
  appended('mapping left behind on a page of each processor', 'net/core/skbuff.c', 'stale-at-free', percpu(''), percpu(clear)),
  appended('mapping exchanged and left behind', 'drivers/scsi/sg.c', 'stale-at-free', exchanged(''), exchanged('xchg(&page->mapping, NULL);')),
  appended('mapping left behind on a page that a helper gave', 'kernel/relay.c', 'stale-at-free', returned(''), returned(clear)),
  appended('mapping left behind in an array of a record', 'drivers/net/xen-netback/netback.c', 'stale-at-free', ring(''), ring('r->pages[r->nr]->mapping = NULL;')),
  appended('rcu_head over lru.prev: its function is mapping', 'fs/fuse/dev.c', 'stale-at-free', deferred('lru.prev'), deferred('rcu_head')),
  appended('mapping left behind where no configuration looks', 'drivers/net/ethernet/intel/igb/igb_main.c', 'stale-at-free', leftOut(''), leftOut('s->page->mapping = NULL;')),
  appended('lru of pinned pages that a record keeps', 'drivers/infiniband/sw/siw/siw_mem.c', 'foreign-word', region('list_add_tail(&r->pages[i]->lru, &r->chain)'), region('mark_page_accessed(r->pages[i])')),
  appended('tails of a folio that was handed in', 'fs/ext4/inode.c', 'tail-page', tails(store), tails('clear_highpage(page);')),
  appended('a count set by hand', 'drivers/net/ethernet/intel/e1000/e1000_main.c', 'refcount-misuse', 'static void sown_recycle(struct page *page, int users)\n{\n\tset_page_count(page, users);\n}', 'static void sown_recycle(struct page *page, int users)\n{\n\tpage_ref_add(page, users - 1);\n}'),
  appended('a tag added to a pointer in mapping', 'drivers/misc/vmw_balloon.c', 'word-misread', tagged(2), tagged(0)),
];
