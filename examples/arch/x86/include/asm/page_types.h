/* SPDX-License-Identifier: MIT */
#ifndef _ASM_X86_PAGE_TYPES_H
#define _ASM_X86_PAGE_TYPES_H

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#ifdef CONFIG_64BIT
#define PAGE_OFFSET	0xffff888000000000UL
#define PMD_SHIFT	21
#define MAX_NUMNODES	64
#else
#define PAGE_OFFSET	0xc0000000UL
#ifdef CONFIG_HIGHMEM
#define PMD_SHIFT	21
#else
#define PMD_SHIFT	22
#endif
#define MAX_NUMNODES	8
#endif

#define HPAGE_SHIFT		PMD_SHIFT
#define HPAGE_SIZE		(1UL << HPAGE_SHIFT)
#define HUGETLB_PAGE_ORDER	(HPAGE_SHIFT - PAGE_SHIFT)

#endif
