// SPDX-License-Identifier: MIT
/*
 * Virtually contiguous memory from single pages. A vmalloc page has no owner
 * data in its struct page at all. It may still be seen by many: an area can be
 * mapped to user space, and then GUP and munmap meet its pages.
 */
#include <linux/vmalloc.h>
#include "internal.h"

static struct vm_struct *vmlist;
static DEFINE_SPINLOCK(vmlist_lock);
static unsigned long vmalloc_next = PAGE_OFFSET + (PAGE_OFFSET >> 6);

static struct vm_struct *find_vm_area(const void *addr)
{
	unsigned long where = (unsigned long)addr;
	struct vm_struct *area;

	for (area = vmlist; area; area = area->next)
		if (where - (unsigned long)area->addr < area->size)
			return area;
	return NULL;
}

static struct page *vm_alloc_page(gfp_t gfp, unsigned long flags)
{
	struct page *page = NULL;

	if (IS_ENABLED(CONFIG_GROUPED_PAGES) && flags & VM_GROUP_PAGES)
		page = get_grouped_page(NUMA_NO_NODE);
	return page ?: alloc_page(gfp);
}

static void vm_free_page(struct page *page, unsigned long flags)
{
	if (IS_ENABLED(CONFIG_GROUPED_PAGES) && flags & VM_GROUP_PAGES)
		free_grouped_page(page);
	else
		__free_page(page);
}

static void vm_area_free_pages(struct vm_struct *area)
{
	while (area->nr_pages)
		vm_free_page(area->pages[--area->nr_pages], area->flags);
	kfree(area->pages);
}

static bool vm_area_alloc_pages(struct vm_struct *area, gfp_t gfp)
{
	unsigned long nr = area->size >> PAGE_SHIFT;

	area->pages = kmalloc(nr * sizeof(struct page *), gfp);
	if (!area->pages)
		return false;

	while (area->nr_pages < nr) {
		struct page *page = vm_alloc_page(gfp, area->flags);

		if (unlikely(!page)) {
			vm_area_free_pages(area);
			return false;
		}
		area->pages[area->nr_pages++] = page;
	}

	return true;
}

void *__vmalloc_flags(unsigned long size, gfp_t gfp, unsigned long flags)
{
	struct vm_struct *area = kmalloc(sizeof(*area), gfp);

	if (!area)
		return NULL;

	*area = (struct vm_struct) {
		.size = (size + PAGE_SIZE - 1) & PAGE_MASK,
		.flags = flags | VM_ALLOC,
	};
	if (!vm_area_alloc_pages(area, gfp)) {
		kfree(area);
		return NULL;
	}

	spin_lock(&vmlist_lock);
	area->addr = (void *)vmalloc_next;
	vmalloc_next += area->size + PAGE_SIZE;
	area->next = vmlist;
	vmlist = area;
	spin_unlock(&vmlist_lock);

	return area->addr;
}

void vfree(const void *addr)
{
	struct vm_struct **link, *area = NULL;

	spin_lock(&vmlist_lock);
	for (link = &vmlist; *link; link = &(*link)->next) {
		if ((*link)->addr == addr) {
			area = *link;
			*link = area->next;
			break;
		}
	}
	spin_unlock(&vmlist_lock);

	if (area) {
		vm_area_free_pages(area);
		kfree(area);
	}
}

/**
 * vmalloc_to_page - the page behind a vmalloc address
 * @addr: any address inside an area
 */
struct page *vmalloc_to_page(const void *addr)
{
	struct vm_struct *area = find_vm_area(addr);

	if (!area)
		return NULL;
	return area->pages[((unsigned long)addr - (unsigned long)area->addr) >> PAGE_SHIFT];
}
EXPORT_SYMBOL(vmalloc_to_page);

/**
 * remap_vmalloc_range - show a vmalloc area to user space
 * @vma: covers what is to be mapped
 * @addr: from vmalloc_user()
 * @pgoff: first page of the area
 *
 * The pages go into normal PTEs. Their ->mapping had better be NULL.
 */
int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff)
{
	struct vm_struct *area = find_vm_area(addr);
	unsigned long uaddr;

	if (!area || !(area->flags & VM_USERMAP))
		return -EINVAL;

	addr = (char *)addr + (pgoff << PAGE_SHIFT);
	for (uaddr = vma->vm_start; uaddr < vma->vm_end; uaddr += PAGE_SIZE) {
		struct page *page = vmalloc_to_page(addr);
		int ret = page ? vm_insert_page(vma, uaddr, page) : -EINVAL;

		if (ret)
			return ret;
		addr = (char *)addr + PAGE_SIZE;
	}

	return 0;
}
EXPORT_SYMBOL(remap_vmalloc_range);
