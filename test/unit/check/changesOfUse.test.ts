import assert from 'node:assert/strict';
import { lostIn } from './driver.js';

const does = (body: string, rest = ''): string => `${rest}void work(struct page *page, struct address_space *mapping, unsigned long number)\n{\n\tint node = page_to_nid(page);\n\n${body}\n\tif (node)\n\t\tset_page_dirty(page);\n\tlock_page(page);\n}\n`;
const lines = (...all: readonly string[]): string => does(all.map((line) => `\t${line}`).join('\n'));

describe('a change of what a function goes by', () => {
  it('that writes a word outside of the lock it held is told', async () => {
    const [lock, write, unlock] = ['spin_lock(&mapping->lock);', 'set_page_private(page, number);', 'spin_unlock(&mapping->lock);'] as const;
    assert.deepEqual(await lostIn(lines(lock, write, 'node++;', unlock), lines(lock, 'node++;', unlock, write)), ['paired-words']);
    assert.deepEqual(await lostIn(lines(lock, write, 'node++;', unlock), lines(lock, 'node++;', write, unlock)), []);
  });

  it('that takes a reference no more, or sets the count, is told', async () => {
    const refs = 'static inline void page_ref_add(struct page *page, int nr)\n{\n\tpage->_refcount.counter += nr;\n}\nstatic inline void page_ref_inc(struct page *page)\n{\n\tpage->_refcount.counter++;\n}\n';
    const [take, give] = ['page_ref_inc(page);', 'put_page(page);'] as const, work = (...all: readonly string[]): string => `${refs}${lines(...all)}`;
    assert.deepEqual(await lostIn(work(take, 'page->index = number;', give), work('page->index = number;', give)), ['refcount-misuse']);
    assert.deepEqual(await lostIn(work(take, 'page->index = number;', give), work('page->index = number;')), []);
    assert.deepEqual(await lostIn(work(take, give), work('page_ref_add(page, 1);', give)), []);
    assert.deepEqual(await lostIn(work('page->index = number;'), work('page->_refcount.counter = 0;')), ['refcount-misuse']);
  });

  it('that leaves out where a page lies in its folio is told while the page is handled', async () => {
    const index = (of: string): string => `unsigned long index(struct page *page, struct page *first)\n{\n\tlock_page(page);\n\treturn ${of};\n}\n`;
    assert.deepEqual(await lostIn(index('first->index + (page - first)'), index('first->index')), ['tail-page']);
    assert.deepEqual(await lostIn(index('first->index + (page - first)'), index('(page - first) + first->index')), []);
  });

  it('that leaves out a pointer\'s tag, or fills it with any number, is told', async () => {
    const tag = (value: string): string => lines(`page->mapping = (void *)((unsigned long)mapping${value});`, 'page->index = number;');
    assert.deepEqual(await lostIn(tag(' | 1'), tag('')), ['word-misread']);
    assert.deepEqual(await lostIn(tag(' | 1'), tag(' + 1')), []);
    const free = (value: string): string => lines(`page->private = (unsigned long)mapping${value};`);
    assert.deepEqual(await lostIn(free(''), free(' | number')), ['word-misread']);
  });

  it('that asks behind the reference is told', async () => {
    const [ask, drop] = ['node = PageReserved(page);', 'put_page(page);'] as const;
    assert.deepEqual(await lostIn(lines(ask, drop, 'mapping->nrpages = node;'), lines(drop, ask, 'mapping->nrpages = node;')), ['word-misread']);
    assert.deepEqual(await lostIn(lines('number++;', ask, drop), lines(ask, 'number++;', drop)), []);
  });

  it('that no longer asks what a word holds and reads it is told', async () => {
    const asks = 'static inline int page_private_is_number(struct page *page)\n{\n\treturn page->private & 1;\n}\n';
    const body = (test: string): string => `${asks}int counts(struct page *page)\n{\n\tlock_page(page);\n${test}\treturn *(int *)page->private;\n}\n`;
    assert.deepEqual(await lostIn(body('\tif (page_private_is_number(page))\n\t\treturn 0;\n'), body('')), ['word-misread']);
    assert.deepEqual(await lostIn(body('\tif (page_private_is_number(page))\n\t\treturn 0;\n'), body('\tif (page->private & 1)\n\t\treturn 0;\n')), []);
  });

  it('that asks the opposite, or stores a word turned round, is told', async () => {
    const test = (of: string): string => lines(`if (${of})`, '\tnode = 0;');
    assert.deepEqual(await lostIn(test('page->private == number'), test('page->private != number')), ['word-misread']);
    assert.deepEqual(await lostIn(test('page->private == number'), test('(page->private == number)')), []);
    assert.deepEqual(await lostIn(lines('page->private = number;'), lines('page->private = ~number;')), ['word-misread']);
  });

  it('that writes in any case what it wrote under a condition is told, unless the others leave before', async () => {
    const under = (header: string): string => lines(header, `${header === '' ? '' : '\t'}page->index = number;`);
    assert.deepEqual(await lostIn(under('if (!PageReserved(page))'), under('')), ['foreign-word']);
    assert.deepEqual(await lostIn(under('if (!PageReserved(page))'), lines('if (PageReserved(page))', '\treturn;', 'page->index = number;')), []);
  });

  it('that writes a word by a name that the file has for nothing else is told', async () => {
    const file = (write: string): string => `void *map(struct page *page)\n{\n\treturn page->pgmap;\n}\n${lines('page->index = number;', write)}`;
    assert.deepEqual(await lostIn(file(''), file('INIT_LIST_HEAD(&page->lru);')), ['foreign-word']);
    assert.deepEqual(await lostIn(file(''), file('page->pgmap = NULL;')), []);
  });

  it('that reads another word than it put its value into is told', async () => {
    const keeps = (read: string): string => lines('page->private = number;', 'put_page(mapping->first);', `mapping->nrpages = ${read};`);
    assert.deepEqual(await lostIn(keeps('page->private'), keeps('compound_order(page)')), ['unconverted-reader']);
    assert.deepEqual(await lostIn(keeps('page->private'), keeps('page_private(page)')), []);
  });

  it('that asks a block for the order it kept in a word is told, unless the file makes such blocks compound pages with it', async () => {
    const frees = (order: string, flags = 'number'): string => does(`\tmapping->nrpages = ${order};`, `struct page *take(unsigned int number)\n{\n\treturn alloc_pages(${flags}, 2);\n}\n`);
    assert.deepEqual(await lostIn(frees('page->private'), frees('compound_order(page)')), ['unconverted-reader']);
    assert.deepEqual(await lostIn(frees('page->private'), frees('page_private(page)')), []);
    assert.deepEqual(await lostIn(frees('page->private'), frees('compound_order(page)', 'number | __GFP_COMP')), []);
  });

  it('that exchanges two words is told of who was not touched', async () => {
    const words = (first: string, second: string, reads: string): string => `void put(struct page *page, unsigned long type, unsigned long info)\n{\n\tlock_page(page);\n\tpage->${first} = type;\n\tpage->${second} = info;\n}\nunsigned long type_of(struct page *page)\n{\n\tlock_page(page);\n\treturn page->${reads};\n}\n`;
    assert.deepEqual(await lostIn(words('index', 'private', 'index'), words('private', 'index', 'private')), []);
  });
});
