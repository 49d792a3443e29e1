/** What is known of a page by a test on the way, and of a word by what was done to it in place. */
import assert from 'node:assert/strict';
import { checkContext } from '../../../src/check/context.js';
import { checkFile } from '../../../src/check/checkFile.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';
import { HEAD, rulesIn } from './driver.js';

const looked = (condition: string): string => `static void look(struct page *page, unsigned long n)
{
	if (${condition})
		page->private = n;
}
`;

const taken = (clear: string): string => `static void take(int full)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	__SetPageOffline(page);
	if (full) {
		${clear}
		__free_pages(page, 0);
	}
}
`;

const marked = (tag: string): string => `static void mark(struct page *page, void *owner, unsigned long tag)
{
	page->lru.next = (void *)((unsigned long)owner | tag);
}
static void claim(void *owner)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	mark(page, owner, ${tag});
}
`;

describe('what is told of a page', () => {
  it('by a test on the way, on its true side only', async () => {
    assert.deepEqual(await rulesIn(looked('PageBuddy(page)')), ['foreign-word']);
    assert.deepEqual(await rulesIn(looked('!PageBuddy(page)')), []);
    assert.deepEqual(await rulesIn(looked('PageBuddy(page) || n')), []);
  });

  it('by a test of the file\'s own as it is now, while it is edited', async () => {
    const setup = openTree(new NodeFiles('examples')), { tree } = setup, path = 'drivers/misc/driver.c';
    const context = checkContext(setup, await testParser());
    const rules = (test: string): readonly string[] => {
      const before = tree.source(path);
      tree.overlay(path, `${HEAD}static inline int special(struct page *page) { return ${test}; }\n${looked('special(page)')}`);
      context.footprints.changed(path, before);
      return checkFile(tree.source(path)!, context).map(({ rule }) => rule);
    };
    assert.deepEqual([rules('PageBuddy(page)'), rules('page_to_nid(page)'), rules('PageBuddy(page)')], [['foreign-word'], [], ['foreign-word']]);
  });

  it('by a test that another one asks', async () => {
    const asks = 'static int is_free(struct page *page)\n{\n\tif (!page)\n\t\treturn 0;\n\treturn PageBuddy(page);\n}\n';
    assert.deepEqual(await rulesIn(asks + looked('is_free(page) && n')), ['foreign-word']);
  });

  it('by bits cleared and set in place: a page type left behind', async () => {
    assert.deepEqual(await rulesIn(taken('')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(taken('__ClearPageOffline(page);')), []);
  });

  it('by a tag that a helper is handed', async () => {
    assert.deepEqual(await rulesIn(marked('1')), ['word-misread']);
    assert.deepEqual(await rulesIn(marked('4')), []);
  });
});
