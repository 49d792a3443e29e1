// SPDX-License-Identifier: MIT
/*
 * Pages of an enclave. struct epc_page shares names with struct page and no
 * bits: ->flags, ->index and ->lru below have nothing to do with mm.
 */
#include <linux/list.h>
#include <linux/mm.h>

#define EPC_PAGE_FREE	BIT(0)

struct epc_page {
	unsigned int flags;
	unsigned short index;
	struct list_head lru;
	void *private;
	struct page *backing;
};

static LIST_HEAD(epc_free_list);

void epc_page_free(struct epc_page *page)
{
	page->flags |= EPC_PAGE_FREE;
	page->private = NULL;
	list_add(&page->lru, &epc_free_list);
}

struct epc_page *epc_page_alloc(void)
{
	struct epc_page *page;

	if (list_empty(&epc_free_list))
		return NULL;

	page = list_first_entry(&epc_free_list, struct epc_page, lru);
	list_del_init(&page->lru);
	page->flags &= ~EPC_PAGE_FREE;

	return page;
}

/* One real struct page among them. */
pgoff_t epc_page_backing_index(struct epc_page *page)
{
	return page->backing->index + page->index;
}
