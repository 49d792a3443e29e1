import assert from 'node:assert/strict';
import { findingsAt, rulesIn } from './driver.js';

const struct = 'struct pool { struct list_head pages; struct list_head spare; };\n';

describe('a page on a list', () => {
  const drained = (take: string, behind = ''): string => `${struct}void drain(struct pool *pool)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &pool->pages, lru) {
		${take}
		__free_page(page);
	}
	${behind}
}
`;

  it('is not freed while the list still leads to it', async () => {
    assert.ok((await rulesIn(drained(''))).includes('stale-at-free'));
    assert.ok(!(await rulesIn(drained('list_del(&page->lru);'))).includes('stale-at-free'));
    assert.ok(!(await rulesIn(drained('', 'INIT_LIST_HEAD(&pool->pages);'))).includes('stale-at-free'));
  });

  it('may stay on a list whose holder goes away with it, or on one that is the function\'s own', async () => {
    assert.ok(!(await rulesIn(drained('', 'kfree(pool);'))).includes('stale-at-free'));
    assert.ok(!(await rulesIn('void drop(struct page *page, struct page *next)\n{\n\tLIST_HEAD(batch);\n\n\tlist_for_each_entry_safe(page, next, &batch, lru)\n\t\t__free_page(page);\n}\n')).includes('stale-at-free'));
  });

  it('is taken off before it is put on another one', async () => {
    const moved = (take: string): string => `${struct}void set_aside(struct pool *pool)\n{\n\tstruct page *page = list_first_entry(&pool->pages, struct page, lru);\n\n\t${take}\n\tlist_add(&page->lru, &pool->spare);\n}\n`;
    assert.ok((await rulesIn(moved(''))).includes('word-overwritten'));
    assert.ok(!(await rulesIn(moved('list_del(&page->lru);'))).includes('word-overwritten'));
  });
});

describe('the node of a list of pages', () => {
  const kept = (put: string, take: string): string => `${struct}void put(struct pool *pool, struct page *page)
{
	list_add(${put}, &pool->pages);
}
struct page *take(struct pool *pool)
{
	struct page *page = list_first_entry(&pool->pages, struct page, lru);

	list_del(${take});
	return page;
}
`;

  it('is the same where pages are linked, found and taken off', async () => {
    const moved = '(struct list_head *)&page->mapping';
    assert.ok((await rulesIn(kept(moved, '&page->lru'))).includes('unconverted-reader'));
    assert.ok((await rulesIn(kept('&page->lru', moved))).includes('unconverted-reader'));
    assert.ok(!(await rulesIn(kept('&page->lru', '&page->lru'))).includes('unconverted-reader'));
  });

  it('is told over mapping of a page that may be anybody\'s', async () => {
    assert.ok((await rulesIn(`${struct}void put(struct pool *pool, struct page *page)\n{\n\tlist_add((struct list_head *)&page->mapping, &pool->pages);\n}\n`)).includes('node-misread'));
  });
});

describe('a link in a word that a function is known to take away', () => {
  const worked = (found: string, more = ''): string => `struct llist_node;
struct llist_node { struct llist_node *next; };
struct llist_node *taken(void);
void give(struct page *page);
static void free_hpage_workfn(void *work)
{
	struct llist_node *node = taken();

	give(container_of((void *)node, struct page, ${found}));
}
${more}`;
  const toldIn = async (body: string): Promise<number> => (await findingsAt('mm/hugetlb.c', body, {}, '6.1')).filter(({ message }) => message.includes('takes page.mapping away')).length;

  it('is taken away as long as pages are found by it', async () => {
    assert.equal(await toldIn(worked('mapping')), 1);
    assert.equal(await toldIn(worked('lru')), 0);
  });

  it('may be one that others leave there', async () => {
    assert.equal(await toldIn(worked('lru', 'void keep(struct page *page, void *owner) { page->mapping = owner; }\n')), 1);
  });
});

describe('the first link of a list of pages', () => {
  it('is no address in a page\'s memory where the node lies in struct page', async () => {
    const first = (node: string): string => `static LIST_HEAD(free_ones);\nvoid put(struct page *page)\n{\n\tlist_add(${node}, &free_ones);\n}\nstruct page *first(void)\n{\n\treturn virt_to_page(free_ones.next);\n}\n`;
    assert.deepEqual(await rulesIn(first('&page->lru')), ['address-in-page']);
    assert.deepEqual(await rulesIn(first('page_address(page)')), []);
  });
});
