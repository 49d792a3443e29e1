// SPDX-License-Identifier: MIT
/*
 * Get user pages: hand the pages behind a range of user addresses to a driver.
 *
 * GUP meets whatever a normal PTE points to. It asks no one what the page is
 * used for, and on two paths it follows page->mapping.
 */
#include <linux/pgtable.h>
#include <linux/fs.h>
#include "internal.h"

static bool try_grab_page(struct page *page, unsigned int flags)
{
	int refs = flags & FOLL_PIN ? GUP_PIN_COUNTING_BIAS : 1;

	if (!(flags & (FOLL_GET | FOLL_PIN)))
		return true;

	page = compound_head(page);
	if (WARN_ON_ONCE(atomic_read(&page->_refcount) <= 0))
		return false;
	atomic_add(refs, &page->_refcount);

	return true;
}

/*
 * Slow path, under the page table lock. Touching a page for write makes it
 * dirty, and set_page_dirty() asks page_mapping().
 */
static struct page *follow_page_pte(struct vm_area_struct *vma, unsigned long address,
				    unsigned int flags)
{
	pte_t pte = *pte_offset(vma->vm_mm, address);
	struct page *page;

	if (!pte_present(pte) || ((flags & FOLL_WRITE) && !pte_write(pte)))
		return NULL;

	page = vm_normal_page(vma, pte);
	if (!page || !try_grab_page(page, flags))
		return NULL;

	if (flags & FOLL_TOUCH) {
		if ((flags & FOLL_WRITE) && !pte_dirty(pte) && !PageDirty(page))
			set_page_dirty(page);
		mark_page_accessed(page);
	}

	return page;
}

/**
 * get_user_pages - pin or reference pages, one PTE at a time
 * @vma: the area that holds the range
 * @start: first address
 * @nr: number of pages
 * @flags: FOLL_*
 * @pages: where to put them
 *
 * Return: the number of pages found.
 */
long get_user_pages(struct vm_area_struct *vma, unsigned long start, unsigned long nr,
		    unsigned int flags, struct page **pages)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long i;

	if (vma->vm_flags & (VM_IO | VM_PFNMAP))
		return -EFAULT;

	spin_lock(&mm->page_table_lock);
	for (i = 0; i < nr; i++) {
		pages[i] = follow_page_pte(vma, start + i * PAGE_SIZE, flags | FOLL_TOUCH);
		if (!pages[i])
			break;
		flush_dcache_page(pages[i]);
	}
	spin_unlock(&mm->page_table_lock);

	return i;
}

#ifdef CONFIG_SECRETMEM
/* No lock is held: the tag is tested, and then the pointer is believed. */
static bool page_is_secretmem(struct page *page)
{
	unsigned long mapping;

	if (PageCompound(page))
		return false;

	mapping = (unsigned long)READ_ONCE(page->mapping);
	if (!mapping || mapping & PAGE_MAPPING_FLAGS)
		return false;

	return ((struct address_space *)mapping)->a_ops == &secretmem_aops;
}
#else
static inline bool page_is_secretmem(struct page *page)
{
	return false;
}
#endif

/* Fast path: no lock, no VMA. The PTE is read again once the page is held. */
static struct page *gup_pte_fast(pte_t *ptep, unsigned int flags)
{
	pte_t pte = { READ_ONCE(ptep->pte) };
	struct page *page, *head;

	if (!pte_present(pte) || pte_special(pte))
		return NULL;

	page = pte_page(pte);
	head = compound_head(page);
	if (!atomic_add_unless(&head->_refcount,
			       flags & FOLL_PIN ? GUP_PIN_COUNTING_BIAS : 1, 0))
		return NULL;

	if (page_is_secretmem(page) || READ_ONCE(ptep->pte) != pte_val(pte)) {
		put_page(head);
		return NULL;
	}

	SetPageReferenced(page);
	return page;
}

long get_user_pages_fast(struct mm_struct *mm, unsigned long start, unsigned long nr,
			 unsigned int flags, struct page **pages)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		pages[i] = gup_pte_fast(pte_offset(mm, start + i * PAGE_SIZE), flags);
		if (!pages[i])
			break;
	}

	return i;
}

/* The driver is done, maybe long after munmap(): a second chance to get dirty. */
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long nr, bool dirty)
{
	for (unsigned long i = 0; i < nr; i++) {
		struct page *page = compound_head(pages[i]);

		if (dirty && !PageDirty(page))
			set_page_dirty_lock(page);
		if (atomic_sub_and_test(GUP_PIN_COUNTING_BIAS, &page->_refcount))
			__free_pages(page, compound_order(page));
	}
}
