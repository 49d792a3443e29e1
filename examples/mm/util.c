// SPDX-License-Identifier: MIT
/* Whose page is it? The functions that turn page->mapping into an answer. */
#include <linux/mm.h>
#include <linux/fs.h>

/**
 * page_mapping - the address_space a page belongs to
 * @page: any page
 *
 * A word without tag bits is believed to be an address_space. Whoever stores
 * something else there should be sure that nobody gets here with that page.
 *
 * Return: the address_space, or NULL for slab and anonymous pages.
 */
struct address_space *page_mapping(struct page *page)
{
	unsigned long word;

	page = compound_head(page);
	if (unlikely(PageSlab(page)))
		return NULL;
	if (unlikely(PageSwapCache(page)))
		return swap_address_space(page_private(page));

	word = (unsigned long)READ_ONCE(page->mapping);
	return word & PAGE_MAPPING_FLAGS ? NULL : (struct address_space *)word;
}
EXPORT_SYMBOL(page_mapping);

/* The same question, asked of a folio. */
struct address_space *folio_mapping(struct folio *folio)
{
	struct address_space *mapping = folio->mapping;

	if (PageSlab(&folio->page))
		return NULL;
	if (PageSwapCache(&folio->page))
		return swap_address_space((unsigned long)folio->private);
	if ((unsigned long)mapping & PAGE_MAPPING_FLAGS)
		return NULL;
	return mapping;
}

/* The file offset of a page, in pages, whatever part of a huge page it is. */
pgoff_t page_index(struct page *page)
{
	struct page *head = compound_head(page);

	return head->index + (page - head);
}

void mark_page_accessed(struct page *page)
{
	page = compound_head(page);

	if (!PageReferenced(page)) {
		SetPageReferenced(page);
	} else if (PageLRU(page) && !PageActive(page)) {
		SetPageActive(page);
		ClearPageReferenced(page);
	}
}
