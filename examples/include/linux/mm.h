/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/gfp.h>
#include <linux/page-flags.h>

extern struct page *mem_map;
extern unsigned long max_mapnr;

#define pfn_to_page(pfn)	(mem_map + (pfn))
#define page_to_pfn(page)	((unsigned long)((page) - mem_map))
#define virt_to_page(addr)	pfn_to_page(__pa(addr) >> PAGE_SHIFT)

/* The node and the zone sit on top of ->flags. */
#ifdef CONFIG_NUMA
#define NODES_SHIFT	(BITS_PER_LONG == 64 ? 6 : 3)
#else
#define NODES_SHIFT	0
#endif
#define ZONES_SHIFT	2
#define NODES_PGSHIFT	(BITS_PER_LONG - NODES_SHIFT)
#define ZONES_PGSHIFT	(NODES_PGSHIFT - ZONES_SHIFT)

static inline int page_to_nid(const struct page *page)
{
#ifdef CONFIG_NUMA
	return page->flags >> NODES_PGSHIFT;
#else
	(void)page;
	return 0;
#endif
}

static inline int page_zonenum(const struct page *page)
{
	return (page->flags >> ZONES_PGSHIFT) & ((1UL << ZONES_SHIFT) - 1);
}

static inline void *page_address(const struct page *page)
{
#if defined(WANT_PAGE_VIRTUAL)
	return page->virtual;
#else
	return __va(page_to_pfn(page) << PAGE_SHIFT);
#endif
}

static inline int page_count(struct page *page)
{
	return atomic_read(&compound_head(page)->_refcount);
}

static inline void get_page(struct page *page)
{
	atomic_inc(&compound_head(page)->_refcount);
}

static inline bool get_page_unless_zero(struct page *page)
{
	return atomic_inc_not_zero(&page->_refcount);
}

static inline bool put_page_testzero(struct page *page)
{
	return atomic_dec_and_test(&page->_refcount);
}

static inline unsigned int compound_order(struct page *page)
{
	return PageHead(page) ? page[1].compound_order : 0;
}

static inline void put_page(struct page *page)
{
	page = compound_head(page);
	if (put_page_testzero(page))
		__free_pages(page, compound_order(page));
}

static inline int page_mapcount(struct page *page)
{
	return atomic_read(&page->_mapcount) + 1;
}

static inline bool trylock_page(struct page *page)
{
	return !TestSetPageLocked(page);
}

static inline void unlock_page(struct page *page)
{
	ClearPageLocked(page);
}

/* A pin is a thousand references: more than a page collects by accident. */
#define GUP_PIN_COUNTING_BIAS	(1U << 10)

#define VM_WRITE	0x00000002UL
#define VM_PFNMAP	0x00000400UL
#define VM_IO		0x00004000UL
#define VM_FLUSHED	0x01000000UL
#define VM_MIXEDMAP	0x10000000UL

struct address_space *page_mapping(struct page *page);
struct address_space *folio_mapping(struct folio *folio);
int set_page_dirty(struct page *page);
int set_page_dirty_lock(struct page *page);
void mark_page_accessed(struct page *page);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
void zap_page_range(struct vm_area_struct *vma, unsigned long start, unsigned long size);
pte_t *pte_offset(struct mm_struct *mm, unsigned long addr);

#define FOLL_WRITE	0x01
#define FOLL_TOUCH	0x02
#define FOLL_GET	0x04
#define FOLL_PIN	0x40000

long get_user_pages(struct vm_area_struct *vma, unsigned long start, unsigned long nr,
		    unsigned int flags, struct page **pages);
long get_user_pages_fast(struct mm_struct *mm, unsigned long start, unsigned long nr,
			 unsigned int flags, struct page **pages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long nr, bool dirty);

#endif
