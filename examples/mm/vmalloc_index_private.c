// SPDX-License-Identifier: MIT
/*
 * Grouped pages for vmalloc, variant 3: the list node lies over ->index and
 * ->private, which nobody reads on a page without ->mapping.
 *
 * The page is not compound and, as far as the page allocator is concerned, not
 * free. rmap looks at ->index only behind a ->mapping, buddy keeps its order
 * in ->private only while the page is its own, and GUP reads neither.
 */
#include <linux/vmalloc.h>
#include "internal.h"

/* The cache's own view of a struct page. */
struct grouped_page {
	unsigned long __page_flags;
	unsigned long __page_lru[2];
	void *__page_mapping;		/* stays NULL, GUP may look */
	struct list_head node;
	atomic_t __page_mapcount;
	atomic_t __page_refcount;
};

/* No other architecture asks for this cache. */
#ifdef CONFIG_X86
#define GROUPED_MATCH(pg, gp)						\
	static_assert(offsetof(struct page, pg) == offsetof(struct grouped_page, gp))
GROUPED_MATCH(flags, __page_flags);
GROUPED_MATCH(lru, __page_lru);
GROUPED_MATCH(mapping, __page_mapping);
GROUPED_MATCH(index, node.next);
GROUPED_MATCH(private, node.prev);
GROUPED_MATCH(_mapcount, __page_mapcount);
GROUPED_MATCH(_refcount, __page_refcount);
#undef GROUPED_MATCH
#endif
static_assert(sizeof(struct grouped_page) <= sizeof(struct page));

static struct list_head grouped_pages[MAX_NUMNODES];
static DEFINE_SPINLOCK(grouped_lock);

#define page_grouped(p)		((struct grouped_page *)(p))
#define grouped_page_page(gp)	((struct page *)(gp))

void free_grouped_page(struct page *page)
{
	spin_lock(&grouped_lock);
	list_add_tail(&page_grouped(page)->node, &grouped_pages[page_to_nid(page)]);
	spin_unlock(&grouped_lock);
}

/* What the node leaves behind in ->private is wiped before anyone else looks. */
static struct page *remove_grouped_page(int nid)
{
	struct page *page = NULL;

	spin_lock(&grouped_lock);
	if (!list_empty(&grouped_pages[nid])) {
		struct grouped_page *gp;

		gp = list_last_entry(&grouped_pages[nid], struct grouped_page, node);
		list_del(&gp->node);
		page = grouped_page_page(gp);
		page->index = 0;
		set_page_private(page, 0);
	}
	spin_unlock(&grouped_lock);

	return page;
}

static struct page *replenish_grouped_pages(int node)
{
	struct page *page;
	unsigned int i;

	page = alloc_pages_node(node, GFP_GROUPED, HUGETLB_PAGE_ORDER);
	if (!page)
		return alloc_pages_node(node, GFP_GROUPED, 0);

	split_page(page, HUGETLB_PAGE_ORDER);
	for (i = 1; i < 1U << HUGETLB_PAGE_ORDER; i++)
		free_grouped_page(page + i);

	return page;
}

struct page *get_grouped_page(int node)
{
	struct page *page = NULL;
	unsigned int nid;

	if (node != NUMA_NO_NODE)
		page = remove_grouped_page(node);
	else
		for (nid = 0; nid < nr_node_ids && !page; nid++)
			page = remove_grouped_page(nid);

	return page ?: replenish_grouped_pages(node);
}

/* Fill an area: what get_grouped_page() returns is vmalloc's from now on. */
bool vm_area_add_grouped_pages(struct vm_struct *area, unsigned int nr)
{
	for (; nr; nr--) {
		struct page *page = get_grouped_page(NUMA_NO_NODE);

		if (!page)
			return false;
		area->pages[area->nr_pages++] = page;
	}
	return true;
}

void drain_grouped_pages(int nid)
{
	struct page *page;

	while ((page = remove_grouped_page(nid)))
		__free_page(page);
}

void __init grouped_page_init(void)
{
	for (unsigned int nid = 0; nid < MAX_NUMNODES; nid++)
		INIT_LIST_HEAD(&grouped_pages[nid]);
}
