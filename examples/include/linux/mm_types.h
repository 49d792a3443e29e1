/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/list.h>
#include <linux/spinlock_types.h>
#include <asm/page.h>

struct address_space;
struct dev_pagemap;
struct file;
struct kmem_cache;
struct mm_struct;

/* A lock that has outgrown a word lives elsewhere, and the page points to it. */
#define ALLOC_SPLIT_PTLOCKS	(SPINLOCK_SIZE > BITS_PER_LONG / 8)

typedef struct page *pgtable_t;

#ifdef CONFIG_HAVE_ALIGNED_STRUCT_PAGE
#define _struct_page_alignment	__aligned(2 * sizeof(unsigned long))
#else
#define _struct_page_alignment
#endif

/*
 * Every page frame has one of these. Five words in the middle belong to
 * whoever owns the page, and each owner has its own names for them. Reading
 * them under another owner's name gives that owner's bits.
 *
 * The first of the five is never private altogether: with bit 0 set, everyone
 * takes the page for the tail of a compound page.
 */
struct page {
	unsigned long flags;		/* PG_*, and the node and zone on top */

	union {
		struct {	/* Page cache and anonymous memory */
			struct list_head lru;
			/* Tagged in its two low bits, see PAGE_MAPPING_FLAGS */
			struct address_space *mapping;
			pgoff_t index;
			/* PG_private: a buffer; PG_swapcache: a swap slot */
			unsigned long private;
		};
		struct {	/* Network stack: a page_pool page */
			/* Takes two words where DMA is wider than long */
			dma_addr_t dma_addr;
		};
		struct {	/* Slab allocators */
			union {
				struct list_head slab_list;
				struct {	/* Partial slabs of a CPU */
					struct page *next;
#ifdef CONFIG_64BIT
					int pages;
					int pobjects;
#else
					short int pages;
					short int pobjects;
#endif
				};
			};
			struct kmem_cache *slab_cache;
			void *freelist;
			union {
				void *s_mem;
				unsigned long counters;
				struct {
					unsigned inuse : 16;
					unsigned objects : 15;
					unsigned frozen : 1;
				};
			};
		};
		struct {	/* First tail of a compound page */
			unsigned long compound_head;	/* Head, plus 1 */
			unsigned char compound_dtor;
			unsigned char compound_order;
			atomic_t compound_mapcount;
			unsigned int compound_nr;
		};
		struct {	/* Second tail of a compound page */
			unsigned long _compound_pad_1;	/* compound_head */
			atomic_t hpage_pinned_refcount;
			struct list_head deferred_list;
		};
		struct {	/* Page tables */
			unsigned long _pt_pad_1;	/* compound_head */
			pgtable_t pmd_huge_pte;
			unsigned long _pt_pad_2;	/* mapping, kept NULL */
			union {
				struct mm_struct *pt_mm;
				atomic_t pt_frag_refcount;
			};
#if ALLOC_SPLIT_PTLOCKS
			spinlock_t *ptl;
#else
			spinlock_t ptl;
#endif
		};
		struct {	/* Device memory */
			struct dev_pagemap *pgmap;
			void *zone_device_data;
			/* mapping, index and private as in the first arm */
		};
		struct rcu_head rcu_head;	/* Freed after a grace period */
	};

	union {
		atomic_t _mapcount;	/* Mapped to user space: starts at -1 */
		unsigned int page_type;	/* Not mapped: what the page is */
		unsigned int active;
		int units;
	};

	atomic_t _refcount;		/* Use get_page() and friends */

#ifdef CONFIG_MEMCG
	unsigned long memcg_data;
#endif
#if defined(WANT_PAGE_VIRTUAL)
	void *virtual;			/* NULL unless kmapped */
#endif
#ifdef CONFIG_LAST_CPUPID_NOT_IN_PAGE_FLAGS
	int _last_cpupid;
#endif
} _struct_page_alignment;

/*
 * The same words seen as "a head page, never a tail". Newer kernels have this
 * type; here it shows what an overlay and its asserts look like.
 */
struct folio {
	union {
		struct {
			unsigned long flags;
			struct list_head lru;
			struct address_space *mapping;
			pgoff_t index;
			void *private;
			atomic_t _mapcount;
			atomic_t _refcount;
#ifdef CONFIG_MEMCG
			unsigned long memcg_data;
#endif
		};
		struct page page;
	};
};

static_assert(sizeof(struct page) == sizeof(struct folio));

/*
 * Where a 64-bit dma_addr_t is aligned to 8 bytes on a 32-bit machine, it moves
 * the whole union of struct page, and the folio no longer fits. Later kernels
 * keep two longs there instead.
 */
#ifndef CONFIG_ARM_LPAE
#define FOLIO_MATCH(pg, fl)						\
	static_assert(offsetof(struct page, pg) == offsetof(struct folio, fl))
FOLIO_MATCH(flags, flags);
FOLIO_MATCH(lru, lru);
FOLIO_MATCH(compound_head, lru.next);
FOLIO_MATCH(mapping, mapping);
FOLIO_MATCH(index, index);
FOLIO_MATCH(private, private);
FOLIO_MATCH(_mapcount, _mapcount);
FOLIO_MATCH(_refcount, _refcount);
#ifdef CONFIG_MEMCG
FOLIO_MATCH(memcg_data, memcg_data);
#endif
#undef FOLIO_MATCH
#endif

/* A contiguous range of a process's addresses. */
struct vm_area_struct {
	unsigned long vm_start, vm_end;
	struct mm_struct *vm_mm;
	unsigned long vm_flags;
	unsigned long vm_pgoff;
	struct list_head shared;	/* in address_space.i_mmap */
	struct file *vm_file;
	void *vm_private_data;
};

/* One level of page table is enough here: a PTE a page, in one array. */
typedef struct { unsigned long pte; } pte_t;

struct mm_struct {
	pte_t *ptes;
	unsigned long nr_ptes;
	spinlock_t page_table_lock;
};

struct vm_fault {
	struct vm_area_struct *vma;
	unsigned long address;
	pgoff_t pgoff;
	struct page *page;		/* what a ->fault() handler found */
};

#define page_private(page)	((page)->private)

static inline void set_page_private(struct page *page, unsigned long private)
{
	page->private = private;
}

#endif
