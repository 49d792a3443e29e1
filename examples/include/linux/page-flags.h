/* SPDX-License-Identifier: MIT */
#ifndef PAGE_FLAGS_H
#define PAGE_FLAGS_H

#include <linux/bitops.h>
#include <linux/mm_types.h>

enum pageflags {
	PG_locked,
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_active,
	PG_slab,
	PG_owner_priv_1,	/* its owner's; page cache: checked */
	PG_arch_1,
	PG_reserved,
	PG_private,		/* ->private is in use */
	PG_writeback,
	PG_head,
	PG_reclaim,
	PG_swapbacked,
	__NR_PAGEFLAGS,

	/* Second names: whose bit it is depends on the owner */
	PG_checked = PG_owner_priv_1,
	PG_swapcache = PG_owner_priv_1,
	PG_isolated = PG_reclaim,
};

static inline struct page *compound_head(struct page *page)
{
	unsigned long head = READ_ONCE(page->compound_head);

	return unlikely(head & 1) ? (struct page *)(head - 1) : page;
}

/* The page itself, or the head it belongs to; const in, const out. */
#define page_folio(p)	(_Generic((p),					\
	const struct page *:	(const struct folio *)compound_head((struct page *)(p)), \
	struct page *:		(struct folio *)compound_head((struct page *)(p))))
#define folio_page(folio, n)	(&(folio)->page + (n))

static __always_inline bool PageTail(const struct page *page)
{
	return READ_ONCE(page->compound_head) & 1;
}

/* Policies: which struct page holds the bit. */
#define PF_ANY(page)	(page)
#define PF_HEAD(page)	compound_head(page)

#define TESTPAGEFLAG(uname, lname, policy)				\
static __always_inline bool Page##uname(struct page *page)		\
{ return test_bit(PG_##lname, &policy(page)->flags); }

#define SETPAGEFLAG(uname, lname, policy)				\
static __always_inline void SetPage##uname(struct page *page)		\
{ set_bit(PG_##lname, &policy(page)->flags); }

#define CLEARPAGEFLAG(uname, lname, policy)				\
static __always_inline void ClearPage##uname(struct page *page)		\
{ clear_bit(PG_##lname, &policy(page)->flags); }

#define TESTSETFLAG(uname, lname, policy)				\
static __always_inline bool TestSetPage##uname(struct page *page)	\
{ return test_and_set_bit(PG_##lname, &policy(page)->flags); }

#define PAGEFLAG(uname, lname, policy)					\
	TESTPAGEFLAG(uname, lname, policy)				\
	SETPAGEFLAG(uname, lname, policy)				\
	CLEARPAGEFLAG(uname, lname, policy)

PAGEFLAG(Locked, locked, PF_HEAD) TESTSETFLAG(Locked, locked, PF_HEAD)
PAGEFLAG(Referenced, referenced, PF_HEAD)
PAGEFLAG(Dirty, dirty, PF_HEAD) TESTSETFLAG(Dirty, dirty, PF_HEAD)
PAGEFLAG(LRU, lru, PF_HEAD)
PAGEFLAG(Active, active, PF_HEAD)
PAGEFLAG(Slab, slab, PF_HEAD)
PAGEFLAG(Reserved, reserved, PF_ANY)
PAGEFLAG(Private, private, PF_ANY)
PAGEFLAG(Isolated, isolated, PF_ANY)
PAGEFLAG(SwapBacked, swapbacked, PF_HEAD)
TESTPAGEFLAG(Head, head, PF_ANY)

static __always_inline bool PageCompound(struct page *page)
{
	return PageHead(page) || PageTail(page);
}

static __always_inline bool PageSwapCache(struct page *page)
{
	page = compound_head(page);
	/* The bit has other owners; the company it keeps tells them apart */
	return PageSwapBacked(page) && test_bit(PG_swapcache, &page->flags);
}

/* The low bits of ->mapping say what it points to. */
#define PAGE_MAPPING_ANON	0x1UL
#define PAGE_MAPPING_MOVABLE	0x2UL
#define PAGE_MAPPING_KSM	(PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)
#define PAGE_MAPPING_FLAGS	(PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)

static __always_inline unsigned long page_mapping_tag(struct page *page)
{
	return (unsigned long)READ_ONCE(page->mapping) & PAGE_MAPPING_FLAGS;
}

static __always_inline bool PageAnon(struct page *page)
{
	return page_mapping_tag(compound_head(page)) & PAGE_MAPPING_ANON;
}

static __always_inline bool __PageMovable(struct page *page)
{
	return page_mapping_tag(page) == PAGE_MAPPING_MOVABLE;
}

static __always_inline bool PageKsm(struct page *page)
{
	return page_mapping_tag(compound_head(page)) == PAGE_MAPPING_KSM;
}

/* Types share a word with _mapcount and are stored with their bit cleared. */
#define PAGE_TYPE_BASE	0xf0000000
#define PG_buddy	0x00000080
#define PG_offline	0x00000100
#define PG_table	0x00000200

#define PageType(page, flag)						\
	(((page)->page_type & (PAGE_TYPE_BASE | (flag))) == PAGE_TYPE_BASE)

#define PAGE_TYPE_OPS(uname, lname)					\
static __always_inline bool Page##uname(struct page *page)		\
{ return PageType(page, PG_##lname); }					\
static __always_inline void __SetPage##uname(struct page *page)		\
{ page->page_type &= ~PG_##lname; }					\
static __always_inline void __ClearPage##uname(struct page *page)	\
{ page->page_type |= PG_##lname; }

PAGE_TYPE_OPS(Buddy, buddy)
PAGE_TYPE_OPS(Offline, offline)
PAGE_TYPE_OPS(Table, table)

static inline bool page_has_type(struct page *page)
{
	return (int)page->page_type < -128;
}

#endif
