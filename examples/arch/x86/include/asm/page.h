/* SPDX-License-Identifier: MIT */
#ifndef _ASM_X86_PAGE_H
#define _ASM_X86_PAGE_H

#include <asm/page_types.h>

#define __pa(x)		((unsigned long)(x) - PAGE_OFFSET)
#define __va(x)		((void *)((unsigned long)(x) + PAGE_OFFSET))

/* Pages above the direct map remember where they are mapped. */
#ifdef CONFIG_HIGHMEM
#define WANT_PAGE_VIRTUAL	1
#endif

/* Caches are coherent here: nobody needs to know whose page it is. */
#define ARCH_IMPLEMENTS_FLUSH_DCACHE_PAGE	0
#define flush_dcache_page(page)	do { (void)(page); } while (0)

#endif
