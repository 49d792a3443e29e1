import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

const struct = 'struct pool { struct list_head pages; struct page *page; };\n';

describe('two names of one word', () => {
  const reset = (statements: string): string => `${struct}static void give(struct pool *pool, struct page *page, struct page *next)\n{\n\t${statements}\n}\n`;

  it('are told where the second wipes out what the first was just set to, and not the other way round', async () => {
    assert.deepEqual(await rulesIn(reset('page->pgmap = (struct dev_pagemap *)next;\n\tpage->compound_head = 0;')), ['word-overwritten']);
    assert.deepEqual(await rulesIn(reset('page->compound_head = 0;\n\tpage->pgmap = (struct dev_pagemap *)next;')), []);
  });

  it('are not told where somebody may have looked in between', async () => {
    assert.deepEqual(await rulesIn(`extern void look(struct page *page);\n${reset('page->pgmap = (struct dev_pagemap *)next;\n\tlook(page);\n\tpage->compound_head = 0;')}`), []);
    assert.deepEqual(await rulesIn(reset('page->pgmap = (struct dev_pagemap *)next;\n\tif (page->pgmap)\n\t\tpage->compound_head = 0;')), []);
  });
});

describe('a list node over bits', () => {
  const queued = (member: string): string => `${struct}static bool is_late(struct page *page)
{
	return test_bit(3, &page->private);
}
static void late(struct pool *pool, struct page *page)
{
	if (is_late(page))
		list_add((struct list_head *)&page->${member}, &pool->pages);
}
`;

  it('is told where it is put over a word of which the file asks single bits', async () => {
    assert.ok((await rulesIn(queued('index'))).includes('foreign-word'));
    assert.ok(!(await rulesIn(queued('lru'))).includes('foreign-word'));
  });
});

describe('a word of each page of a folio', () => {
  const kept = (first: string): string => `static void keep(struct folio *folio, int nr, unsigned long entry)
{
	int i;

	for (i = 0; i < nr; i++)
		set_page_private(folio_page(folio, i), entry + i);
}
static void drop(struct folio *folio, int nr)
{
	int i;

	${first}
}
`;

  it('is told where it is put right on the first only', async () => {
    assert.ok((await rulesIn(kept('set_page_private(&folio->page, 0);'))).includes('stale-at-free'));
    assert.ok(!(await rulesIn(kept('for (i = 0; i < nr; i++)\n\t\tset_page_private(folio_page(folio, i), 0);'))).includes('stale-at-free'));
  });
});

describe('a member seen as a wide number', () => {
  const address = (member: string): string => `static inline dma_addr_t *bus_of(struct page *page)
{
	return (dma_addr_t *)&page->${member};
}
static void keep(struct page *page, dma_addr_t address)
{
	*bus_of(page) = address;
}
`;

  it('is told where it runs over a word that is everybody\'s, once', async () => {
    assert.deepEqual(await rulesIn(address('private')), ['config-overlap']);
    assert.deepEqual(await rulesIn(address('index')), []);
  });
});

describe('a page that says it can be moved', () => {
  const movable = `static void mark_movable(struct page *page, const void *ops)
{
	page->mapping = (void *)((unsigned long)ops | 2);
}
`;
  const insert = (statements: string): string => `${struct}static const struct page_ops { int nothing; } ops;\n${movable}static void insert(struct pool *pool)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &pool->pages, lru) {
		${statements}
		page->private = 1;
	}
}
`;

  it('is locked when it says so', async () => {
    assert.ok((await rulesIn(insert('mark_movable(page, &ops);'))).includes('paired-words'));
    assert.ok(!(await rulesIn(insert('trylock_page(page);\n\t\tmark_movable(page, &ops);\n\t\tunlock_page(page);'))).includes('paired-words'));
  });
});
