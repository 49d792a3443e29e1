/* SPDX-License-Identifier: MIT */
#ifndef __LINUX_GFP_H
#define __LINUX_GFP_H

#include <linux/mm_types.h>

#define __GFP_HIGHMEM	((gfp_t)0x02u)
#define __GFP_MOVABLE	((gfp_t)0x08u)
#define __GFP_ZERO	((gfp_t)0x100u)
#define __GFP_NOWARN	((gfp_t)0x2000u)
#define __GFP_COMP	((gfp_t)0x40000u)	/* one page of many, the rest its tails */
#define GFP_KERNEL	((gfp_t)0xcc0u)

#define NUMA_NO_NODE	(-1)

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
void __free_pages(struct page *page, unsigned int order);
void free_pages(unsigned long addr, unsigned int order);
void split_page(struct page *page, unsigned int order);

void *kmalloc(size_t size, gfp_t gfp);
void kfree(const void *object);

#define alloc_pages(gfp, order)	alloc_pages_node(NUMA_NO_NODE, gfp, order)
#define alloc_page(gfp)		alloc_pages(gfp, 0)
#define __free_page(page)	__free_pages((page), 0)
#define free_page(addr)		free_pages((addr), 0)

#endif
