/* SPDX-License-Identifier: MIT */
#ifndef __MM_INTERNAL_H
#define __MM_INTERNAL_H

#include <linux/mm.h>
#include <linux/mmzone.h>

/* Only meaningful under zone->lock, and only for the head of a free block. */
static inline unsigned int buddy_order(struct page *page)
{
	return page_private(page);
}

int isolate_movable_page(struct page *page, int mode);
void putback_movable_page(struct page *page);
int migrate_movable_page(struct page *to, struct page *from);

#ifdef CONFIG_DEBUG_VM
#define VM_BUG_ON_PAGE(cond, page)					\
do {									\
	if (unlikely(cond)) {						\
		pr_alert("page %lx\n", page_to_pfn(page));		\
		BUG();							\
	}								\
} while (0)
#else
#define VM_BUG_ON_PAGE(cond, page)	((void)sizeof((long)(cond)))
#endif

#endif
