/* SPDX-License-Identifier: MIT */
#ifndef _LRU_LIST_H
#define _LRU_LIST_H

#include <linux/list.h>
#include <linux/spinlock_types.h>

/* Asked to give memory back: how much there is, and then some of it. */
struct shrink_control {
	gfp_t gfp_mask;
	int nid;
	unsigned long nr_to_scan, nr_scanned;
};

struct shrinker {
	unsigned long (*count_objects)(struct shrinker *s, struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *s, struct shrink_control *sc);
	struct list_head list;
};

int register_shrinker(struct shrinker *shrinker);

struct list_lru_node {
	spinlock_t lock;
	struct list_head list;
	long nr_items;
} __aligned(64);

struct list_lru {
	struct list_lru_node *node;
};

int list_lru_init(struct list_lru *lru);
bool list_lru_add(struct list_lru *lru, struct list_head *item);
bool list_lru_del(struct list_lru *lru, struct list_head *item);
struct list_head *list_lru_get_mru(struct list_lru *lru, int nid);
unsigned long list_lru_count_node(struct list_lru *lru, int nid);

#endif
