/** Constants that stand for something in a word of pages. */
import assert from 'node:assert/strict';
import { findingsAt } from './driver.js';

const HEADER = 'drivers/misc/parts.h';
const SHORT = '#define PART_SHORT (-1UL << 2)\n';

/** A header with two marks, and the file beside it that keeps them in private. */
async function told(early: string, user: string): Promise<readonly string[]> {
  const text = `${SHORT}#define PART_EARLY ${early}\n#define PART_OTHER 2\n#define PART_ALIAS PART_SHORT\nvoid part_done(struct page *page);\n`;
  return (await findingsAt(HEADER, text, { 'drivers/misc/user.c': `#include "parts.h"\n${user}` })).map(({ rule, message }) => `${rule}: ${message}`);
}

const marks = `
void part_mark(struct page *page, struct folio *folio, struct other *o)
{
	set_page_private(page, PART_SHORT);
	if (folio->private == (void *)PART_EARLY)
		page->private = PART_ALIAS;
	o->private = PART_OTHER;
}
`;
const counts = `
void part_count(struct page *page)
{
	atomic_inc((atomic_t *)&page->private);
}
`;

describe('marks in a word of pages', () => {
  it('are told from each other', async () => {
    assert.deepEqual(await told('(-3UL << 2)', marks), []);
    assert.deepEqual(await told('((void *)(-3UL << 2))', marks), []);
    assert.match((await told('((void *)(-1UL << 2))', marks)).join(), /^word-misread: PART_EARLY is 0xfffffffffffffffc as PART_SHORT is/);
  });

  it('are told from counts', async () => {
    assert.deepEqual(await told('1UL', marks), []);
    assert.deepEqual(await told('(-3UL << 2)', marks + counts), []);
    assert.match((await told('1UL', marks + counts)).join(), /^word-misread: PART_EARLY is 0x1, which a count in page\.private/);
  });

  it('are those of pages', async () => {
    assert.deepEqual(await told('2', 'void f(struct other *o)\n{\n\to->private = PART_EARLY;\n\to->private = PART_OTHER;\n}\n'), []);
  });
});
