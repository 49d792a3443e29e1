// SPDX-License-Identifier: MIT
/* Making pages dirty. The callers rarely know whose pages they are. */
#include <linux/mm.h>
#include <linux/fs.h>

/**
 * set_page_dirty - note that a page was written to
 * @page: a page that is, or was, mapped by a process
 *
 * If the page has an address_space, this calls through it. GUP and munmap end
 * up here with every kind of page that a normal PTE can hold.
 *
 * Return: whether the page was clean before.
 */
int set_page_dirty(struct page *page)
{
	struct address_space *mapping = page_mapping(page);

	page = compound_head(page);
	if (likely(mapping)) {
		int (*dirty)(struct page *page) = mapping->a_ops->set_page_dirty;

		return dirty ? dirty(page) : 0;
	}

	return !TestSetPageDirty(page);
}
EXPORT_SYMBOL(set_page_dirty);

/* For callers without a PTE lock: the page lock keeps ->mapping in place. */
int set_page_dirty_lock(struct page *page)
{
	int ret;

	while (!trylock_page(page))
		barrier();
	ret = set_page_dirty(page);
	unlock_page(page);

	return ret;
}
EXPORT_SYMBOL(set_page_dirty_lock);
