/* SPDX-License-Identifier: MIT */
#ifndef LINUX_MM_INLINE_H
#define LINUX_MM_INLINE_H

#include <linux/mm.h>
#include <linux/mmzone.h>

static __always_inline void add_page_to_lru_list(struct page *page, struct lruvec *lruvec,
						 enum lru_list lru)
{
	lruvec->nr[lru]++;
	list_add(&page->lru, &lruvec->lists[lru]);
}

static __always_inline void del_page_from_lru_list(struct page *page, struct lruvec *lruvec,
						   enum lru_list lru)
{
	list_del(&page->lru);
	lruvec->nr[lru]--;
}

static __always_inline enum lru_list page_lru(struct page *page)
{
	return (PageSwapBacked(page) ? LRU_INACTIVE_ANON : LRU_INACTIVE_FILE) +
	       PageActive(page);
}

#endif
