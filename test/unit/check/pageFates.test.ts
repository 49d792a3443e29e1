/** What a file does to a page tells whose it is, and which of a block's pages it is done to: fixtures of our own, each with a twin that is correct. */
import assert from 'node:assert/strict';
import { checkContext } from '../../../src/check/context.js';
import { checkFile } from '../../../src/check/checkFile.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';

const HEAD = '#include <linux/mm.h>\n#include <linux/gfp.h>\n#include <linux/page-flags.h>\n';

async function rulesIn(body: string): Promise<readonly string[]> {
  const setup = openTree(new NodeFiles('examples'));
  setup.tree.overlay('drivers/misc/driver.c', HEAD + body);
  return checkFile(setup.tree.source('drivers/misc/driver.c')!, checkContext(setup, await testParser())).map(({ rule }) => rule);
}

const released = (by: string): string => `void unpin_user_pages(struct page **pages, unsigned long npages);
void give_away(struct page **pages, unsigned long npages);
static void release(struct page **pages, unsigned long npages)
{
	unsigned long n;

	for (n = 0; n < npages; n++)
		pages[n]->private = 0;
	${by}(pages, npages);
}
`;

const blocks = (flags: string, index: string): string => `static struct page *block(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages_node(0, ${flags}, order);

	if (page)
		page[${index}].private = order;
	return page;
}
`;

const copied = (kept: string): string => `struct holder { struct page *page; };
static void keep(struct holder *holder, struct page *page)
{
	struct page copy = *page;

	holder->page = ${kept};
}
`;

describe('what a file does to a page', () => {
  it('tells whose it is: pages that are unpinned are somebody\'s mapped ones', async () => {
    assert.deepEqual(await rulesIn(released('unpin_user_pages')), ['foreign-word']);
    assert.deepEqual(await rulesIn(released('give_away')), []);
  });

  it('is done to a tail where the flags hold __GFP_COMP, whatever else they hold', async () => {
    assert.deepEqual(await rulesIn(blocks('gfp | __GFP_COMP', '1')), ['tail-page']);
    assert.deepEqual(await rulesIn(blocks('gfp | __GFP_COMP', '0')), []);
    assert.deepEqual(await rulesIn(blocks('gfp', '1')), []);
  });

  it('with the address of a copy is not done to the page', async () => {
    assert.deepEqual(await rulesIn(copied('&copy')), ['page-copy']);
    assert.deepEqual(await rulesIn(copied('page')), []);
  });
});
