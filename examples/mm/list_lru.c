// SPDX-License-Identifier: MIT
/*
 * Lists per node. The node is that of the memory the item lies in, which is
 * right for an item inside an object, and for one inside a page's contents. It
 * is not right for one inside a struct page: that lies in the memory map.
 */
#include <linux/list_lru.h>
#include "internal.h"

static struct list_lru_node *list_lru_node_of(struct list_lru *lru, struct list_head *item)
{
	int nid = page_to_nid(virt_to_page(item));

	return &lru->node[nid];
}

int list_lru_init(struct list_lru *lru)
{
	unsigned int i;

	lru->node = kmalloc(nr_node_ids * sizeof(*lru->node), GFP_KERNEL);
	if (!lru->node)
		return -ENOMEM;

	for (i = 0; i < nr_node_ids; i++) {
		spin_lock_init(&lru->node[i].lock);
		INIT_LIST_HEAD(&lru->node[i].list);
		lru->node[i].nr_items = 0;
	}

	return 0;
}

bool list_lru_add(struct list_lru *lru, struct list_head *item)
{
	struct list_lru_node *nlru = list_lru_node_of(lru, item);
	bool added = false;

	spin_lock(&nlru->lock);
	if (list_empty(item)) {
		list_add_tail(item, &nlru->list);
		nlru->nr_items++;
		added = true;
	}
	spin_unlock(&nlru->lock);

	return added;
}

bool list_lru_del(struct list_lru *lru, struct list_head *item)
{
	struct list_lru_node *nlru = list_lru_node_of(lru, item);
	bool deleted = false;

	spin_lock(&nlru->lock);
	if (!list_empty(item)) {
		list_del_init(item);
		nlru->nr_items--;
		deleted = true;
	}
	spin_unlock(&nlru->lock);

	return deleted;
}

/**
 * list_lru_get_mru - take the item that was added last
 * @lru: the lists
 * @nid: whose list
 *
 * Return: the item, off the list and pointing to itself, or NULL.
 */
struct list_head *list_lru_get_mru(struct list_lru *lru, int nid)
{
	struct list_lru_node *nlru = &lru->node[nid];
	struct list_head *item = NULL;

	spin_lock(&nlru->lock);
	if (!list_empty(&nlru->list)) {
		item = nlru->list.prev;
		list_del_init(item);
		nlru->nr_items--;
	}
	spin_unlock(&nlru->lock);

	return item;
}

unsigned long list_lru_count_node(struct list_lru *lru, int nid)
{
	return READ_ONCE(lru->node[nid].nr_items);
}
