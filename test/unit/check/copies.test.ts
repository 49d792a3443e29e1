/** Copies of struct pages, by whatever way they are made and used. Each bug with a twin that is correct. */
import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

const snapshot = (declared: string, use: string): string => `void unpin_user_pages(struct page **pages, unsigned long npages);
static void *snapshot(struct page *page)
{
	${declared}
	return ${use};
}
`;

const duplicate = (of: string): string => `void *kmemdup(const void *from, unsigned long size, unsigned int gfp);
struct holder { struct page *page; };
static void keep(struct holder *holder, struct page *page)
{
	holder->page = ${of};
}
`;

const moved = (statement: string): string => `static void move(struct folio *to, struct folio *from)\n{\n\t${statement}\n}\n`;

describe('a copy of a struct page', () => {
  it('has no memory of its own to be looked at', async () => {
    assert.deepEqual(await rulesIn(snapshot('struct page copy = *page;\n', 'page_address(&copy)')), ['page-copy']);
    assert.deepEqual(await rulesIn(snapshot('struct page *copy = page;\n', 'page_address(copy)')), []);
  });

  it('is not unpinned in the place of the page', async () => {
    const unpin = (copy: string, one: string): string => snapshot(`struct page ${copy};\n\tstruct page *one = ${one};\n\n\tunpin_user_pages(&one, 1);`, '(void *)0');
    assert.deepEqual(await rulesIn(unpin('copy = *page', '&copy')), ['page-copy']);
    assert.deepEqual(await rulesIn(unpin('*copy = page', 'copy')), []);
  });

  it('in memory of its own is no page', async () => {
    assert.deepEqual(await rulesIn(duplicate('kmemdup(page, sizeof(*page), 0)')), ['page-copy']);
    assert.deepEqual(await rulesIn(duplicate('page')), []);
  });

  it('of its first words overwrites flags and links of another', async () => {
    assert.deepEqual(await rulesIn(moved('memcpy(to, from, offsetof(struct folio, _refcount));')), ['page-copy']);
    assert.deepEqual(await rulesIn(moved('to->private = from->private;')), []);
  });
});
