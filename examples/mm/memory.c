// SPDX-License-Identifier: MIT
/* Page tables: how a page gets in front of user space, and out again. */
#include <linux/pgtable.h>
#include "internal.h"

pte_t *pte_offset(struct mm_struct *mm, unsigned long addr)
{
	return &mm->ptes[(addr >> PAGE_SHIFT) % mm->nr_ptes];
}

/* Pages whose words are known to mean something else are turned away. */
static int validate_page_before_insert(struct page *page)
{
	if (PageAnon(page) || PageSlab(page) || page_has_type(page))
		return -EINVAL;
	flush_dcache_page(page);
	return 0;
}

/**
 * vm_insert_page - map a kernel page into a user VMA
 * @vma: where
 * @addr: at which address
 * @page: an order-0 page, or part of a split one
 *
 * From here on the page sits in a normal PTE: GUP, munmap and everything that
 * counts mappings will meet it. ->_mapcount and ->mapping are theirs to read.
 */
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *pte;
	int ret;

	ret = validate_page_before_insert(page);
	if (ret)
		return ret;

	spin_lock(&mm->page_table_lock);
	pte = pte_offset(mm, addr);
	if (!pte_none(*pte)) {
		ret = -EBUSY;
		goto out_unlock;
	}

	vma->vm_flags |= VM_MIXEDMAP;
	get_page(page);
	atomic_inc(&page->_mapcount);
	set_pte(pte, mk_pte(page, _PAGE_PRESENT | (vma->vm_flags & VM_WRITE ? _PAGE_RW : 0)));
out_unlock:
	spin_unlock(&mm->page_table_lock);
	return ret;
}
EXPORT_SYMBOL(vm_insert_page);

static void zap_pte(struct vm_area_struct *vma, pte_t *ptep)
{
	pte_t pte = *ptep;
	struct page *page;

	if (pte_none(pte))
		return;
	set_pte(ptep, __pte(0));

	page = vm_normal_page(vma, pte);
	if (!page)
		return;

	if (!PageAnon(page)) {
		if (pte_dirty(pte))
			set_page_dirty(page);
		else
			mark_page_accessed(page);
	}
	atomic_dec(&page->_mapcount);
	put_page(page);
}

/* munmap(): what the hardware noted in the PTEs goes back to the pages. */
void zap_page_range(struct vm_area_struct *vma, unsigned long start, unsigned long size)
{
	unsigned long addr, end = start + size;

	spin_lock(&vma->vm_mm->page_table_lock);
	for (addr = start; addr < end; addr += PAGE_SIZE)
		zap_pte(vma, pte_offset(vma->vm_mm, addr));
	spin_unlock(&vma->vm_mm->page_table_lock);
}

/*
 * A page that becomes a page table changes owner: lock and type go where
 * private and _mapcount were.
 */
bool pgtable_pte_page_ctor(struct page *page)
{
#if ALLOC_SPLIT_PTLOCKS
	page->ptl = kmalloc(sizeof(*page->ptl), GFP_KERNEL);
	if (!page->ptl)
		return false;
	spin_lock_init(page->ptl);
#else
	spin_lock_init(&page->ptl);
#endif
	page->pmd_huge_pte = NULL;
	__SetPageTable(page);
	return true;
}

void pgtable_pte_page_dtor(struct page *page)
{
#if ALLOC_SPLIT_PTLOCKS
	kfree(page->ptl);
#endif
	__ClearPageTable(page);
}
