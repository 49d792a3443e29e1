// SPDX-License-Identifier: MIT
/*
 * A small buddy allocator. While a page is free the allocator owns the first
 * two of its words (->lru) and ->private (the order), and tells others so by
 * its type. Everything it hands out, it wants back with ->mapping NULL.
 */
#include "internal.h"

struct zone *node_zones[MAX_NUMNODES];
unsigned int nr_node_ids = 1;

struct zone *page_zone(struct page *page)
{
	return node_zones[page_to_nid(page)];
}

static void bad_page(struct page *page, const char *reason)
{
	pr_alert("BUG: Bad page state pfn:%05lx\n", page_to_pfn(page));
	pr_alert("page:%p refcount:%d mapcount:%d mapping:%p index:%#lx\n", (void *)page,
		 atomic_read(&page->_refcount), page_mapcount(page),
		 (void *)page->mapping, page->index);
	pr_alert("page dumped because: %s\n", reason);
}

static const char *page_bad_reason(struct page *page)
{
	if (unlikely(atomic_read(&page->_mapcount) != -1))
		return "nonzero mapcount";
	if (unlikely(page->mapping != NULL))
		return "non-NULL mapping";
	if (unlikely(atomic_read(&page->_refcount) != 0))
		return "nonzero _refcount";
#ifdef CONFIG_MEMCG
	if (unlikely(page->memcg_data))
		return "page still charged to cgroup";
#endif
	return NULL;
}

/* Tail pages are checked one by one: the first two hold the head's extras. */
static const char *free_tail_page(struct page *head, struct page *page)
{
	const char *reason = NULL;

	switch (page - head) {
	case 1:
		if (atomic_read(&page->compound_mapcount) != -1)
			reason = "nonzero compound_mapcount";
		break;
	case 2:
		/* deferred_list lies over ->mapping here */
		break;
	default:
		if (page->mapping != TAIL_MAPPING)
			reason = "corrupted mapping in tail page";
		break;
	}
	page->mapping = NULL;
	page->compound_head = 0;

	return reason;
}

static bool free_pages_prepare(struct page *page, unsigned int order)
{
	const char *reason;
	unsigned int i;

	VM_BUG_ON_PAGE(PageTail(page), page);

	if (PageHead(page)) {
		__clear_bit(PG_head, &page->flags);
		for (i = 1; i < 1U << order; i++) {
			reason = free_tail_page(page, page + i);
			if (reason)
				bad_page(page + i, reason);
		}
	}

	/* A tagged word is somebody's on purpose; it is dropped without a word */
	if (page_mapping_tag(page))
		page->mapping = NULL;

	reason = page_bad_reason(page);
	if (reason) {
		bad_page(page, reason);
		return false;
	}

	page->private = 0;
	return true;
}

static bool page_is_buddy(struct page *buddy, unsigned int order)
{
	return PageBuddy(buddy) && buddy_order(buddy) == order;
}

static void add_to_free_list(struct page *page, struct zone *zone, unsigned int order)
{
	struct free_area *area = &zone->free_area[order];

	set_page_private(page, order);
	__SetPageBuddy(page);
	list_add(&page->lru, &area->free_list);
	area->nr_free++;
}

static void del_page_from_free_list(struct page *page, struct zone *zone, unsigned int order)
{
	list_del(&page->lru);
	__ClearPageBuddy(page);
	set_page_private(page, 0);
	zone->free_area[order].nr_free--;
}

/* The neighbour is looked at whoever it belongs to: page_type and private. */
static void __free_one_page(struct page *page, struct zone *zone, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page), buddy_pfn;

	while (order < MAX_ORDER - 1) {
		struct page *buddy;

		buddy_pfn = pfn ^ (1UL << order);
		buddy = page + (buddy_pfn - pfn);
		if (!page_is_buddy(buddy, order))
			break;
		del_page_from_free_list(buddy, zone, order);
		page += (pfn & buddy_pfn) - pfn;
		pfn &= buddy_pfn;
		order++;
	}

	add_to_free_list(page, zone, order);
}

static struct page *rmqueue(struct zone *zone, unsigned int order)
{
	unsigned int cur;

	for (cur = order; cur < MAX_ORDER; cur++) {
		struct free_area *area = &zone->free_area[cur];
		struct page *page;

		if (list_empty(&area->free_list))
			continue;
		page = list_first_entry(&area->free_list, struct page, lru);
		del_page_from_free_list(page, zone, cur);
		while (cur-- > order)
			add_to_free_list(&page[1UL << cur], zone, cur);
		return page;
	}

	return NULL;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct zone *zone = node_zones[nid == NUMA_NO_NODE ? 0 : nid];
	struct page *page;

	spin_lock(&zone->lock);
	page = rmqueue(zone, order);
	spin_unlock(&zone->lock);
	if (!page)
		return NULL;

	set_page_private(page, 0);
	atomic_set(&page->_refcount, 1);
	if (gfp & __GFP_ZERO)
		__builtin_memset(page_address(page), 0, PAGE_SIZE << order);

	return page;
}

void __free_pages(struct page *page, unsigned int order)
{
	struct zone *zone = page_zone(page);

	if (atomic_read(&page->_refcount) && !put_page_testzero(page))
		return;
	if (!free_pages_prepare(page, order))
		return;

	spin_lock(&zone->lock);
	__free_one_page(page, zone, order);
	spin_unlock(&zone->lock);
}

void free_pages(unsigned long addr, unsigned int order)
{
	if (addr)
		__free_pages(virt_to_page((void *)addr), order);
}

/* Turn one high-order block into pages that are freed one by one. */
void split_page(struct page *page, unsigned int order)
{
	unsigned int i;

	VM_BUG_ON_PAGE(PageCompound(page), page);
	VM_BUG_ON_PAGE(!page_count(page), page);

	for (i = 1; i < 1U << order; i++)
		atomic_set(&page[i]._refcount, 1);
}
EXPORT_SYMBOL_GPL(split_page);
