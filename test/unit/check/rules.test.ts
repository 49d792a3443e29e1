import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type RuleName, RULES } from '../../../src/check/finding.js';
import { findingsIn, HEAD } from './driver.js';

const pool = (fill: string, drain: string): string => `struct pool { struct page *page; void *owner; };
static void fill(struct pool *pool)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	${fill}
	pool->page = page;
}
static void drain(struct pool *pool)
{
	struct page *page = pool->page;

	${drain}
	__free_pages(page, 0);
}
`;
const pinned = (statement: string): string => `static void pin(struct mm_struct *mm, struct list_head *list)
{
	struct page *pages[4];
	long i, n = get_user_pages_fast(mm, 0, 4, 1, pages);

	for (i = 0; i < n; i++) {
		${statement}
	}
}
`;
const mapped = (statement: string): string => `static int map(struct vm_area_struct *vma, struct list_head *list, void *owner)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	${statement}
	return vm_insert_page(vma, 0, page);
}
`;
const block = (flags: string, statement: string): string => `static struct page *block(struct list_head *list, void *owner)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL${flags}, 3);
	int i;

	for (i = 1; i < 8; i++) {
		${statement}
	}
	return page;
}
`;

/** Bugs in the shape of real ones, each with what is right in its place. */
const pairs: readonly { readonly title: string; readonly rule: RuleName; readonly bug: string; readonly fixed: string }[] = [
  { title: 'lru of a page that GUP gave', rule: 'foreign-word', bug: pinned('list_add(&pages[i]->lru, list);'), fixed: pinned('set_page_dirty(pages[i]);') },
  { title: 'index of a page that GUP gave', rule: 'foreign-word', bug: pinned('pages[i]->index = i;'), fixed: pinned('(void)pages[i]->index;') },
  { title: 'mapping left behind at free', rule: 'stale-at-free', bug: pool('page->mapping = (void *)pool;', ''), fixed: pool('page->mapping = (void *)pool;', 'page->mapping = NULL;') },
  { title: 'mapping left behind, put right by a function of its own', rule: 'stale-at-free',
    bug: `static void reset(struct page *page) { page->index = 0; }\n${pool('page->mapping = (void *)pool;', 'reset(page);')}`,
    fixed: `static void reset(struct page *page) { page->mapping = NULL; }\n${pool('page->mapping = (void *)pool;', 'reset(page);')}` },
  { title: 'a share count in _refcount', rule: 'refcount-misuse', bug: pool('atomic_add_return(1, &page->_refcount);', ''), fixed: pool('get_page(page);', 'put_page(page);') },
  { title: 'a tag in mapping of a mapped page', rule: 'word-misread', bug: mapped('page->mapping = (void *)((unsigned long)owner | 1);'), fixed: mapped('page->private = (unsigned long)owner | 1;') },
  { title: 'a pointer in mapping of a mapped page', rule: 'word-misread', bug: mapped('page->mapping = owner;'), fixed: mapped('page->index = (unsigned long)owner;') },
  { title: 'bit 0 of the first word', rule: 'word-misread', bug: pool('page->lru.next = (void *)((unsigned long)pool | 1);', ''), fixed: pool('page->lru.next = (void *)pool;', '') },
  { title: 'tails of a compound page', rule: 'tail-page', bug: block(' | __GFP_COMP', 'page[i].mapping = owner;'), fixed: block('', 'page[i].index = (unsigned long)owner;') },
  { title: 'tails of a compound page, and a block that is taken apart first', rule: 'tail-page', bug: block(' | __GFP_COMP', 'page[i].mapping = NULL;'), fixed: block(' | __GFP_COMP', 'page[i].compound_head = 0;\n\t\tpage[i].mapping = NULL;') },
  { title: 'a copy that takes a reference', rule: 'page-copy', bug: 'static void snap(struct page *page)\n{\n\tstruct page copy = *page;\n\n\tget_page(&copy);\n}\n', fixed: 'static unsigned long snap(struct page *page)\n{\n\tstruct page copy = *page;\n\n\treturn copy.flags;\n}\n' },
  { title: 'a page laid over another', rule: 'page-copy', bug: 'static void lay(struct page *to, struct page *from)\n{\n\t*to = *from;\n}\n', fixed: 'static void lay(struct page *to, struct page *from)\n{\n\tto->private = from->private;\n}\n' },
  { title: 'a node in the contents of a mapped page', rule: 'node-in-contents', bug: mapped('list_add((struct list_head *)page_address(page), list);'), fixed: mapped('list_add(&page->lru, list);') },
  { title: 'a reader left behind', rule: 'unconverted-reader', bug: pool('page->index = (unsigned long)pool;', 'pool->owner = (void *)page->private;'), fixed: pool('page->index = (unsigned long)pool;', 'pool->owner = (void *)page->index;') },
  { title: 'a node through a pointer in a variable', rule: 'node-misread',
    bug: 'static void keep(void *addr, struct list_head *list)\n{\n\tstruct page *page = vmalloc_to_page(addr);\n\tstruct list_head *node = (struct list_head *)&page->mapping;\n\n\tlist_add(node, list);\n}\n',
    fixed: 'static void keep(void *addr, struct list_head *list)\n{\n\tstruct page *page = vmalloc_to_page(addr);\n\tstruct list_head *node = (struct list_head *)&page->index;\n\n\tlist_add(node, list);\n}\n' },
  { title: 'in an arm that the configuration leaves out', rule: 'node-misread',
    bug: '#ifdef CONFIG_OTHER\nstatic void keep(void *addr, struct list_head *list)\n{\n\tlist_add((struct list_head *)&vmalloc_to_page(addr)->mapping, list);\n}\n#endif\n',
    fixed: '#ifdef CONFIG_OTHER\nstatic void keep(void *addr, struct list_head *list)\n{\n\tlist_add(&vmalloc_to_page(addr)->lru, list);\n}\n#endif\n' },
];

describe('rules', () => {
  for (const { title, rule, bug, fixed } of pairs) {
    it(`${rule}: ${title} is told, with evidence, and its twin is not`, async () => {
      const found = await findingsIn(bug);
      assert.ok(found.some((finding) => finding.rule === rule), `found ${found.map((finding) => finding.rule).join(', ') || 'nothing'}`);
      for (const finding of found) {
        assert.ok(finding.evidence.length >= 1 && finding.evidence.every((link) => link.line >= 1 && link.message !== ''), finding.message);
        assert.ok(finding.line > HEAD.split('\n').length - 1);
      }
      assert.deepEqual((await findingsIn(fixed)).map((finding) => `${finding.rule}: ${finding.message}`), []);
    });
  }

  it('each have a page that says what, why, a real one, how to fix and how to suppress', () => {
    for (const { name } of RULES) {
      const path = `docs/rules/${name}.md`;
      assert.ok(existsSync(path), path);
      const text = readFileSync(path, 'utf8');
      for (const heading of ['What it finds', 'Why it matters', 'A real one', 'How to fix it', 'How to suppress it']) assert.ok(text.includes(`## ${heading}`), `${path}: ${heading}`);
    }
  });

  it('live through half-written code, conflict markers and a function in forty pieces', async () => {
    for (const body of [
      'static void keep(void *addr)\n{\n\tstruct page *page = vmalloc_to_page(addr);\n\n\tlist_add((struct list_head *)&page->',
      '<<<<<<< ours\nstatic int a(struct page *page) { return page->index; }\n=======\nstatic int a(struct page *page) { return page->private; }\n>>>>>>> theirs\n',
      Array.from({ length: 40 }, (_, i) => `static void f(struct page *page) { page->index = ${i}; f(page); }\n`).join(''),
      `static void f(struct page *page)\n{\n${'\tif (page->index)\n\t\tpage->private = 1;\n'.repeat(3000)}}\n`,
    ]) await findingsIn(body);
  }).timeout(60_000);
});
