/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <linux/mm.h>

#define _PAGE_PRESENT	0x001UL
#define _PAGE_RW	0x002UL
#define _PAGE_DIRTY	0x040UL
#define _PAGE_SPECIAL	0x200UL		/* no struct page may be taken from it */

#define pte_val(x)	((x).pte)
#define __pte(x)	((pte_t) { (x) })

static inline bool pte_present(pte_t pte) { return pte_val(pte) & _PAGE_PRESENT; }
static inline bool pte_write(pte_t pte) { return pte_val(pte) & _PAGE_RW; }
static inline bool pte_dirty(pte_t pte) { return pte_val(pte) & _PAGE_DIRTY; }
static inline bool pte_special(pte_t pte) { return pte_val(pte) & _PAGE_SPECIAL; }
static inline bool pte_none(pte_t pte) { return !pte_val(pte); }

static inline struct page *pte_page(pte_t pte)
{
	return pfn_to_page(pte_val(pte) >> PAGE_SHIFT);
}

static inline pte_t mk_pte(struct page *page, unsigned long prot)
{
	return __pte(page_to_pfn(page) << PAGE_SHIFT | prot);
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(ptep->pte, pte_val(pte));
}

static inline struct page *vm_normal_page(struct vm_area_struct *vma, pte_t pte)
{
	if (pte_special(pte) || vma->vm_flags & VM_PFNMAP)
		return NULL;
	return pte_page(pte);
}

#endif
