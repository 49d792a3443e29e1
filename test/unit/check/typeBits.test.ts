/** Masks that reach into bits which are not the owner's. */
import assert from 'node:assert/strict';
import { findingsIn, rulesIn } from './driver.js';

const offset = (mask: string): string => `
#define OBJ_MASK ${mask}
static void set_obj(struct page *page, unsigned int off)
{
	page->page_type &= ~OBJ_MASK;
	page->page_type |= off & OBJ_MASK;
}
void *sample(unsigned int off)
{
	struct page *page = alloc_page(GFP_KERNEL);
	set_obj(page, off);
	return page;
}`;

const marked = (bits: string): string => `
void sample(struct page *page)
{
	page->flags |= ${bits};
	page->flags &= ~(${bits});
}`;

describe('bits of a word that are not the owner\'s', () => {
  it('say of what type a page is', async () => {
    assert.deepEqual(await rulesIn(offset('0xffffff'), {}, '6.12'), []);
    assert.deepEqual(await rulesIn(offset('((1 << 24) - 1)'), {}, '6.12'), []);
    assert.deepEqual(await rulesIn(offset('0x3ffffff'), {}, '6.12'), ['word-misread']);
  });

  it('may be replaced whole', async () => {
    const [found] = await findingsIn('void sample(struct page *page)\n{\n\tpage->page_type &= 0xffffff;\n}', {}, '6.12');
    assert.ok(!found?.message.includes('reaches into'));
  });

  it('say where it belongs', async () => {
    assert.deepEqual(await rulesIn(marked('1UL << PG_private')), []);
    assert.deepEqual(await rulesIn(marked('1UL << 50')), ['word-misread', 'word-misread']);
  });
});
