/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_VMALLOC_H
#define _LINUX_VMALLOC_H

#include <linux/mm_types.h>

#define VM_ALLOC	0x00000002	/* vmalloc() */
#define VM_USERMAP	0x00000008	/* fit for remap_vmalloc_range() */
#define VM_GROUP_PAGES	0x00000400	/* pages from the grouped cache */

struct vm_struct {
	struct vm_struct *next;
	void *addr;
	unsigned long size;
	unsigned long flags;
	struct page **pages;
	unsigned int nr_pages;
};

void *__vmalloc_flags(unsigned long size, gfp_t gfp, unsigned long flags);
void vfree(const void *addr);
struct page *vmalloc_to_page(const void *addr);
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff);

#define vmalloc(size)		__vmalloc_flags(size, GFP_KERNEL, 0)
#define vmalloc_user(size)	__vmalloc_flags(size, GFP_KERNEL | __GFP_ZERO, VM_USERMAP)

#define GFP_GROUPED	(__GFP_NOWARN | __GFP_HIGHMEM | GFP_KERNEL)

/* One of the mm/vmalloc_*.c variants; never called without CONFIG_GROUPED_PAGES. */
struct page *get_grouped_page(int node);
void free_grouped_page(struct page *page);

#endif
