/** Padding of struct page and its overlays: nobody's by that name. */
import assert from 'node:assert/strict';
import { findingsIn, rulesIn } from './driver.js';

const keep = (statement: string): string => `static void keep(struct page *page, void *owner)\n{\n\t${statement}\n}\n`;

describe('padding', () => {
  it('that others know by another name is not written', async () => {
    const [found, ...more] = await findingsIn(keep('page->_compound_pad_1 = (unsigned long)owner;'));
    assert.deepEqual(more, []);
    assert.equal(found?.rule, 'foreign-word');
    assert.match(found.message, /page\._compound_pad_1 only fills a gap/);
    assert.equal(found.evidence.length > 2, true);
  });

  it('may be cleared and read, and members beside it written', async () => {
    assert.deepEqual(await rulesIn(keep('page->_compound_pad_1 = 0;')), []);
    assert.deepEqual(await rulesIn(keep('owner = (void *)page->_compound_pad_1;')), []);
    assert.deepEqual(await rulesIn(keep('page->pt_mm = owner;')), []);
  });
});
