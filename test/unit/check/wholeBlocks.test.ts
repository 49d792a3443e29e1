/** Blocks that are given back page by page, words and places of pages that are each page's own. */
import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

const block = (made: string, freed: string, gfp = 'GFP_KERNEL'): string => `struct ring { void *base; unsigned int order, pages; };
static int fill(struct ring *ring)
{
	struct page *page = alloc_pages_node(0, ${gfp}, ring->order);

	if (!page)
		return -1;
	${made}
	ring->base = page_address(page);
	return 0;
}
static void drain(struct ring *ring)
{
	unsigned long at;

	for (at = 0; at < ring->pages; at++) {
		${freed}
	}
}
`;
const ONE = '__free_pages(virt_to_page(ring->base + at * 4096), 0);';
const flags = (statement: string): string => `static void move(struct folio *to, struct folio *from)
{
	${statement}
}
`;
const index = (of: string): string => `static inline unsigned long index_in(const struct page *page, const struct page *head)
{
	return page - head;
}
static unsigned long look(struct page *page, struct page *head)
{
	struct page copy = *page;

	if (copy.index == 0)
		return 0;
	return ${of};
}
`;

describe('pages of a block', () => {
  it('are freed one by one only when it was taken apart', async () => {
    assert.deepEqual(await rulesIn(block('', ONE)), ['tail-page']);
    assert.deepEqual(await rulesIn(block('split_page(page, ring->order);', ONE)), []);
    assert.deepEqual(await rulesIn(block('', '__free_pages(virt_to_page(ring->base), ring->order);')), []);
  });
});

describe('the place of a struct page', () => {
  it('is not told by a copy', async () => {
    assert.deepEqual(await rulesIn(index('&copy - head')), ['page-copy']);
    assert.deepEqual(await rulesIn(index('index_in(&copy, head)')), ['page-copy']);
    assert.deepEqual(await rulesIn(index('page - head')), []);
    assert.deepEqual(await rulesIn(index('index_in(page, head)')), []);
  });

  it('stands in its flags', async () => {
    assert.deepEqual(await rulesIn(flags('to->flags = from->flags;')), ['page-copy']);
    assert.deepEqual(await rulesIn(flags('to->flags |= from->flags & (1UL << 4);')), []);
    assert.deepEqual(await rulesIn(flags('struct folio was = *from;\n\n\tfrom->flags = was.flags;')), []);
  });
});
