/** What owners keep and how types are told, judged in the headers that declare them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findingsAt, toldOf } from './driver.js';

describe('page types', () => {
  const header = 'include/linux/page-flags.h';

  it('are told from each other and from counts', async () => {
    assert.deepEqual(await toldOf(header, '0x00000200', '0x00000200'), []);
    assert.match((await toldOf(header, '0x00000200', '0x00000100')).join(), /PG_table is the same as PG_offline/);
    assert.match((await toldOf(header, '0x00000200', '0x10000000')).join(), /PG_table lies in PAGE_TYPE_BASE/);
    assert.deepEqual(await toldOf(header, '0x00000200', '0x00000800'), []);
  });
});

describe('what an owner keeps', () => {
  it('does not lie over a word that others read without knowing it', async () => {
    const header = 'include/linux/mm_types.h', tables = '\t\t\tunion {\n\t\t\t\tstruct mm_struct *pt_mm;';
    assert.deepEqual(await toldOf(header, tables, tables), []);
    const text = readFileSync(`examples/${header}`, 'latin1');
    const [, pad] = /(\t\t\tunsigned long _pt_pad_2;[^\n]*\n)/.exec(text) ?? [];
    assert.ok(pad !== undefined);
    assert.match((await toldOf(header, pad, '')).join(), /word-misread: page\.pt_mm of a page table lies over page\.mapping/);
  });
});

describe('functions known to take words away from pages', () => {
  const letGo = (body: string): string => `static void page_cache_delete(struct address_space *mapping, struct page *page)\n{\n\tmapping->nrpages--;\n${body}}\nvoid delete_from_page_cache(struct page *page)\n{\n\tpage_cache_delete(page->mapping, page);\n}\n`;
  const rules = async (body: string): Promise<readonly string[]> => (await findingsAt('mm/filemap.c', body)).map(({ rule }) => rule);

  it('still do', async () => {
    assert.deepEqual(await rules(letGo('\tpage->mapping = NULL;\n')), []);
    assert.deepEqual(await rules(letGo('')), ['stale-at-free']);
    assert.deepEqual(await rules(letGo('\t/* page->mapping = NULL; */\n')), ['stale-at-free']);
  });

  it('may leave it to a function beside them', async () => {
    assert.deepEqual(await rules(`static void let_go(struct page *page)\n{\n\tpage->mapping = NULL;\n}\n${letGo('\tlet_go(page);\n')}`), []);
  });
});
