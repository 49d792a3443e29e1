/** Pages are found again where a file keeps them: what one function puts there another one has in hand. Each bug with a twin that is correct. */
import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

/** Arrays of pages in an array, filled by one function and emptied by another. */
const arrays = (put: string, take: string): string => `struct balloon { struct page ***chunks; };
void *take_memory(unsigned long size);
static void inflate(struct balloon *balloon, int chunk)
{
	struct page **pages = take_memory(64);
	int i;

	for (i = 0; i < 8; i++) {
		pages[i] = alloc_pages_node(0, GFP_KERNEL, 0);
		${put}
	}
	balloon->chunks[chunk] = pages;
}
static void deflate(struct balloon *balloon, int chunk)
{
	struct page **pages = balloon->chunks[chunk];
	int i;

	for (i = 0; i < 8; i++) {
		${take}
		__free_pages(pages[i], 0);
	}
}
`;

/** An array of pages given back whole. */
const released = (put: string, take: string): string => `struct buffer { struct page **pages; int count; };
void release_pages(struct page **pages, int count);
static void fill(struct buffer *buffer, int i)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	${put}
	buffer->pages[i] = page;
}
static void drop(struct buffer *buffer)
{
	int i;

	for (i = 0; i < buffer->count; i++)
		${take};
	release_pages(buffer->pages, buffer->count);
}
`;

/** Slots of an array of records, of which the function that empties them has one in hand. */
const slots = (reader: string): string => `struct slot { struct page *page; long user; };
struct ring { struct slot *slots; int head; };
static void put(struct ring *ring, unsigned long note)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	page->private = note;
	ring->slots[ring->head].page = page;
}
static void take(struct slot *slot)
{
	slot->user = slot->page->${reader};
	__free_pages(slot->page, 0);
}
`;

/** Pages of a container, some of whose readers follow the writer. */
const looked = (reader: string): string => `struct tree { void *root; };
struct device { struct tree pages; };
int tree_insert(struct tree *tree, unsigned long index, void *item);
void *tree_lookup(struct tree *tree, unsigned long index);
int tree_batch(struct tree *tree, void **items, unsigned long first, int max);
static void insert(struct device *device, unsigned long index)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	page->private = index;
	tree_insert(&device->pages, index, page);
}
static int lookup(struct device *device, unsigned long index)
{
	struct page *page = tree_lookup(&device->pages, index);

	return page->private == index;
}
static unsigned long drain(struct device *device)
{
	struct page *pages[16];
	int i, count = tree_batch(&device->pages, (void **)pages, 0, 16);
	unsigned long last = 0;

	for (i = 0; i < count; i++) {
		last = pages[i]->${reader};
		__free_pages(pages[i], 0);
	}
	return last;
}
`;

/** Freed by a function that others call too. */
const exported = (clear: string): string => `void give_back(struct page *page)
{
	${clear}
	__free_pages(page, 0);
}
static struct page *take(struct list_head *owner, int bad)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	if (bad) {
		give_back(page);
		return NULL;
	}
	page->mapping = (void *)owner;
	return page;
}
`;

describe('pages that a file keeps', () => {
  it('in arrays of arrays', async () => {
    assert.deepEqual(await rulesIn(arrays('__SetPageOffline(pages[i]);', '')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(arrays('__SetPageOffline(pages[i]);', '__ClearPageOffline(pages[i]);')), []);
  });

  it('in an array that is given back whole', async () => {
    assert.deepEqual(await rulesIn(released('page->mapping = (void *)buffer;', 'buffer->pages[i]->index = 0')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(released('page->mapping = (void *)buffer;', 'buffer->pages[i]->mapping = NULL')), []);
  });

  it('stay where they are when the memory of an array of its own is given back', async () => {
    const shrunk = released('page->mapping = (void *)buffer;', 'buffer->pages[i]->mapping = NULL');
    assert.deepEqual(await rulesIn(`${shrunk}static void look(struct buffer *buffer)\n{\n\tstruct page **all = vmalloc(64);\n\n\tall[0] = buffer->pages[0];\n\tvfree(all);\n}\n`), []);
  });

  it('in members of an array\'s records', async () => {
    assert.deepEqual(await rulesIn(slots('index')), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(slots('private')), []);
  });

  it('in a container, looked up in batches', async () => {
    assert.deepEqual(await rulesIn(looked('index')), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(looked('private')), []);
  });

  it('and gives back by a function that other files call', async () => {
    assert.deepEqual(await rulesIn(exported('')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(exported('page->mapping = NULL;')), []);
  });
});
