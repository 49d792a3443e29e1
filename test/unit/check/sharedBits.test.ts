import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

describe('bits of a word of pages', () => {
  const marked = (bit: number): string => `#define NUMBER_MASK ((1UL << 24) - 1)\n#define MARK_BIT ${bit}\nvoid mark(struct page *page)\n{\n\tset_bit(MARK_BIT, &page->private);\n}\nunsigned long number_of(struct page *page)\n{\n\treturn page->private & NUMBER_MASK;\n}\n`;

  it('that are part of a number are no marks', async () => {
    assert.deepEqual(await rulesIn(marked(23)), ['word-misread']);
    assert.deepEqual(await rulesIn(marked(24)), []);
  });

  it('hold a node of their own, not another page\'s', async () => {
    const moved = (how: string): string => `void moved(struct page *from, struct page *to, struct list_head *list)\n{\n\t${how}\n}\n`;
    assert.deepEqual(await rulesIn(moved('to->lru = from->lru;')), ['page-copy']);
    assert.deepEqual(await rulesIn(moved('list_replace(&from->lru, &to->lru);')), []);
  });
});
