import assert from 'node:assert/strict';
import { findingsIn, rulesIn } from './driver.js';

const kept = (body: string): string => `struct pool { struct list_head pages; struct page *page; };\n${body}`;
const dispose = (statements: string): string => kept(`static void fill(struct pool *pool)
{
	pool->page = alloc_pages_node(0, GFP_KERNEL, 0);
}
static void dispose(struct pool *pool, int held)
{
	struct page *page = pool->page;

	${statements}
}
`);

describe('pages written when they are gone', () => {
  it('are told behind __free_pages(), and not before it', async () => {
    assert.deepEqual(await rulesIn(dispose('__free_pages(page, 0);\n\tpage->mapping = NULL;')), ['written-when-gone']);
    assert.deepEqual(await rulesIn(dispose('page->mapping = NULL;\n\t__free_pages(page, 0);')), []);
  });

  it('are told behind put_page() of a page of the file\'s own, by a helper too', async () => {
    const helper = 'static void forget(struct page *page) { page->private = 0; }\n';
    const [found] = await findingsIn(helper + dispose('put_page(page);\n\tforget(page);'));
    assert.equal(found?.rule, 'written-when-gone');
    assert.ok(found.evidence.some((link) => link.function === 'dispose' && /given back/.test(link.message)), JSON.stringify(found.evidence));
    assert.deepEqual(await rulesIn(helper + dispose('forget(page);\n\tput_page(page);')), []);
  });

  it('are not told where another way gave it back, where a reference is held, or of somebody else\'s page', async () => {
    assert.deepEqual(await rulesIn(dispose('if (!held) {\n\t\t__free_pages(page, 0);\n\t\treturn;\n\t}\n\tpage->private = 1;')), []);
    assert.deepEqual(await rulesIn(dispose('if (!held)\n\t\t__free_pages(page, 0);\n\telse\n\t\tpage->private = 1;')), []);
    assert.deepEqual(await rulesIn(dispose('get_page(page);\n\tput_page(page);\n\tpage->private = 1;')), []);
    assert.deepEqual(await rulesIn('static void touch(struct page *page)\n{\n\tput_page(page);\n\tpage->private = 1;\n}\n'), []);
  });

  it('are other pages in the next round of a loop', async () => {
    const loop = (first: string, second: string): string => kept(`static void drain(void **at, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		struct page *page = virt_to_page(at[i]);

		${first}
		${second}
	}
}
`);
    assert.deepEqual(await rulesIn(loop('page->private = 0;', '__free_pages(page, 0);')), []);
    assert.deepEqual(await rulesIn(loop('__free_pages(page, 0);', 'page->private = 0;')), ['written-when-gone']);
  });
});

describe('words overwritten while they are needed', () => {
  const link = (statements: string): string => kept(`static void queue(struct pool *pool, struct page *page, int last)\n{\n\t${statements}\n}\n`);

  it('are told of a link of a list that the page is on', async () => {
    assert.deepEqual(await rulesIn(link('list_add(&page->lru, &pool->pages);\n\tpage->pobjects = 1;')), ['word-overwritten']);
    assert.deepEqual(await rulesIn(link('page->pobjects = 1;\n\tlist_add(&page->lru, &pool->pages);')), []);
    assert.deepEqual(await rulesIn(link('list_add(&page->lru, &pool->pages);\n\tlist_del(&page->lru);\n\tpage->pobjects = 1;')), []);
  });

  it('are told where the page is linked on one of the ways that meet, and not where one is on the list and another is written', async () => {
    assert.deepEqual(await rulesIn(link('if (last)\n\t\tlist_add(&page->lru, &pool->pages);\n\tpage->pobjects = 1;')), ['word-overwritten']);
    assert.deepEqual(await rulesIn(link('if (last)\n\t\tlist_add(&page->lru, &pool->pages);\n\telse\n\t\tpage->pobjects = 1;')), []);
    assert.deepEqual(await rulesIn(link('if (last)\n\t\tlist_add(&page->lru, &pool->pages);\n\tif (!last)\n\t\tpage->pobjects = 1;')), []);
  });

  it('are told of a value under the node that call_rcu() takes, by the name that a macro gives the member', async () => {
    const deferred = (word: string, type: string): string => `#include <linux/rcu.h>
static void later(struct rcu_head *head)
{
	struct page *page = container_of(head, struct page, rcu_head);

	pr_alert("%lu\\n", (unsigned long)page->${word});
}
static void defer(struct page *page, unsigned long level)
{
	page->${word} = (${type})level;
	call_rcu(&page->rcu_head, later);
}
`;
    const rcu = { 'include/linux/rcu.h': '#include <linux/types.h>\nstatic inline void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))\n{\n\thead->func = func;\n\thead->next = NULL;\n}\n' };
    assert.deepEqual(await rulesIn(deferred('lru.prev', 'void *'), rcu), ['word-overwritten']);
    assert.deepEqual(await rulesIn(deferred('private', 'unsigned long'), rcu), []);
  });
});

describe('a list of pages that are given back', () => {
  const walk = (body: string): string => `struct pool { struct list_head pages; };
static void give(struct page *page)
{
	__free_page(page);
}
void drain(struct pool *pool, int one)
{
	struct page *page, *next;

${body}
}
`;

  it('is not walked on from a page that is gone', async () => {
    assert.deepEqual(await rulesIn(walk('\tlist_for_each_entry(page, &pool->pages, lru)\n\t\tgive(page);')), ['written-when-gone']);
    assert.ok(!(await rulesIn(walk('\tlist_for_each_entry_safe(page, next, &pool->pages, lru) {\n\t\tlist_del(&page->lru);\n\t\tgive(page);\n\t}'))).includes('written-when-gone'));
  });

  it('may be left with the page', async () => {
    assert.ok(!(await rulesIn(walk('\tlist_for_each_entry(page, &pool->pages, lru) {\n\t\tif (!one)\n\t\t\tcontinue;\n\t\tlist_del(&page->lru);\n\t\tgive(page);\n\t\tbreak;\n\t}'))).includes('written-when-gone'));
  });

  it('is not walked on from a page that was taken off it', async () => {
    const keep = (safe: boolean, more: string): string => walk(`\tlist_for_each_entry${safe ? '_safe' : ''}(page, ${safe ? 'next, ' : ''}&pool->pages, lru) {\n\t\tif (!one)\n\t\t\tcontinue;\n\t\tlist_del(&page->lru);${more}\n\t}`);
    const always = (safe: boolean): string => keep(safe, '').replace(/\t\tif[^;]*;\n/, '');
    assert.deepEqual(await rulesIn(always(false)), ['word-misread']);
    assert.deepEqual(await rulesIn(always(true)), []);
    assert.deepEqual(await rulesIn(keep(false, '\n\t\tbreak;')), []);
  });
});

describe('an object that a page leads to', () => {
  const kept = (drop: string): string => `struct info { int pages; };
void kfree(const void *object);
void forget(struct page *page)
{
	kfree((struct info *)page->private);
	page->private = 0;
}
void invalidate(struct page *page, int all)
{
	struct info *info = (struct info *)page->private;

	if (!all)
		return;
	kfree(info);${drop}
}
`;

  it('is not freed while the page leads there, where the file takes the way back elsewhere', async () => {
    assert.deepEqual(await rulesIn(kept('')), ['word-misread']);
    assert.deepEqual(await rulesIn(kept('\n\tpage->private = 0;')), []);
    assert.deepEqual(await rulesIn(kept('\n\tput_page(page);')), []);
  });

  it('may be freed where nobody takes the way back', async () => {
    assert.deepEqual(await rulesIn(kept('').replace('\tpage->private = 0;\n', '')), []);
  });
});

describe('a pointer of a page', () => {
  it('is not read behind a node that was put over it', async () => {
    const asked = (between: string): string => `#include <linux/memremap.h>\nvoid drop(struct page *page, struct list_head *list)\n{\n\t${between}\n\tpage->pgmap->ops->page_free(page);\n}\n`;
    assert.ok((await rulesIn(asked('INIT_LIST_HEAD(&page->lru);'))).includes('word-overwritten'));
    assert.ok(!(await rulesIn(asked('page->index = 0;'))).includes('word-overwritten'));
  });
});
