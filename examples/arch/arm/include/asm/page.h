/* SPDX-License-Identifier: MIT */
#ifndef _ASM_ARM_PAGE_H
#define _ASM_ARM_PAGE_H

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))
#define PAGE_OFFSET	0xc0000000UL
#define MAX_NUMNODES	1

#ifdef CONFIG_ARM_LPAE
#define HPAGE_SHIFT	21
#else
#define HPAGE_SHIFT	20
#endif
#define HPAGE_SIZE		(1UL << HPAGE_SHIFT)
#define HUGETLB_PAGE_ORDER	(HPAGE_SHIFT - PAGE_SHIFT)

#define __pa(x)		((unsigned long)(x) - PAGE_OFFSET)
#define __va(x)		((void *)((unsigned long)(x) + PAGE_OFFSET))

/* Pages above the direct map remember where they are mapped. */
#ifdef CONFIG_HIGHMEM
#define WANT_PAGE_VIRTUAL	1
#endif

struct page;

/* An aliasing cache: a flush has to find every mapping, see arch/arm/mm. */
#define ARCH_IMPLEMENTS_FLUSH_DCACHE_PAGE	1
void flush_dcache_page(struct page *page);

#endif
