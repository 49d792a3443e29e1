import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

describe('the way from a page to its head', () => {
  it('is not left out by a cast to a folio', async () => {
    const taken = (folio: string): string => `unsigned long offset_of(struct page **pages, int i)\n{\n\tstruct folio *folio = ${folio};\n\n\treturn folio->index;\n}\n`;
    assert.deepEqual(await rulesIn(taken('(struct folio *)pages[i]')), ['tail-page']);
    assert.deepEqual(await rulesIn(taken('page_folio(pages[i])')), []);
  });

  it('may be left out of a page fresh from the allocator, or found on a list', async () => {
    assert.deepEqual(await rulesIn('struct folio *make(void)\n{\n\treturn (struct folio *)alloc_page(GFP_KERNEL);\n}\n'), []);
    assert.deepEqual(await rulesIn('struct folio *first(struct list_head *list)\n{\n\treturn (struct folio *)list_first_entry(list, struct page, lru);\n}\n'), []);
  });

  it('may be left out by who is only handed heads', async () => {
    const handed = (before: string): string => `static unsigned long offset(struct page *page)\n{\n\treturn ((struct folio *)page)->index;\n}\nunsigned long of(struct page **pages, int i)\n{\n\tstruct page *page = pages[i];\n\n\t${before}\n\treturn offset(page);\n}\n`;
    assert.deepEqual(await rulesIn(handed('')), ['tail-page']);
    assert.deepEqual(await rulesIn(handed('page = compound_head(page);')), []);
  });

  it('is gone before a pinned page is asked whose it is', async () => {
    const asked = (before: string, page: string): string => `struct address_space *owner(struct mm_struct *mm, unsigned long addr)\n{\n\tstruct page *page;\n\tstruct address_space *mapping;\n\n\tif (get_user_pages_fast(mm, addr, 1, &page) != 1)\n\t\treturn NULL;\n\t${before}\n\tmapping = ${page}->mapping;\n\tput_page(page);\n\treturn mapping;\n}\n`;
    assert.ok((await rulesIn(asked('', 'page'))).includes('tail-page'));
    assert.ok(!(await rulesIn(asked('page = compound_head(page);', 'page'))).includes('tail-page'));
    // The folio was taken, and the page is asked all the same.
    assert.ok((await rulesIn(asked('mapping = page_folio(page)->mapping;', 'page'))).includes('tail-page'));
    assert.ok(!(await rulesIn(asked('', 'page_folio(page)'))).includes('tail-page'));
  });

  it('is not forgotten where the folio is at hand', async () => {
    const told = (page: string): string => `unsigned long flags_of(unsigned long pfn)\n{\n\tstruct page *page = pfn_to_page(pfn);\n\tstruct folio *folio = page_folio(page);\n\n\treturn folio->flags | ((unsigned long)${page}->mapping & 1);\n}\n`;
    assert.deepEqual(await rulesIn(told('page')), ['tail-page']);
    assert.deepEqual(await rulesIn(told('folio')), []);
  });
});
