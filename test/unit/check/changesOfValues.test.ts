import assert from 'node:assert/strict';
import { lostIn, rulesIn } from './driver.js';

const body = (...all: readonly string[]): string => all.map((line) => `\t${line}\n`).join('');
/** A function of enough lines for a change of one to be a small one. */
const work = (...all: readonly string[]): string => `void work(struct page *page, struct page *other, struct list_head *pages, unsigned long number)\n{\n\tint node = page_to_nid(page);\n\n${body(...all)}\tif (node)\n\t\tset_page_dirty(page);\n\tlock_page(page);\n}\n`;
const COUNT = ['inc', 'dec'].map((step) => `static inline void page_ref_${step}(struct page *page)\n{\n\tpage->_refcount.counter${step === 'inc' ? '++' : '--'};\n}\n`).join('')
  + 'static inline int page_ref_sub_return(struct page *page, int nr)\n{\n\treturn page->_refcount.counter -= nr;\n}\nstatic inline int page_ref_dec_and_test(struct page *page)\n{\n\treturn --page->_refcount.counter == 0;\n}\nstatic inline int page_ref_freeze(struct page *page, int count)\n{\n\treturn atomic_cmpxchg(&page->_refcount, count, 0) == count;\n}\n';

describe('a change of values', () => {
  it('may take a page off its list by list_move(), or by a function that hands it out', async () => {
    const pop = 'static struct page *pop(struct list_head *pages)\n{\n\tstruct page *page = list_first_entry(pages, struct page, lru);\n\n\tlist_del(&page->lru);\n\treturn page;\n}\n';
    assert.deepEqual(await lostIn(work('list_del(&page->lru);', 'list_add(&page->lru, pages);'), work('list_move(&page->lru, pages);')), []);
    assert.deepEqual(await lostIn(work('list_del(&page->lru);', 'list_add(&page->lru, pages);'), work('list_add(&page->lru, pages);')), ['word-overwritten']);
    assert.deepEqual(await lostIn(pop + work('list_del(&page->lru);', 'unlock_page(page);'), pop + work('pop(pages);', 'unlock_page(page);')), []);
  });

  it('of what is left of the references, or of how far they are stepped, is told', async () => {
    const counts = (line: string): string => COUNT + work(line, '\tnode = 0;', 'number++;');
    assert.deepEqual(await lostIn(counts('if (page_ref_sub_return(page, 1) == 1)'), counts('if (page_ref_dec_and_test(page))')), ['refcount-misuse']);
    assert.deepEqual(await lostIn(counts('if (page_ref_sub_return(page, number - 1) == 1)'), counts('if (page_ref_sub_return(page, number) == 1)')), ['refcount-misuse']);
    assert.deepEqual(await lostIn(counts('if (page_ref_sub_return(page, number - 1) == 1)'), counts('if (1 == page_ref_sub_return(page, number - 1))')), []);
  });

  it('may take references of all pages in another place', async () => {
    const refs = (...all: readonly string[]): string => COUNT + work(...all, 'page->index = number;', 'put_page(page);');
    assert.deepEqual(await lostIn(refs('page_ref_inc(page);', 'page_ref_inc(other);'), refs('while (number--)', '\tpage_ref_inc(other);')), []);
    assert.deepEqual(await lostIn(refs('page_ref_inc(page);', 'page_ref_inc(other);'), refs('page_ref_inc(other);')), ['refcount-misuse']);
  });

  it('that reads a word behind the line that changes it is told', async () => {
    const [copy, mark] = ['other->private = page->private;', 'set_bit(3, &page->private);'] as const;
    assert.deepEqual(await lostIn(work(copy, mark), work(mark, copy)), ['paired-words']);
    assert.deepEqual(await lostIn(work('number++;', copy, mark), work(copy, mark, 'number++;')), []);
  });

  it('that moves a word together with what takes it away is none', async () => {
    const moves = (word: string, value: string): string => `void put(struct page *page, void *value, unsigned long number)\n{\n\tlock_page(page);\n\tpage->index = number;\n\tpage->${word} = ${value};\n\tunlock_page(page);\n}\nvoid take(struct page *page)\n{\n\tlock_page(page);\n\tpage->${word} = 0;\n\tunlock_page(page);\n\tset_page_dirty(page);\n}\nvoid clear(struct page *page)\n{\n\tpage->mapping = NULL;\n}\n`;
    assert.deepEqual(await lostIn(moves('mapping', 'value'), moves('private', '(unsigned long)value')), []);
  });

  it('that leaves out a shift, takes another mask or adds nothing more is told', async () => {
    const takes = (of: string): string => `#define LOW 3UL\n#define BOTH 7UL\n#define ALL (LOW | 4UL)\nunsigned long part(struct page *page, unsigned long i)\n{\n\tunsigned long value = page->private;\n\n\tlock_page(page);\n\t${of}\n\treturn value;\n}\n`;
    const reads = (of: string): string => `unsigned long upper(struct page *page)\n{\n\tunsigned long value;\n\n\tlock_page(page);\n\tvalue = atomic_read(&page->_refcount)${of};\n\treturn value;\n}\n`;
    assert.deepEqual(await lostIn(reads(' >> 24'), reads('')), ['word-misread']);
    assert.deepEqual(await lostIn(takes('value = value & ~BOTH;'), takes('value = value & ~LOW;')), ['word-misread']);
    assert.deepEqual(await lostIn(takes('value = value & ~BOTH;'), takes('value = value & ~ALL;')), []);
    assert.deepEqual(await lostIn(takes('page->index = value + i;'), takes('page->index = value;')), ['tail-page']);
    assert.deepEqual(await lostIn(takes('page->index = value + i;'), takes('page->index = i + value;')), []);
  });

  it('of a mark that who looks for it knows is none', async () => {
    const marks = (mark: string, asked = mark): string => work(`page->index = ${mark};`, 'unlock_page(page);', `if (other->index != ${asked})`, '\tnode = 0;');
    assert.deepEqual(await lostIn(marks('17'), marks('19')), []);
    assert.deepEqual(await lostIn(marks('17'), marks('19', '17')), ['word-misread']);
    assert.deepEqual(await lostIn(marks('17'), marks('0')), ['word-misread']);
  });

  it('that frees what was only counted down, or writes before the references are frozen, is told', async () => {
    const drops = (line: string): string => COUNT + work(line, '\tnode = 0;', 'number++;');
    assert.deepEqual(await lostIn(drops('if (page_ref_dec_and_test(page))'), drops('put_page(page); if (number)')), ['refcount-misuse']);
    const [freeze, leave, write] = ['if (!page_ref_freeze(page, 1))', '\treturn;', 'page->private = number;'] as const;
    assert.deepEqual(await lostIn(COUNT + work(freeze, leave, write), COUNT + work(write, freeze, leave)), ['paired-words']);
    assert.deepEqual(await lostIn(COUNT + work('number++;', freeze, leave, write), COUNT + work(freeze, leave, 'number++;', write)), []);
  });

  it('that reads a word behind the last reference is told', async () => {
    assert.deepEqual(await lostIn(work('number = page->private;', 'put_page(page);', 'other->index = number;'), work('put_page(page);', 'number = page->private;', 'other->index = number;')), ['word-misread']);
  });

  it('that no longer asks for the mark, or leaves one of its bits in a pointer, is told', async () => {
    const asks = (test: string): string => `#define MARK_OURS 0x55\n${work(`if (${test})`, '\tnode = 0;')}`;
    assert.deepEqual(await lostIn(asks('page->private == MARK_OURS'), asks('page->private')), ['word-misread']);
    assert.deepEqual(await lostIn(asks('page->private == MARK_OURS'), asks('MARK_OURS == page->private')), []);
    const states = (all: string): string => `enum { WAS_MAPPED = 1, WAS_LOCKED = ${all.includes('8') ? 8 : 2}, OLD_STATES = ${all} };\nvoid put(struct page *page, void *vma, int locked)\n{\n\tpage->private = (unsigned long)vma + WAS_MAPPED + (locked ? WAS_LOCKED : 0);\n}\nvoid *take(struct page *page)\n{\n\tlock_page(page);\n\treturn (void *)(page->private & ~OLD_STATES);\n}\n`;
    assert.deepEqual(await lostIn(states('WAS_MAPPED | WAS_LOCKED'), states('WAS_MAPPED')), ['word-misread']);
    assert.deepEqual(await lostIn(states('WAS_MAPPED | WAS_LOCKED'), states('WAS_MAPPED | 8')), ['word-misread']);
    assert.deepEqual(await lostIn(states('WAS_MAPPED | WAS_LOCKED'), states('3')), []);
  });

  it('that takes the head of one page of an array for another page is told', async () => {
    const keeps = (value: string): string => `void send(struct page **pages, int n)\n{\n\tstruct page *last = NULL;\n\n\twhile (n--) {\n\t\tstruct page *head = compound_head(pages[n]);\n\n\t\tlock_page(head);\n\t\tlast = ${value};\n\t\tput_page(last);\n\t}\n}\n`;
    assert.deepEqual(await lostIn(keeps('head'), keeps('pages[n]')), ['tail-page']);
    assert.deepEqual(await lostIn(keeps('head'), keeps('compound_head(pages[n])')), []);
  });
});

describe('a value of a page', () => {
  it('is no page type by a base and a number', async () => {
    const store = (value: string): string => `void store(struct page *page, unsigned int offset)\n{\n\tpage->page_type = ${value};\n}\n`;
    assert.deepEqual(await rulesIn(store('0xf0000000 | offset'), {}, '6.1'), ['word-misread']);
    assert.deepEqual(await rulesIn(store('0xffffffff'), {}, '6.1'), []);
  });

  it('does not change in a copy', async () => {
    const asks = (of: string): string => `int same(struct page *page, void *mapping)\n{\n\tstruct page copy = *page;\n\n\tlock_page(page);\n\treturn copy.private && READ_ONCE(${of}) == mapping;\n}\n`;
    assert.deepEqual(await rulesIn(asks('copy.mapping')), ['page-copy']);
    assert.deepEqual(await rulesIn(asks('page->mapping')), []);
  });

  it('is not read behind the end of a copy, however many are taken at once', async () => {
    const takes = (times: string): string => `void take(struct page *page, void *to)\n{\n\tstruct page copy = *page;\n\n\tmemcpy(to, &copy, ${times}sizeof(struct page));\n}\n`;
    assert.deepEqual(await rulesIn(takes('2 * ')), ['page-copy']);
    assert.deepEqual(await rulesIn(takes('')), []);
  });

  it('of whatever page a frame number leads to is not followed unasked', async () => {
    const follows = (ask: string): string => `struct inode *host(unsigned long pfn)\n{\n\tstruct page *page = pfn_to_page(pfn);\n\n\t${ask}\n\treturn page->mapping ? page->mapping->host : NULL;\n}\n`;
    assert.deepEqual(await rulesIn(follows('if (!page)\n\t\treturn NULL;')), ['word-misread']);
    assert.deepEqual(await rulesIn(follows('if (PageSlab(page) || PageAnon(page))\n\t\treturn NULL;')), []);
  });

  it('goes with its flag and one reference', async () => {
    const helpers = 'static inline void folio_attach_private(struct page *page, void *data)\n{\n\tget_page(page);\n\tpage->private = (unsigned long)data;\n\tSetPagePrivate(page);\n}\n';
    const replaces = (...all: readonly string[]): string => `${helpers}void replace(struct page *page, void *data)\n{\n${body(...all, 'folio_attach_private(page, data);')}}\n`;
    assert.deepEqual(await rulesIn(replaces('kfree((void *)page->private);', 'ClearPagePrivate(page);')), ['paired-words']);
    assert.deepEqual(await rulesIn(replaces('kfree((void *)page->private);', 'ClearPagePrivate(page);', 'put_page(page);')), []);
  });

  it('is the architecture\'s where the flag is', async () => {
    const flag = (name: string): string => `void clean(struct page *page)\n{\n\tif (!test_and_set_bit(${name}, &page->flags))\n\t\tlock_page(page);\n}\n`;
    assert.deepEqual(await rulesIn(flag('PG_arch_1')), ['foreign-word']);
    assert.deepEqual(await rulesIn(flag('PG_owner_priv_1')), []);
  });

  it('is counted from where the file has set it', async () => {
    const counts = (set: string): string => `struct gref { struct page *page; };\nint add(struct gref *gref)\n{\n\tgref->page = alloc_page(GFP_KERNEL);\n\tif (!gref->page)\n\t\treturn -1;\n${set}\treturn 0;\n}\nvoid map(struct gref *gref)\n{\n\tgref->page->index++;\n}\n`;
    assert.deepEqual(await rulesIn(counts('')), ['word-misread']);
    assert.deepEqual(await rulesIn(counts('\tgref->page->index = 0;\n')), []);
  });

  it('is a count of references that only their helpers set', async () => {
    const header = { 'include/linux/count.h': '#include <linux/mm.h>\nstatic inline void init_page_count(struct page *page)\n{\n\tatomic_set(&page->_refcount, 1);\n}\n' };
    const sets = (line: string): string => `#include <linux/count.h>\nstruct ring { struct page *page; };\nvoid recycle(struct ring *ring)\n{\n\t${line}\n}\n`;
    assert.deepEqual(await rulesIn(sets('init_page_count(ring->page);'), header), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(sets('get_page(ring->page);'), header), []);
  });

  it('that is counted is not put over by another member', async () => {
    const puts = (last: string): string => `struct tables { struct page *page; };\nvoid make(struct tables *tables, void *mm)\n{\n\ttables->page->pt_frag_refcount.counter = 16;\n${last}}\nvoid drop(struct tables *tables)\n{\n\ttables->page->pt_frag_refcount.counter--;\n}\n`;
    assert.deepEqual(await rulesIn(puts('\ttables->page->pt_mm = mm;\n')), ['word-overwritten']);
    assert.deepEqual(await rulesIn(puts('')), []);
    assert.deepEqual(await rulesIn(puts('\ttables->page->pt_mm = NULL;\n')), []);
  });

  it('and a mark that are memory management\'s own are nothing for a driver to give', async () => {
    const gives = (line: string): string => `void give(struct page *page, unsigned long value)\n{\n\t${line}\n}\n`;
    for (const line of ['SetPageLRU(page);', 'page->mapping = (void *)value;', 'page->mapping = (void *)give;', 'set_bit(60, &page->flags);']) {
      const [rule, ...others] = await rulesIn(gives(line));
      assert.ok((rule === 'foreign-word' || rule === 'word-misread') && others.length === 0, `${line}: ${[rule, ...others].join()}`);
    }
    for (const line of ['SetPageReserved(page);', 'page->mapping = NULL;', 'page->private = value;']) assert.deepEqual(await rulesIn(gives(line)), [], line);
  });

  it('of a tail is no reference to give back', async () => {
    const frees = (loop: string): string => `void block(void)\n{\n\tstruct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);\n\tint i;\n\n\tif (!page)\n\t\treturn;\n\t${loop}\n}\n`;
    assert.deepEqual(await rulesIn(frees('for (i = 0; i < 4; i++)\n\t\t__free_page(page + i);')), ['tail-page']);
    assert.deepEqual(await rulesIn(frees('__free_pages(page, 2);')), []);
  });
});
