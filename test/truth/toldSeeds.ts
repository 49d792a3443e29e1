/** Sown bugs on pages of which a test, a callback's table, the memory they lie in or a number tells what they are. */
import { appended, both, type Seed } from './seed.js';

/** A page of which a test on the way tells whose it is. */
const tested = (test: string, statement: string): string => `
static void sown_look(unsigned long pfn, void *sown_owner)
{
	struct page *page = pfn_to_page(pfn);

	if (!${test}(page))
		return;
	${statement}
}`;

const evicted = (statement: string): string => `
static LIST_HEAD(sown_evicted);
static vm_fault_t sown_migrate_to_ram(struct vm_fault *vmf)
{
	struct page *page = vmf->page;

	${statement}
	return 0;
}
static const struct dev_pagemap_ops sown_ops = { .migrate_to_ram = sown_migrate_to_ram };`;

const inserted = (statement: string): string => `
struct sown_zone { struct page *pages[8]; void *owner; };
static int sown_grow(struct sown_zone *z)
{
	int i;

	for (i = 0; i < 8; i++) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

		if (!page)
			return -ENOMEM;
		${statement}
		z->pages[i] = page;
	}
	return 0;
}
static int sown_map(struct sown_zone *z, struct vm_area_struct *vma)
{
	unsigned long left = 8;

	return vm_insert_pages(vma, vma->vm_start, z->pages, &left);
}`;

const object = (statement: string): string => `
static void *sown_object(struct kmem_cache *cache, gfp_t gfp, unsigned long tag)
{
	void *object = kmem_cache_alloc(cache, gfp);

	if (object) {
		struct page *page = virt_to_head_page(object);

		${statement}
	}
	return object;
}`;

const scattered = (clear: string): string => `
static void sown_sg_add(struct scatterlist *sg)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return;
	SetPageReserved(page);
	sg_set_page(sg, page, PAGE_SIZE, 0);
}
static void sown_sg_free(struct scatterlist *sg)
{
	struct page *page = sg_page(sg);

	${clear}
	__free_page(page);
}`;

const counted = (clear: string): string => `
struct sown_area { struct page *page; };
static int sown_open(struct sown_area *a)
{
	a->page = alloc_page(GFP_USER);
	if (!a->page)
		return -ENOMEM;
	atomic_inc(&a->page->_mapcount);
	return 0;
}
static void sown_close(struct sown_area *a)
{
	${clear}
	put_page(a->page);
}`;

const typed = (set: string, clear: string): string => `
static struct page *sown_page;
static int sown_take(unsigned int used)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	${set}
	sown_page = page;
	return 0;
}
static void sown_give(void)
{
	struct page *page = sown_page;

	${clear}
	__free_page(page);
}`;

const marked = (tag: string): string => `
static void sown_mark(struct page *page, void *owner, unsigned long tag)
{
	WRITE_ONCE(page->lru.next, (void *)((unsigned long)owner | tag));
}
static void sown_claim(void *owner)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page)
		sown_mark(page, owner, ${tag});
}`;

const bounced = (clear: string): string => `
static struct folio *sown_bounce(struct address_space *mapping)
{
	struct folio *folio = folio_alloc(GFP_NOFS, 0);

	if (folio)
		folio->mapping = mapping;
	return folio;
}
static void sown_io(struct address_space *mapping)
{
	struct folio *folio = sown_bounce(mapping);

	if (!folio)
		return;
	${clear}
	folio_put(folio);
}`;

const kept = (statement: string): string => `
struct sown_sample { struct page snap; unsigned long pfn; };
static unsigned long sown_sample(struct sown_sample *s, struct page *page)
{
	s->snap = *page;
	${statement}
}`;

export const toldSeeds: readonly Seed[] = [
  appended('lru of a page told to be of ZONE_DEVICE', 'drivers/nvme/host/pci.c', 'node-misread', tested('is_zone_device_page', 'list_add(&page->lru, sown_owner);'), tested('is_zone_device_page', 'get_page(page);')),
  appended('index of a page told to be a slab', 'net/core/skbuff.c', 'foreign-word', tested('PageSlab', 'page->index = pfn;'), tested('PageSlab', 'prefetch(page);')),
  appended('order of a page told to be free', 'drivers/base/node.c', 'foreign-word', tested('PageBuddy', 'set_page_private(page, 0);'), tested('PageBuddy', 'prefetch(sown_owner);')),
  appended('flags of a page told to be huge', 'fs/proc/task_mmu.c', 'foreign-word', tested('PageHuge', 'page->private = pfn;'), tested('PageHuge', 'SetPageReferenced(page);')),
  appended('lru of a page that migrates to RAM', 'drivers/gpu/drm/nouveau/nouveau_dmem.c', 'node-misread', evicted('list_add(&page->lru, &sown_evicted);'), evicted('page->zone_device_data = &sown_evicted;')),
  appended('owner in mapping of an array of mapped pages', 'net/core/sock.c', 'word-misread', inserted('page->mapping = z->owner;'), inserted('page->private = (unsigned long)z->owner;')),
  appended('index of the page an object lies in', 'block/bio.c', 'foreign-word', object('page->index = tag;'), object('prefetch(page);')),
  appended('reserved flag left behind on a page of a scatterlist', 'drivers/scsi/scsi_debug.c', 'stale-at-free', scattered(''), scattered('ClearPageReserved(page);')),
  appended('mapcount counted up and left behind', 'drivers/char/mem.c', 'stale-at-free', counted(''), counted('atomic_dec(&a->page->_mapcount);')),
  appended('page type left behind', 'drivers/hv/hv_balloon.c', 'stale-at-free', typed('__SetPageOffline(page);', ''), typed('__SetPageOffline(page);', '__ClearPageOffline(page);')),
  appended('a number left behind in page_type', 'drivers/block/brd.c', 'stale-at-free', typed('page->page_type = used;', ''), typed('page->page_type = used;', 'page->page_type = -1;')),
  appended('a tag handed over for the first word', 'drivers/dma-buf/heaps/system_heap.c', 'word-misread', marked('1UL'), marked('4UL')),
  appended('mapping left behind on a folio that a helper gave', 'fs/nfs/pagelist.c', 'stale-at-free', bounced(''), bounced('folio->mapping = NULL;')),
  appended('frame number of a copy in a record', 'kernel/events/core.c', 'page-copy', kept('return page_to_pfn(&s->snap);'), kept('s->pfn = page_to_pfn(page);\n\treturn s->snap.flags;')),
  { name: 'comedi keeps PG_reserved', kernels: both, file: 'drivers/comedi/comedi_buf.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'comedi_buf_map_kref_release', with: 'ClearPageReserved' }], twin: [] },
  { name: 'OPAL flash keeps PG_reserved', kernels: both, file: 'arch/powerpc/platforms/powernv/opal-flash.c', rule: 'stale-at-free', bug: [{ do: 'drop', in: 'free_image_buf', with: 'ClearPageReserved' }], twin: [] },
];
