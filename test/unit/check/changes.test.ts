import assert from 'node:assert/strict';
import { lostIn } from './driver.js';

/** A function that does something to a page, in the variant that a change makes of it. */
const does = (body: string, rest = ''): string => `${rest}void leave(struct page *page, struct list_head *list)\n{\n\tint node = page_to_nid(page);\n\n${body}\n\tif (node)\n\t\tset_page_dirty(page);\n}\n`;

describe('a change', () => {
  it('that no longer puts a word right is told, unless another function does now', async () => {
    const reset = '\tpage->mapping = NULL;';
    assert.deepEqual(await lostIn(does(reset), does('')), ['stale-at-free']);
    assert.deepEqual(await lostIn(does(reset), does('\tcleanup(page);', `static void cleanup(struct page *page)\n{\n${reset}\n}\n`)), []);
    assert.deepEqual(await lostIn(does(reset), does('\tif (page->mapping)\n\t\tpage->mapping = NULL;')), []);
  });

  it('that also takes away who set the word is right', async () => {
    const set = (value: string): string => `void join(struct page *page, struct address_space *mapping)\n{\n\tpage->index = 1;\n\t${value}\n}\n`;
    const taken = does('\tpage->mapping = NULL;', set('page->mapping = mapping;'));
    assert.deepEqual(await lostIn(taken, does('', set('page->mapping = mapping;'))), ['stale-at-free']);
    assert.deepEqual(await lostIn(taken, does('', set(''))), []);
  });

  it('that writes a word anew, which is read, is told; what a page is given back with is nobody\'s', async () => {
    const rest = 'unsigned long place(struct page *page)\n{\n\treturn page->index;\n}\n';
    assert.deepEqual(await lostIn(does('\tpage->index = 0;', rest), does('', rest)), ['word-misread']);
    assert.deepEqual(await lostIn(does('\tpage->index = 0;\n\tput_page(page);', rest), does('\tput_page(page);', rest)), []);
  });

  it('that leaves a page on its list is told', async () => {
    assert.deepEqual(await lostIn(does('\tlist_del(&page->lru);'), does('')), ['word-overwritten']);
    assert.deepEqual(await lostIn(does('\tlist_del(&page->lru);'), does('\tlist_del_init(&page->lru);')), []);
  });

  it('that keeps a page\'s type is told; a flag for which the allocator does not ask is not', async () => {
    const rest = 'void enter(struct page *page)\n{\n\t__SetPageOffline(page);\n\tSetPageReferenced(page);\n}\n';
    assert.deepEqual(await lostIn(does('\t__ClearPageOffline(page);', rest), does('', rest)), ['stale-at-free']);
    assert.deepEqual(await lostIn(does('\tClearPageReferenced(page);', rest), does('', rest)), []);
  });

  it('that leaves out the step to the head is told', async () => {
    const asked = (page: string): string => does(`\tstruct page *head = ${page};\n\n\tif (head->mapping)\n\t\treturn;`);
    assert.deepEqual(await lostIn(asked('compound_head(page)'), asked('page')), ['tail-page']);
    assert.deepEqual(await lostIn(asked('compound_head(page)'), does('\tpage = compound_head(page);\n\n\tif (page->mapping)\n\t\treturn;')), []);
  });

  it('that asks no longer whether the page is a tail is told, unless it asks in other words', async () => {
    const asked = (test: string): string => does(`${test}\tif (page->mapping)\n\t\treturn;`);
    assert.deepEqual(await lostIn(asked('\tif (PageCompound(page))\n\t\treturn;\n'), asked('')), ['word-misread']);
    assert.deepEqual(await lostIn(asked('\tif (PageCompound(page))\n\t\treturn;\n'), asked('\tif (PageHead(page) || PageTail(page))\n\t\treturn;\n')), []);
  });

  it('that moves a value to another word is told where readers of the old one are left', async () => {
    const kept = (word: string, read: string): string => `struct owner { int pages; };\nvoid adopt(struct page *page, struct owner *owner)\n{\n\tpage->${word} = (unsigned long)owner;\n\tset_page_dirty(page);\n}\nstruct owner *owner_of(struct page *page)\n{\n\treturn (struct owner *)page->${read};\n}\nstruct owner *again(struct page *page, struct owner *owner)\n{\n\tadopt(page, owner);\n\treturn owner_of(page);\n}\n`;
    assert.deepEqual(await lostIn(kept('private', 'private'), kept('index', 'private')), ['unconverted-reader']);
    assert.deepEqual(await lostIn(kept('private', 'private'), kept('index', 'index')), []);
  });

  it('that writes the whole of a word of which it changed bits is told', async () => {
    assert.deepEqual(await lostIn(does('\tpage->private |= 4;'), does('\tpage->private = 4;')), ['word-overwritten']);
    assert.deepEqual(await lostIn(does('\tpage->private |= 4;'), does('\tpage->private |= 8;')), []);
  });

  it('that writes a function anew tells nothing of what it did before', async () => {
    assert.deepEqual(await lostIn(does('\tpage->mapping = NULL;'), 'void leave(struct page *page, struct list_head *list)\n{\n\twhile (list->next != list) {\n\t\tlist_del(list->next);\n\t\tset_page_dirty(page + 1);\n\t}\n\tlock_page(page);\n}\n'), []);
  });
});

describe('a change of what a page is given', () => {
  const gives = (body: string): string => `void give(struct page *page, struct address_space *mapping, unsigned long offset)\n{\n${body}\n\tset_page_dirty(page);\n\tlock_page(page);\n}\nvoid take(struct page *page)\n{\n\tpage->mapping = NULL;\n\tpage->index = 0;\n}\n`;

  it('that leaves one of the words is told, not that leaves all', async () => {
    const both = gives('\tpage->mapping = mapping;\n\tpage->index = offset;');
    assert.deepEqual(await lostIn(both, gives('\tpage->mapping = mapping;')), ['paired-words']);
    assert.deepEqual(await lostIn(both, gives('\tpage->index = offset;\n\tpage->mapping = mapping;')), []);
    assert.deepEqual(await lostIn(both, gives('')), []);
    assert.deepEqual(await lostIn(both, gives('\tpage->mapping = mapping;\n\tpage->private = offset;')), []);
  });

  it('that takes a masked word whole is told', async () => {
    const read = (mask: string): string => `unsigned long kept(struct page *page)\n{\n\tlock_page(page);\n\treturn page->private${mask};\n}\n`;
    assert.deepEqual(await lostIn(read(' & 0xffff'), read('')), ['word-misread']);
    assert.deepEqual(await lostIn(read(' & 0xffff'), read(' & ~0xffff0000')), []);
  });

  it('that asks a page what it asked its head is told, unless the answer is the head\'s', async () => {
    const asked = (who: string, test: string): string => `int movable(struct page *page)\n{\n\tstruct page *head = compound_head(page);\n\n\tif (page_to_nid(page))\n\t\treturn 0;\n\treturn ${test}(${who}) || head->index;\n}\n`;
    assert.deepEqual(await lostIn(asked('head', '__PageMovable'), asked('page', '__PageMovable')), ['tail-page']);
    assert.deepEqual(await lostIn(asked('head', 'PageLRU'), asked('page', 'PageLRU')), []);
  });

  it('that moves a list node into a page\'s bytes is told', async () => {
    const keep = (node: string): string => `void keep(struct page *page, struct list_head *list)\n{\n\tif (page_to_nid(page))\n\t\treturn;\n\tlist_add(${node}, list);\n}\n`;
    assert.deepEqual(await lostIn(keep('&page->lru'), keep('page_address(page)')), ['node-in-contents']);
    assert.deepEqual(await lostIn(keep('page_address(page)'), keep('page_address(page) + 8')), []);
  });
});
