/** References taken and given back one by one for something else than references. */
import assert from 'node:assert/strict';
import { findingsAt, rulesIn } from './driver.js';

const HELPERS = {
  'include/linux/page_ref.h': `#include <linux/mm_types.h>
static inline void page_ref_inc(struct page *page) { atomic_inc(&page->_refcount); }
static inline void page_ref_dec(struct page *page) { atomic_dec(&page->_refcount); }
static inline int page_ref_dec_and_test(struct page *page) { return atomic_dec_and_test(&page->_refcount); }
static inline int page_ref_count(struct page *page) { return atomic_read(&page->_refcount); }
`,
};
const steps = (up: string, down: string): string => `#include <linux/page_ref.h>
struct cell { struct page *page; int busy; };
static void enter(struct cell *cell)
{
	${up}
}
static void leave(struct cell *cell)
{
	${down}
}
`;
const table = (taken: string, more = ''): string => `#include <linux/page_ref.h>
struct level { void *entries; int children; };
static struct level *grow(struct level *level)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	level->entries = page_address(page);
	return level;
}
static void shrink(struct level *level)
{
	free_pages((unsigned long)level->entries, 0);
}
static void link_child(struct level *level)
{
	${taken}
}
${more}
`;
const pool = (taken: string): string => `#include <linux/page_ref.h>
static inline void part_set(struct page *page, long parts)
{
	atomic_set((atomic_t *)&page->index, parts);
}
static inline int part_drop(struct page *page)
{
	return atomic_sub_return(1, (atomic_t *)&page->index);
}
static inline void part_take(struct page *page)
{
	${taken}
}
`;

describe('steps of the reference count', () => {
  it('down free the page with the last one', async () => {
    assert.deepEqual(await rulesIn(steps('page_ref_inc(cell->page);', 'page_ref_dec(cell->page);'), HELPERS), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(steps('page_ref_inc(cell->page);', 'if (page_ref_dec_and_test(cell->page))\n\t\t__free_pages(cell->page, 0);'), HELPERS), []);
    assert.deepEqual(await rulesIn(steps('cell->busy++;', 'cell->busy--;'), HELPERS), []);
  });

  it('up are given back by who frees the pages', async () => {
    assert.deepEqual(await rulesIn(table('page_ref_inc(virt_to_page(level->entries));'), HELPERS), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(table('level->children++;'), HELPERS), []);
    assert.deepEqual(await rulesIn(table('page_ref_inc(virt_to_page(level->entries));', 'static void unlink_child(struct level *level)\n{\n\tput_page(virt_to_page(level->entries));\n}\n'), HELPERS), []);
    // A page that is to stay for ever.
    assert.deepEqual(await rulesIn(table('get_page(virt_to_page(level->entries));'), { 'include/linux/page_ref.h': '#include <linux/mm_types.h>\n' }), []);
  });

  it('up and down are made in one count', async () => {
    assert.deepEqual(await rulesIn(pool('page_ref_inc(page);'), HELPERS), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(pool('atomic_inc((atomic_t *)&page->index);'), HELPERS), []);
  });

  it('are made from the one that the allocator gives', async () => {
    const taken = (count: number, made: string): string => `#include <linux/counts.h>
struct page *take(struct page *given)
{
	struct page *page = ${made};

	if (page)
		put_count(page, ${count});
	return page;
}
`;
    const header = { 'include/linux/counts.h': 'static inline void put_count(struct page *page, int n) { atomic_set(&page->_refcount, n); }\n' };
    const rules = async (body: string): Promise<readonly string[]> => (await findingsAt('mm/owner.c', body, header)).map(({ rule }) => rule);
    assert.deepEqual(await rules(taken(0, 'alloc_pages_node(0, GFP_KERNEL, 0)')), ['refcount-misuse']);
    assert.deepEqual(await rules(taken(1, 'alloc_pages_node(0, GFP_KERNEL, 0)')), []);
    // Whoever takes pages out of the allocator's hands himself begins with none.
    assert.deepEqual(await rules(taken(0, 'given')), []);
  });
});
