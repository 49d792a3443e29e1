/** Bits that tell flags from pointers in private. */
import assert from 'node:assert/strict';
import { findingsAt } from './driver.js';

const USER = '#include "notes.h"\nvoid note_keep(struct page *page, struct note *note)\n{\n\tset_page_private(page, (unsigned long)note);\n}\n';
const FLAGS_ONLY = '#include "notes.h"\nvoid note_keep(struct page *page)\n{\n\tset_page_private(page, 1UL << NOTE_PLAIN);\n}\n';

/** @param names of the bits, in their order */
async function told(names: readonly string[], user = USER): Promise<readonly string[]> {
  const text = `enum {
${names.map((name) => `\t${name},\n`).join('')}};
static inline bool note_is_plain(struct page *page)
{
	return test_bit(NOTE_PLAIN, &page_private(page));
}
static inline bool note_is_old(struct page *page)
{
	return test_bit(NOTE_PLAIN, &page_private(page)) && test_bit(NOTE_OLD, &page_private(page));
}
`;
  return (await findingsAt('drivers/misc/notes.h', text, { 'drivers/misc/user.c': user })).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('a bit that tells flags from pointers', () => {
  it('is none that a pointer may have', async () => {
    assert.deepEqual(await told(['NOTE_PLAIN', 'NOTE_A', 'NOTE_B', 'NOTE_OLD']), []);
    assert.deepEqual(await told(['NOTE_A', 'NOTE_B', 'NOTE_PLAIN', 'NOTE_OLD']), []);
    assert.match((await told(['NOTE_A', 'NOTE_B', 'NOTE_OLD', 'NOTE_PLAIN'])).join(), /^word-misread: NOTE_PLAIN is bit 3 of page\.private/);
  });

  it('may be any where no pointer is kept', async () => {
    assert.deepEqual(await told(['NOTE_A', 'NOTE_B', 'NOTE_OLD', 'NOTE_PLAIN'], FLAGS_ONLY), []);
  });
});
