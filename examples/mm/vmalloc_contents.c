// SPDX-License-Identifier: MIT
/*
 * Grouped pages for vmalloc, variant 1: the list node lies in the page itself.
 *
 * Setting permissions on single pages breaks up the huge pages of the direct
 * map. This cache takes memory in huge-page sized blocks and serves vmalloc
 * from those, so that the damage stays in few places.
 *
 * While a page waits here nobody uses its memory, so the node is kept in the
 * first 16 bytes of it. No word of struct page is touched. In return, the
 * memory has to be mapped (no highmem), and whoever checks or poisons free
 * memory must not think that this memory is free.
 */
#include <linux/list_lru.h>
#include <linux/vmalloc.h>
#include "internal.h"

static struct list_lru grouped_pages;
static atomic_t next_node;

/* The item is at the start of page_address(page), not of struct page. */
static struct page *item_to_page(struct list_head *item)
{
	return virt_to_page(item);
}

void free_grouped_page(struct page *page)
{
	struct list_head *item = page_address(page);

	INIT_LIST_HEAD(item);
	list_lru_add(&grouped_pages, item);
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
		free_grouped_page(&page[i]);

	return page;
}

/**
 * get_grouped_page - a page that has its neighbours in the cache
 * @node: where it should be, or NUMA_NO_NODE
 */
struct page *get_grouped_page(int node)
{
	unsigned int tries = node == NUMA_NO_NODE ? nr_node_ids : 1;
	unsigned int nid = node == NUMA_NO_NODE ?
			   (unsigned int)atomic_fetch_inc(&next_node) : (unsigned int)node;

	while (tries--) {
		struct list_head *item;

		item = list_lru_get_mru(&grouped_pages, nid++ % nr_node_ids);
		if (item)
			return item_to_page(item);
	}

	return replenish_grouped_pages(node);
}

static unsigned long grouped_count(struct shrinker *s, struct shrink_control *sc)
{
	return list_lru_count_node(&grouped_pages, sc->nid);
}

static unsigned long grouped_scan(struct shrinker *s, struct shrink_control *sc)
{
	struct list_head *cur, *n;
	LIST_HEAD(dispose);

	while (sc->nr_scanned < sc->nr_to_scan) {
		cur = list_lru_get_mru(&grouped_pages, sc->nid);
		if (!cur)
			break;
		list_add(cur, &dispose);
		sc->nr_scanned++;
	}

	list_for_each_safe(cur, n, &dispose) {
		list_del(cur);
		free_page((unsigned long)cur);
	}

	return sc->nr_scanned;
}

static struct shrinker grouped_shrinker = {
	.count_objects = grouped_count,
	.scan_objects = grouped_scan,
};

int __init grouped_page_init(void)
{
	return list_lru_init(&grouped_pages) ?: register_shrinker(&grouped_shrinker);
}
