/** What a file does to a page tells whose it is, and which of a block's pages it is done to: fixtures of our own, each with a twin that is correct. */
import assert from 'node:assert/strict';
import * as driver from './driver.js';

/** Another file hands pages out, and marks them by a helper of its own. */
const OTHER = 'struct other { int users; };\nextern struct other the_other;\nstruct page *other_take(void);\nstatic inline void other_mark(struct page *page) { page->mapping = (void *)&the_other; }\n';

const rulesIn = (body: string): Promise<readonly string[]> => driver.rulesIn(body, { 'include/linux/other.h': OTHER });

const released = (by: string): string => `void unpin_user_pages(struct page **pages, unsigned long npages);
void give_away(struct page **pages, unsigned long npages);
static void release(struct page **pages, unsigned long npages)
{
	unsigned long n;

	for (n = 0; n < npages; n++)
		pages[n]->private = 0;
	${by}(pages, npages);
}
`;

const blocks = (flags: string, index: string): string => `static struct page *block(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages_node(0, ${flags}, order);

	if (page)
		page[${index}].private = order;
	return page;
}
`;

const copied = (kept: string): string => `struct holder { struct page *page; };
static void keep(struct holder *holder, struct page *page)
{
	struct page copy = *page;

	holder->page = ${kept};
}
`;

/** Pages that another file hands out, marked in one function and given back in another. */
const handedOut = (mark: string, clear: string): string => `#include <linux/other.h>
struct pool { struct page *page; };
static void mark(struct pool *pool)
{
	struct page *page = other_take();

	${mark}
	pool->page = page;
}
static void drain(struct pool *pool)
{
	struct page *page = pool->page;

	${clear}
	__free_pages(page, 0);
}
`;

describe('what a file does to a page', () => {
  it('is its own affair where it gives the page back to the allocator, whoever handed it out', async () => {
    assert.deepEqual(await rulesIn(handedOut('page->mapping = (void *)pool;', '')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(handedOut('page->mapping = (void *)pool;', 'page->mapping = NULL;')), []);
  });

  it('by a helper of whoever hands the pages out is for that one to put right', async () => {
    assert.deepEqual(await rulesIn(handedOut('other_mark(page);', '')), []);
    assert.deepEqual(await rulesIn(handedOut('page->mapping = (void *)&the_other;', '')), ['stale-at-free']);
  });

  it('tells whose it is: pages that are unpinned are somebody\'s mapped ones', async () => {
    assert.deepEqual(await rulesIn(released('unpin_user_pages')), ['foreign-word']);
    assert.deepEqual(await rulesIn(released('give_away')), []);
  });

  it('is done to a tail where the flags hold __GFP_COMP, whatever else they hold', async () => {
    assert.deepEqual(await rulesIn(blocks('gfp | __GFP_COMP', '1')), ['tail-page']);
    assert.deepEqual(await rulesIn(blocks('gfp | __GFP_COMP', '0')), []);
    assert.deepEqual(await rulesIn(blocks('gfp', '1')), []);
  });

  it('with the address of a copy is not done to the page', async () => {
    assert.deepEqual(await rulesIn(copied('&copy')), ['page-copy']);
    assert.deepEqual(await rulesIn(copied('page')), []);
  });
});
