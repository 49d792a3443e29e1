// SPDX-License-Identifier: MIT
/*
 * Grouped pages for vmalloc, variant 2: the list node lies over ->mapping and
 * ->index. This is the variant with the bug.
 *
 * A page that waits in the cache is seen by nobody, so far so good. But taking
 * it off the list leaves a node that points to itself: ->mapping now holds the
 * address of ->mapping. The page goes to vmalloc, remap_vmalloc_range() puts it
 * into a PTE, and GUP's set_page_dirty() takes that address for an
 * address_space and calls through it.
 */
#include <linux/vmalloc.h>
#include "internal.h"

/* The cache's own view of a struct page. */
struct grouped_page {
	unsigned long __page_flags;
	unsigned long __page_lru[2];
	struct list_head node;
	unsigned long __page_private;
};

/* No other architecture asks for this cache. */
#ifdef CONFIG_X86
#define GROUPED_MATCH(pg, gp)						\
	static_assert(offsetof(struct page, pg) == offsetof(struct grouped_page, gp))
GROUPED_MATCH(flags, __page_flags);
GROUPED_MATCH(lru, __page_lru);
GROUPED_MATCH(mapping, node.next);
GROUPED_MATCH(index, node.prev);
GROUPED_MATCH(private, __page_private);
#undef GROUPED_MATCH
#endif

static struct list_head grouped_pages[MAX_NUMNODES];
static DEFINE_SPINLOCK(grouped_lock);

static inline struct grouped_page *page_grouped(struct page *page)
{
	return (struct grouped_page *)page;
}

/* BUG: from here on a non-NULL word without tag bits sits over ->mapping. */
void free_grouped_page(struct page *page)
{
	struct grouped_page *gp = page_grouped(page);

	spin_lock(&grouped_lock);
	list_add_tail(&gp->node, &grouped_pages[page_to_nid(page)]);
	spin_unlock(&grouped_lock);
}

static struct page *remove_grouped_page(int nid)
{
	struct grouped_page *gp = NULL;

	spin_lock(&grouped_lock);
	if (!list_empty(&grouped_pages[nid])) {
		gp = list_last_entry(&grouped_pages[nid], struct grouped_page, node);
		/* BUG: not cleared, only pointed at itself */
		list_del_init(&gp->node);
	}
	spin_unlock(&grouped_lock);

	return (struct page *)gp;
}

static struct page *replenish_grouped_pages(int node)
{
	struct list_head *list;
	struct page *page;
	unsigned int i;

	page = alloc_pages_node(node, GFP_GROUPED, HUGETLB_PAGE_ORDER);
	if (!page)
		return alloc_pages_node(node, GFP_GROUPED, 0);

	split_page(page, HUGETLB_PAGE_ORDER);
	list = &grouped_pages[page_to_nid(page)];
	spin_lock(&grouped_lock);
	for (i = 1; i < 1U << HUGETLB_PAGE_ORDER; i++) {
		/* BUG: the same words through a cast instead of the overlay */
		list_add_tail((struct list_head *)&page[i].mapping, list);
	}
	spin_unlock(&grouped_lock);

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

/* BUG: the node is still there, and the allocator wants ->mapping NULL. */
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
