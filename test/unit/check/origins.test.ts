/** Whose a page is, told by a member that only such pages have, by the table of functions that hands it in, by a flag that its file asks for. */
import assert from 'node:assert/strict';
import { findingsIn, rulesIn } from './driver.js';

const device = (statement: string): string => `static void arm(struct page *page, struct list_head *list, void *data)
{
	page->zone_device_data = data;
	${statement}
}
`;

const fileSystem = (callback: string, statement: string): string => `#include <linux/fs.h>
static int handle(struct page *page)
{
	${statement}
	return 0;
}
static const struct address_space_operations operations = { .${callback} = handle };
`;

const buffered = (set: string, flag: string): string => `static void attach(struct page *page, void *data)
{
	if (PagePrivate(page))
		return;
	${set}
	${flag}
}
`;

const given = (clear: string): string => `#include <linux/give.h>
struct pool { struct page *page; };
static void fill(struct pool *pool)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	page->mapping = (void *)pool;
	pool->page = page;
}
static void drain(struct pool *pool)
{
	struct page *page = pool->page;

	${clear}
	give(page);
}
`;

/** What gives pages back to the allocator, whose checks stand under that name. */
const allocator = (name: string): Readonly<Record<string, string>> => ({
  'include/linux/give.h': `bool ${name}(struct page *page, unsigned int order);\nstatic inline void give(struct page *page)\n{\n\t${name}(page, 0);\n}\n`,
});

describe('whose a page is', () => {
  it('is told by zone_device_data: device memory keeps its pgmap where lru begins', async () => {
    assert.deepEqual(await rulesIn(device('list_add(&page->lru, list);')), ['foreign-word']);
    assert.deepEqual(await rulesIn(device('page->private = 0;')), []);
  });

  it('is told by the callbacks of an address_space', async () => {
    assert.deepEqual(await rulesIn(fileSystem('set_page_dirty', 'page->index = 0;')), ['foreign-word']);
    assert.deepEqual(await rulesIn(fileSystem('set_page_dirty', 'page->private = 0;')), []);
    // Some other table's function is handed anybody's pages.
    assert.deepEqual(await rulesIn(fileSystem('other', 'page->index = 0;')), []);
  });

  it('does not matter to whoever asks for PG_private: then the word is set with it', async () => {
    assert.deepEqual(await rulesIn(buffered('page->private = (unsigned long)data;', '')), ['paired-words']);
    assert.deepEqual(await rulesIn(buffered('page->private = (unsigned long)data;', 'SetPagePrivate(page);')), []);
    assert.deepEqual(await rulesIn(buffered('page->index = (unsigned long)data;', '')), []);
  });

  it('is the allocator\'s where it checks what is left: by the name that the checks have in 7.x too', async () => {
    for (const [name, version] of [['free_pages_prepare', '5.11'], ['__free_pages_prepare', '7.1']] as const) {
      assert.deepEqual(await rulesIn(given(''), allocator(name), version), ['stale-at-free'], version);
      assert.deepEqual(await rulesIn(given('page->mapping = NULL;'), allocator(name), version), [], version);
    }
    assert.deepEqual(await rulesIn(given(''), allocator('__free_pages_prepare'), '6.12'), []);
  });
});

describe('pages that are a device\'s in some kernels only', () => {
  const chain = (statement: string): string => `int xen_alloc_unpopulated_pages(unsigned int count, struct page **pages);
static int chain(struct list_head *list, void *data)
{
	struct page *page;

	if (xen_alloc_unpopulated_pages(1, &page))
		return -1;
	${statement}
	return 0;
}
`;

  it('are told under a preset that leaves it out, with the symbol that makes them so', async () => {
    const [found] = await findingsIn(chain('list_add(&page->lru, list);'));
    assert.equal(found?.rule, 'foreign-word');
    assert.match(found.config, /preset with CONFIG_XEN_UNPOPULATED_ALLOC$/);
    assert.deepEqual((await findingsIn(chain('page->zone_device_data = data;'))).map(({ message }) => message), []);
  });
});

describe('an array of pinned pages or of own ones', () => {
  const region = (fill: string): string => `long pin_user_pages(unsigned long start, unsigned long count, unsigned int flags, struct page **pages);
void unpin_user_pages(struct page **pages, unsigned long count);
struct region { struct page **pages; int user; };
static void mark(struct page **pages, unsigned long place)
{
	pages[0]->index = place;
}
static void fill(struct region *region)
{
	${fill}
}
static void drop(struct region *region)
{
	if (region->user)
		unpin_user_pages(region->pages, 1);
	else
		mark(region->pages, 0);
}
`;

  it('tells nothing of a page of it', async () => {
    assert.deepEqual(await rulesIn(region('region->pages[0] = alloc_page(GFP_KERNEL);')), []);
    assert.deepEqual(await rulesIn(region('')), ['foreign-word']);
  });
});
