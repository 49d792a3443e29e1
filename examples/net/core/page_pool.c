// SPDX-License-Identifier: MIT
/*
 * A pool of pages for a network driver. The DMA address is kept in the first
 * word of the union: where it is wider than long its upper half takes the next
 * one too, and its bit 0 is what makes a page look like a tail page.
 */
#include <linux/mm.h>

struct page_pool {
	gfp_t gfp;
	unsigned int count;
	struct page *cache[64];
};

static bool page_pool_dma_map(struct page *page)
{
	dma_addr_t dma = (dma_addr_t)page_to_pfn(page) << PAGE_SHIFT;

#if defined(CONFIG_ARCH_DMA_ADDR_T_64BIT) && !defined(CONFIG_64BIT)
	/* Only the first half can be mistaken for compound_head */
	if (WARN_ON_ONCE((u32)dma & 1))
		return false;
#endif
	page->dma_addr = dma;
	return true;
}

static void page_pool_release_page(struct page *page)
{
	page->dma_addr = 0;
	put_page(page);
}

struct page *page_pool_alloc_page(struct page_pool *pool)
{
	struct page *page;

	if (pool->count)
		return pool->cache[--pool->count];

	page = alloc_page(pool->gfp);
	if (page && !page_pool_dma_map(page)) {
		put_page(page);
		page = NULL;
	}
	return page;
}

void page_pool_put_page(struct page_pool *pool, struct page *page)
{
	/* A page that someone else still holds is not reused */
	if (page_count(page) == 1 && pool->count < ARRAY_SIZE(pool->cache))
		pool->cache[pool->count++] = page;
	else
		page_pool_release_page(page);
}
