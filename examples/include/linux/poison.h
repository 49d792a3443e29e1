/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

#ifdef CONFIG_64BIT
#define POISON_POINTER_DELTA	0xdead000000000000UL
#else
#define POISON_POINTER_DELTA	0UL
#endif

/* What list_del() leaves behind. Mind bit 1 of the second one. */
#define LIST_POISON1	((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2	((void *)(0x122 + POISON_POINTER_DELTA))

/* What every tail page but the first has in ->mapping. */
#define TAIL_MAPPING	((void *)(0x400 + POISON_POINTER_DELTA))

#endif
