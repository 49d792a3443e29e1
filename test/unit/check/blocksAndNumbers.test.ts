import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rulesIn } from './driver.js';

describe('pages of a block', () => {
  const numbered = (which: string, flags: string): string => `static void number(struct list_head *list)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL${flags}, 3);
	int i;

	for (i = 0; i < 8; i++)
		INIT_LIST_HEAD(&pfn_to_page(${which})->lru);
}
`;
  it('are found by frame numbers that are computed from that of the first', async () => {
    assert.deepEqual(await rulesIn(numbered('page_to_pfn(page) + i', ' | __GFP_COMP')), ['tail-page']);
    assert.deepEqual(await rulesIn(numbered('page_to_pfn(page) + i', '')), []);
    assert.deepEqual(await rulesIn(numbered('page_to_pfn(page)', ' | __GFP_COMP')), []);
  });

  const oneByOne = (flags: string, statement: string): string => `struct buffer { void *at[8]; int nr; };
static void fill(struct buffer *buffer)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL${flags}, 3);

	for (buffer->nr = 0; buffer->nr < 8; buffer->nr++)
		buffer->at[buffer->nr] = page_address(page++);
}
static void forget(struct buffer *buffer, int i)
{
	struct page *page = virt_to_page(buffer->at[i]);

	${statement}
}
`;
  it('are tails also where they are kept one by one, and found again by their addresses', async () => {
    assert.deepEqual(await rulesIn(oneByOne(' | __GFP_COMP', 'page->mapping = NULL;')), ['tail-page']);
    assert.deepEqual(await rulesIn(oneByOne('', 'page->mapping = NULL;')), []);
    assert.deepEqual(await rulesIn(oneByOne(' | __GFP_COMP', '(void)page->mapping;')), []);
  });
});

describe('nodes in words that the allocator checks', () => {
  const freed = (reset: string): string => `struct queue { struct list_head pages; };
static void work(struct queue *queue)
{
	struct list_head *node = queue->pages.next;
	struct page *page = container_of((struct address_space **)node, struct page, mapping);

	${reset}
	__free_pages(page, 0);
}
`;
  it('are told of a page that was found by one, unless it is cleared', async () => {
    assert.deepEqual(await rulesIn(freed('page->index = 0;')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(freed('page->mapping = NULL;')), []);
  });
});

describe('numbers', () => {
  const owner = (value: string): string => `struct ring { unsigned long nr; };
static void number(struct ring *ring, struct page *page)
{
	page->lru.next = (struct list_head *)(${value});
}
static struct page *get(struct ring *ring)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	number(ring, page);
	return page;
}
`;
  it('over the first word are told by the bits that are known to be 0', async () => {
    assert.deepEqual(await rulesIn(owner('ring->nr << 2')), []);
    assert.deepEqual(await rulesIn(owner('(unsigned long)ring | 1')), ['word-misread']);
  });

  const counted = (test: string): string => `static void drop(void *table)
{
	struct page *page = virt_to_page(table);

	if (${test})
		__free_pages(page, 0);
}
`;
  it('of references are no numbers of anything else', async () => {
    const ref = 'static inline int page_ref_dec_return(struct page *page) { return atomic_add_return(-1, &page->_refcount); }\n';
    const header = { 'include/linux/page_ref.h': `#include <linux/mm_types.h>\n${ref}` };
    assert.deepEqual(await rulesIn(`#include <linux/page_ref.h>\n${counted('page_ref_dec_return(page) == 1')}`, header), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(`#include <linux/page_ref.h>\n${counted('page_ref_dec_return(page) == 0')}`, header), []);
  });

  it('that stand for pages are those pages', async () => {
    const path = 'include/linux/vmalloc.h';
    const header = { [path]: `${readFileSync(`examples/${path}`, 'utf8')}
#include <linux/mm_types.h>
struct view { unsigned long flags; unsigned long magic; };
static_assert(offsetof(struct page, lru.next) == offsetof(struct view, magic));
typedef unsigned long __bitwise handle_t;
static inline struct page *handle_page(handle_t handle) { return (__force struct page *)handle; }
` };
    const body = (first: string, second: string): string => `static handle_t get(void) { return (handle_t)alloc_pages_node(0, GFP_KERNEL, 0); }
static void put(handle_t handle)
{
	${first}
	${second}
}
static void round(void) { put(get()); }
`;
    const free = '__free_pages(handle_page(handle), 0);', set = 'handle_page(handle)->private = 0;';
    assert.deepEqual(await rulesIn(body(free, set), header), ['written-when-gone']);
    assert.deepEqual(await rulesIn(body(set, free), header), []);
  });
});
