// SPDX-License-Identifier: MIT
/*
 * What user space may know of each page frame. Any frame can be asked about,
 * whoever owns it: nothing here holds a lock or a reference.
 */
#include <linux/mm.h>

#define KPF_LOCKED	0
#define KPF_SLAB	7
#define KPF_BUDDY	10
#define KPF_MMAP	11
#define KPF_ANON	12
#define KPF_HEAD	15
#define KPF_TAIL	16
#define KPF_KSM		21
#define KPF_OFFLINE	23
#define KPF_PGTABLE	26

static inline u64 kpf_copy_bit(unsigned long kflags, int ubit, int kbit)
{
	return ((u64)(kflags >> kbit) & 1) << ubit;
}

u64 stable_page_flags(struct page *page)
{
	unsigned long kflags;
	u64 u = 0;

	if (!page)
		return 0;
	kflags = READ_ONCE(page->flags);

	/* A slab page uses the words below for something else */
	if (!PageSlab(page)) {
		if (page_mapcount(page) > 0)
			u |= 1ULL << KPF_MMAP;
		if (PageAnon(page))
			u |= 1ULL << KPF_ANON;
		if (PageKsm(page))
			u |= 1ULL << KPF_KSM;
	}

	if (PageHead(page))
		u |= 1ULL << KPF_HEAD;
	else if (PageTail(page))
		u |= 1ULL << KPF_TAIL;

	if (PageBuddy(page))
		u |= 1ULL << KPF_BUDDY;
	else if (PageOffline(page))
		u |= 1ULL << KPF_OFFLINE;
	else if (PageTable(page))
		u |= 1ULL << KPF_PGTABLE;

	u |= kpf_copy_bit(kflags, KPF_LOCKED, PG_locked);
	u |= kpf_copy_bit(kflags, KPF_SLAB, PG_slab);

	return u;
}

/* How often is the frame mapped? Typed pages have no count in that word. */
u64 kpagecount_read(unsigned long pfn)
{
	struct page *page = pfn < max_mapnr ? pfn_to_page(pfn) : NULL;

	if (!page || PageSlab(page) || page_has_type(page))
		return 0;
	return page_mapcount(page);
}
