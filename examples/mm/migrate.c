// SPDX-License-Identifier: MIT
/* Moving pages that are not on an LRU list, with their owner's help. */
#include <linux/fs.h>
#include "internal.h"

static struct address_space *movable_mapping(struct page *page)
{
	return (struct address_space *)((unsigned long)page->mapping - PAGE_MAPPING_MOVABLE);
}

/* Called by the owner: says "movable" in the tag, and by whom in the rest. */
void __SetPageMovable(struct page *page, struct address_space *mapping)
{
	VM_BUG_ON_PAGE(!PageLocked(page), page);
	page->mapping = (void *)((unsigned long)mapping | PAGE_MAPPING_MOVABLE);
}

/* The owner has let go. The tag stays, so that a late reader backs off. */
void __ClearPageMovable(struct page *page)
{
	page->mapping = (void *)((unsigned long)page->mapping & PAGE_MAPPING_MOVABLE);
}

/**
 * isolate_movable_page - take a movable page from its owner
 * @page: any page at all: compaction walks frame by frame
 * @mode: handed to the owner
 *
 * The tag is tested before and after the page lock. Both times two bits of
 * ->mapping decide, and then the rest of the word is called through.
 */
int isolate_movable_page(struct page *page, int mode)
{
	struct address_space *mapping;

	if (unlikely(!get_page_unless_zero(page)))
		return -EBUSY;
	if (unlikely(!__PageMovable(page)))
		goto out_putpage;
	if (unlikely(!trylock_page(page)))
		goto out_putpage;
	if (!__PageMovable(page) || PageIsolated(page))
		goto out_unlock;

	mapping = movable_mapping(page);
	if (!mapping->a_ops->isolate_page(page, mode))
		goto out_unlock;

	SetPageIsolated(page);
	unlock_page(page);
	return 0;

out_unlock:
	unlock_page(page);
out_putpage:
	put_page(page);
	return -EBUSY;
}

void putback_movable_page(struct page *page)
{
	movable_mapping(page)->a_ops->putback_page(page);
	ClearPageIsolated(page);
}

/* The frame changes, and the words that describe the contents go along. */
int migrate_movable_page(struct page *to, struct page *from)
{
	struct address_space *mapping = movable_mapping(from);
	int ret;

	ret = mapping->a_ops->migratepage(mapping, to, from);
	if (ret)
		return ret;

	to->index = from->index;
	to->mapping = from->mapping;
	if (PagePrivate(from)) {
		set_page_private(to, page_private(from));
		SetPagePrivate(to);
	}
	from->mapping = NULL;
	set_page_private(from, 0);

	return 0;
}
