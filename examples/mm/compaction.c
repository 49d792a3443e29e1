// SPDX-License-Identifier: MIT
/* Compaction: walk a block frame by frame and pick what can be moved. */
#include <linux/mm_inline.h>
#include "internal.h"

struct compact_control {
	struct list_head migratepages;	/* page->lru */
	struct zone *zone;
	unsigned long nr_migratepages;
};

/*
 * No lock and no reference: every test here reads words of a page that may
 * belong to anyone, and may change hands in the middle of it.
 */
static unsigned long isolate_block(struct compact_control *cc, unsigned long pfn,
				   unsigned long end)
{
	struct lruvec *lruvec = &cc->zone->lruvec;
	unsigned long taken = 0;

	for (; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);
		unsigned long order;

		if (PageBuddy(page)) {
			/* Racy: the order may be anything by now */
			order = READ_ONCE(page->private);
			if (order > 0 && order < MAX_ORDER)
				pfn += (1UL << order) - 1;
			continue;
		}
		if (PageCompound(page)) {
			order = compound_order(page);
			if (likely(order < MAX_ORDER))
				pfn += (1UL << order) - 1;
			continue;
		}
		if (!PageLRU(page)) {
			if (__PageMovable(page) && !PageIsolated(page) &&
			    !isolate_movable_page(page, 0))
				goto isolated;
			continue;
		}

		/* Someone holds the page in a way that rmap does not know of */
		if (!page_mapping(page) && page_count(page) > page_mapcount(page))
			continue;
		if (!get_page_unless_zero(page))
			continue;
		ClearPageLRU(page);
		del_page_from_lru_list(page, lruvec, page_lru(page));
isolated:
		list_add(&page->lru, &cc->migratepages);
		taken++;
	}

	cc->nr_migratepages += taken;
	return taken;
}

static void putback_pages(struct compact_control *cc)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &cc->migratepages, lru) {
		list_del(&page->lru);
		if (__PageMovable(page))
			putback_movable_page(page);
		else
			add_page_to_lru_list(page, &cc->zone->lruvec, page_lru(page));
		put_page(page);
	}
}

/* Returns how many pages of the zone could be moved right now. */
unsigned long compact_zone(struct zone *zone)
{
	struct compact_control cc = {
		.migratepages = LIST_HEAD_INIT(cc.migratepages),
		.zone = zone,
	};

	spin_lock(&zone->lock);
	isolate_block(&cc, zone->zone_start_pfn, zone->zone_start_pfn + zone->spanned_pages);
	putback_pages(&cc);
	spin_unlock(&zone->lock);

	return cc.nr_migratepages;
}
