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
    assert.ok((await rulesIn(queued('private'))).includes('foreign-word'));
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

describe('a count that holds more than references', () => {
  const last = (test: string): string => `extern unsigned int xor_bits(int *count, unsigned int bits);
static bool drop(struct page *page, int bit)
{
	unsigned int mask;

	page->_refcount.counter += 1 << 24;
	mask = xor_bits(&page->_refcount.counter, 1u << bit);
	${test}
		return true;
	return false;
}
`;

  it('is not asked for one number as a whole', async () => {
    assert.deepEqual(await rulesIn(last('if (mask == 0x01U)')), ['refcount-misuse', 'refcount-misuse']);
    assert.deepEqual(await rulesIn(last('mask = mask >> 24;\n\tif (mask == 0x01U)')), ['refcount-misuse']);
  });
});

describe('a record of a file\'s own over struct page', () => {
  const stamped = (type: string): string => `struct stamped { unsigned long flags; struct list_head lru; void *mapping; ${type} born; };
static void stamp(struct page *page, unsigned long now)
{
	set_page_private(page, 1);
	((struct stamped *)page)->born = now;
}
`;

  it('is told where a member lies over another word on machines of 32 bits', async () => {
    assert.deepEqual(await rulesIn(stamped('u64')), ['overlay-mismatch']);
    assert.deepEqual(await rulesIn(stamped('unsigned long')), []);
  });
});

describe('a tail that becomes a page', () => {
  const split = (statements: string): string => `static void split(struct page *page)\n{\n\t${statements}\n}\n`;

  it('stops leading to its head before anybody may hold it', async () => {
    assert.ok((await rulesIn(split('page->_refcount.counter = 1;\n\tpage->compound_head = 0;'))).includes('paired-words'));
    assert.ok(!(await rulesIn(split('page->compound_head = 0;\n\tpage->_refcount.counter = 1;'))).includes('paired-words'));
  });
});

describe('pages of a range', () => {
  const free = (cleared: string): string => `static void drop(struct page *page, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		${cleared};
		__free_pages(page + i, 0);
	}
}
`;

  it('are put right one by one before they are freed', async () => {
    assert.deepEqual(await rulesIn(free('page->mapping = NULL')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(free('page[i].mapping = NULL')), []);
  });
});

describe('a callback', () => {
  const later = (page: string): string => `struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };
extern void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
static void later(struct rcu_head *head)
{
	struct page *page = ${page};

	page->mapping = NULL;
}
static void defer(struct page *page)
{
	call_rcu(&page->rcu_head, later);
}
`;

  it('is handed an address in struct page, which is none in the page\'s memory', async () => {
    assert.ok((await rulesIn(later('virt_to_page(head)'))).includes('address-in-page'));
    assert.ok(!(await rulesIn(later('container_of(head, struct page, rcu_head)'))).includes('address-in-page'));
  });
});

describe('a flag and its word', () => {
  const both = (cleared: string): string => `static void attach(struct page *page, void *data)
{
	set_page_private(page, (unsigned long)data);
	SetPagePrivate(page);
}
static void detach(struct page *page)
{
	set_page_private(page, 0);
	${cleared}
}
static void change(struct page *page, void *data)
{
	detach(page);
	attach(page, data);
}
`;

  it('go together', async () => {
    assert.deepEqual(await rulesIn(both('')), ['paired-words']);
    assert.deepEqual(await rulesIn(both('ClearPagePrivate(page);')), []);
  });
});

describe('a tag that the callers give', () => {
  const marked = (member: string): string => `struct pool { struct list_head pages; };
static void own(struct page *page, struct pool *pool, unsigned long mark)
{
	page->${member} = (void *)((unsigned long)pool | mark);
}
static void start(struct pool *pool)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	own(page, pool, 0);
	own(page, pool, 1);
	set_page_private(page, 0);
}
`;

  it('is seen where it is stored', async () => {
    assert.ok((await rulesIn(marked('lru.next'))).includes('word-misread'));
    assert.ok(!(await rulesIn(marked('lru.prev'))).includes('word-misread'));
  });
});
