/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MMZONE_H
#define _LINUX_MMZONE_H

#include <linux/mm_types.h>

#define MAX_ORDER	11

enum lru_list {
	LRU_INACTIVE_ANON,
	LRU_ACTIVE_ANON,
	LRU_INACTIVE_FILE,
	LRU_ACTIVE_FILE,
	NR_LRU_LISTS
};

struct lruvec {
	struct list_head lists[NR_LRU_LISTS];
	unsigned long nr[NR_LRU_LISTS];
};

struct free_area {
	struct list_head free_list;
	unsigned long nr_free;
};

struct zone {
	spinlock_t lock;
	int node;
	unsigned long zone_start_pfn, spanned_pages;
	struct free_area free_area[MAX_ORDER];
	struct lruvec lruvec;
};

extern struct zone *node_zones[MAX_NUMNODES];
extern unsigned int nr_node_ids;
struct zone *page_zone(struct page *page);

#endif
