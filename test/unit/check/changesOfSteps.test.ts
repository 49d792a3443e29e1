import assert from 'node:assert/strict';
import { lostIn, rulesIn } from './driver.js';

const body = (...all: readonly string[]): string => all.map((line) => `\t${line}\n`).join('');
/** A function of enough lines for a change of one to be a small one. */
const work = (...all: readonly string[]): string => `void work(struct page *page, struct page *other, unsigned long number)\n{\n\tint node = page_to_nid(page);\n\n${body(...all)}\tif (node)\n\t\tset_page_dirty(page);\n\tlock_page(page);\n}\n`;
const REFERENCES = 'static inline void page_ref_inc(struct page *page)\n{\n\tatomic_inc(&page->_refcount);\n}\nstatic inline int page_ref_add_unless(struct page *page, int nr, int u)\n{\n\treturn atomic_add_unless(&page->_refcount, nr, u);\n}\nstatic inline int get_page_unless_zero(struct page *page)\n{\n\treturn page_ref_add_unless(page, 1, 0);\n}\n';
const PAIR = `${REFERENCES}static inline void page_ref_dec(struct page *page)\n{\n\tatomic_dec(&page->_refcount);\n}\nstatic inline void attach(struct page *page, unsigned long value)\n{\n\tpage_ref_inc(page);\n\tpage->private = value;\n}\nstatic inline void detach(struct page *page)\n{\n\tpage->private = 0;\n\tpage_ref_dec(page);\n}\n`;

describe('a change of steps', () => {
  it('that wipes out by the one what the other kept is told', async () => {
    const parts = 'static void mark(struct page *page)\n{\n\tpage->page_type = 0xf2000000;\n}\nstatic void keep(struct page *page, unsigned int at)\n{\n\tpage->page_type &= 0xff000000;\n\tpage->page_type |= at;\n}\n';
    assert.deepEqual(await lostIn(parts + work('mark(page);', 'keep(page, 7);'), parts + work('keep(page, 7);', 'mark(page);')), ['word-overwritten']);
    assert.deepEqual(await lostIn(parts + work('mark(page);', 'keep(other, 7);'), parts + work('keep(other, 7);', 'mark(page);')), []);
  });

  it('that fills a word which was put right last is told', async () => {
    const set = 'static void number_it(struct page *page, unsigned long number)\n{\n\tpage->index = number;\n}\n';
    assert.deepEqual(await lostIn(set + work('number_it(page, number);', 'page->index = 0;'), set + work('page->index = 0;', 'number_it(page, number);')), ['word-overwritten']);
    assert.deepEqual(await lostIn(set + work('number_it(page, number);', 'page->private = 0;'), set + work('page->private = 0;', 'number_it(page, number);')), []);
  });

  it('that reads a word behind its reset is told', async () => {
    const free = 'void put_order(struct page *page, unsigned long order);\n';
    assert.deepEqual(await lostIn(free + work('put_order(page, page->private);', 'page->private = 0;'), free + work('page->private = 0;', 'put_order(page, page->private);')), ['paired-words']);
    assert.deepEqual(await lostIn(free + work('put_order(page, page->private);'), free + work('page->private = 0;', 'put_order(page, page->private);')), ['word-overwritten']);
    assert.deepEqual(await lostIn(free + work('put_order(page, page->private);'), free + work('other->private = 0;', 'put_order(page, page->private);')), []);
  });

  it('that takes a reference to a page without one is told', async () => {
    const take = (line: string): string => REFERENCES + work(line, '\treturn;', 'page->index = number;');
    assert.deepEqual(await lostIn(take('if (!get_page_unless_zero(page))'), take('page_ref_inc(page); if (!number)')), ['refcount-misuse']);
    assert.deepEqual(await lostIn(take('if (!get_page_unless_zero(page))'), take('if (!page_ref_add_unless(page, 1, 0))')), []);
  });

  it('that takes a word away without its reference, or with one that nobody took, is told', async () => {
    const set = (line: string): string => `void set(struct page *page)\n{\n\t${line}\n}\n`;
    assert.deepEqual(await lostIn(PAIR + set('attach(page, 1);') + work('detach(page);'), PAIR + set('attach(page, 1);') + work('page->private = 0;')), ['paired-words']);
    const drops = PAIR.replace(/static inline void attach[^}]*\}\n/, '');
    assert.deepEqual(await lostIn(drops + set('page->private = 1;') + work('page->private = 0;'), drops + set('page->private = 1;') + work('detach(page);')), ['paired-words']);
    assert.deepEqual(await lostIn(PAIR + set('attach(page, 1);') + work('detach(page);'), PAIR + set('attach(page, 1);') + work('page->private = 0;', 'page_ref_dec(page);')), []);
  });

  it('that no longer looks at what is left of a count is told', async () => {
    const count = 'static inline unsigned long users_put(struct page *page)\n{\n\treturn --page->index;\n}\n';
    assert.deepEqual(await lostIn(count + work('if (users_put(page) > 0)', '\treturn;', 'page->mapping = NULL;'), count + work('users_put(page);', 'if (number)', '\treturn;', 'page->mapping = NULL;')), ['refcount-misuse']);
    assert.deepEqual(await lostIn(count + work('if (users_put(page) > 0)', '\treturn;', 'page->mapping = NULL;'), count + work('number = users_put(page);', 'if (number > 0)', '\treturn;', 'page->mapping = NULL;')), []);
  });

  it('that asks a part of what a helper asked is told', async () => {
    const asks = 'static inline bool plain(struct page *page)\n{\n\treturn !PageSlab(page) && atomic_read(&page->_refcount) >= 1;\n}\n';
    const sends = (test: string): string => asks + work(`if (${test})`, '\tset_page_dirty(page);', 'number++;');
    assert.deepEqual(await lostIn(sends('plain(page)'), sends('!PageSlab(page)')), ['word-misread']);
    assert.deepEqual(await lostIn(sends('plain(page)'), sends('!PageSlab(page) && page_count(page) >= 1')), []);
  });

  it('that makes two steps of one is told, where others take one', async () => {
    const other = 'void mark(struct page *page)\n{\n\tset_bit(2, &page->private);\n}\n';
    assert.deepEqual(await lostIn(other + work('clear_bit(3, &page->private);'), other + work('page->private &= ~(1UL << 3);')), ['paired-words']);
    assert.deepEqual(await lostIn(work('clear_bit(3, &page->private);'), work('page->private &= ~(1UL << 3);')), []);
  });

  it('that looks through a value before its low bits are asked is told', async () => {
    const [take, ask, leave, use] = ['struct address_space *mapping = page->mapping;', 'if ((unsigned long)mapping & 3)', '\treturn;', 'number = mapping->flags;'] as const;
    assert.deepEqual(await lostIn(work(take, ask, leave, use), work(take, use, ask, leave)), ['word-misread']);
    assert.deepEqual(await lostIn(work(take, 'node = 0;', ask, leave, use), work(take, ask, leave, 'node = 0;', use)), []);
  });
});

describe('a pin', () => {
  const pinned = (put: string): string => `static int pin(unsigned long start)\n{\n\tstruct page *page;\n\n\tif (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)\n\t\treturn -EFAULT;\n\t${put}\n\treturn 0;\n}\n`;

  it('given back as a reference is told', async () => {
    assert.deepEqual(await rulesIn(pinned('put_page(page);')), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(pinned('unpin_user_page(page);')), []);
    assert.deepEqual(await rulesIn(pinned('put_page(page);').replace('pin_user_pages_fast', 'get_user_pages_fast')), []);
  });

  it('of which a change makes a reference is told', async () => {
    const drop = (line: string): string => work(line, 'number++;');
    assert.deepEqual(await lostIn(drop('unpin_user_page(page);'), drop('put_page(page);')), ['refcount-misuse']);
  });
});

describe('bit 0 of what lies over the head', () => {
  it('makes a tail of the page', async () => {
    const set = (bit: string): string => `#define MAPPED ${bit}\nvoid keep(struct page *page, unsigned long addr)\n{\n\tpage->dma_addr = addr | MAPPED;\n}\n`;
    assert.deepEqual(await rulesIn(set('1UL')), ['word-misread']);
    assert.deepEqual(await rulesIn(set('4UL')), []);
  });
});

describe('a question', () => {
  it('that says yes to more, asked first, is told', async () => {
    const tests = 'static inline bool is_mixed(struct page *page)\n{\n\treturn (unsigned long)page->mapping & PAGE_MAPPING_ANON;\n}\nstatic inline bool is_ksm(struct page *page)\n{\n\treturn ((unsigned long)page->mapping & PAGE_MAPPING_FLAGS) == PAGE_MAPPING_KSM;\n}\n';
    const chain = (first: string, second: string): string => tests + work(`if (${first}(page))`, '\tnumber = 1;', `else if (${second}(page))`, '\tnumber = 2;');
    assert.deepEqual(await lostIn(chain('is_ksm', 'is_mixed'), chain('is_mixed', 'is_ksm')), ['word-misread']);
    assert.deepEqual(await lostIn(chain('is_ksm', 'PageSlab'), chain('PageSlab', 'is_ksm')), []);
  });
});

describe('a block', () => {
  it('allocated as single pages has no order to ask for', async () => {
    const block = (flags: string): string => `struct pool {\n\tstruct page *page;\n};\nstatic void fill(struct pool *pool, unsigned int order)\n{\n\tpool->page = alloc_pages(${flags}, order);\n}\nstatic void drain(struct pool *pool)\n{\n\t__free_pages(pool->page, compound_order(pool->page));\n}\n`;
    assert.deepEqual(await rulesIn(block('GFP_KERNEL')), ['tail-page']);
    assert.deepEqual(await rulesIn(block('GFP_KERNEL | __GFP_COMP')), []);
  });

  it('whose pages are counted by compound_nr() has tails', async () => {
    const numbers = (nr: string): string => `static inline unsigned long compound_nr(struct page *page)\n{\n\treturn 1UL << compound_order(page);\n}\nstatic void number(struct page *page, unsigned long first, unsigned long nr)\n{\n\tunsigned long i;\n\n\tfor (i = 0; i < ${nr}; i++)\n\t\tpage[i].mapping = NULL;\n}\n`;
    assert.deepEqual(await rulesIn(numbers('compound_nr(page)')), ['tail-page']);
    assert.deepEqual(await rulesIn(numbers('nr')), []);
  });
});

describe('a struct page in a record on the stack', () => {
  it('has no frame number', async () => {
    const shot = (use: string): string => `struct shot {\n\tstruct page page;\n\tunsigned long number;\n};\nvoid take_shot(struct shot *shot, struct page *page);\nstatic unsigned long number(struct page *page)\n{\n\tstruct shot shot;\n\n\ttake_shot(&shot, page);\n\treturn ${use};\n}\n`;
    assert.deepEqual(await rulesIn(shot('page_to_pfn(&shot.page)')), ['page-copy']);
    assert.deepEqual(await rulesIn(shot('page_to_pfn(page) + shot.page.flags')), []);
  });
});

describe('a change of what is asked or kept', () => {
  it('that asks no more under the lock is told', async () => {
    const asks = (line: string): string => work('if (!PageMovable(page))', '\treturn;', 'lock_page(page);', line, '\treturn;', 'number++;');
    const tests = 'static inline bool PageMovable(struct page *page)\n{\n\treturn (unsigned long)page->mapping & 2;\n}\nstatic inline bool PageIsolated(struct page *page)\n{\n\treturn page->private;\n}\n';
    assert.deepEqual(await lostIn(tests + asks('if (!PageMovable(page) || PageIsolated(page))'), tests + asks('if (PageIsolated(page))')), ['word-misread']);
    assert.deepEqual(await lostIn(tests + asks('if (!PageMovable(page) || PageIsolated(page))'), tests + asks('if (PageIsolated(page) || !PageMovable(page))')), []);
  });

  it('that puts a value where a tail holds a mark is told', async () => {
    const tail = (value: string): string => `void tail(struct page *head, struct page *page)\n{\n\tpage->mapping = ${value};\n\tpage->compound_head = (unsigned long)head + 1;\n\tlock_page(page);\n\tunlock_page(page);\n}\n`;
    assert.deepEqual(await lostIn(tail('TAIL_MAPPING'), tail('head->mapping')), ['word-misread']);
    assert.deepEqual(await lostIn(tail('TAIL_MAPPING'), tail('(TAIL_MAPPING)')), []);
  });

  it('that writes before the barrier what it wrote behind it is told', async () => {
    const [barrier, mark] = ['smp_wmb();', 'set_bit(PG_arch_1, &page->flags);'] as const;
    assert.deepEqual(await lostIn(work('number++;', barrier, mark), work('number++;', mark, barrier)), ['paired-words']);
    assert.deepEqual(await lostIn(work('number++;', barrier, mark), work(barrier, 'number++;', mark)), []);
  });

  it('that leaves a reset to a function which is called on some ways is told', async () => {
    const reset = (inner: string): string => `static void blocks(struct page *page)\n{\n\t${inner}\n\tset_page_dirty(page);\n}\n`;
    const ways = (line: string): string => work('number++;', 'if (number > 1)', '\tblocks(page);', line, 'lock_page(other);');
    assert.deepEqual(await lostIn(reset('unlock_page(page);') + ways('page->private = 0;'), reset('page->private = 0;') + ways('node = 0;')), ['word-misread']);
    assert.deepEqual(await lostIn(reset('unlock_page(page);') + ways('page->private = 0;'), reset('page->private = 0;') + ways('page->private = 0;')), []);
  });

  it('that reads a member behind what overwrites it by another name is told', async () => {
    const [read, write, use] = ['void *owner = page->pgmap;', 'page->compound_head = 0;', 'number = (unsigned long)owner;'] as const;
    assert.ok((await lostIn(work(read, write, use), work(write, 'number = (unsigned long)page->pgmap;'))).includes('word-overwritten'));
    assert.deepEqual(await lostIn(work(read, write, use), work('void *owner = page->pgmap;', 'number++;', write, use)), []);
  });

  it('that writes out a macro which is another one elsewhere is told', async () => {
    const macro = '#if defined(CONFIG_SPARSEMEM) && !defined(CONFIG_SPARSEMEM_VMEMMAP)\n#define nth_page(page, n) pfn_to_page(page_to_pfn((page)) + (n))\n#else\n#define nth_page(page, n) ((page) + (n))\n#endif\n';
    assert.deepEqual(await lostIn(macro + work('other = nth_page(page, number);', 'other->private = 0;'), macro + work('other = page + number;', 'other->private = 0;')), ['config-overlap']);
    assert.deepEqual(await lostIn(macro + work('other = nth_page(page, number);', 'other->private = 0;'), macro + work('other = nth_page(page, (number));', 'other->private = 0;')), []);
  });

  it('that steps a word in a new function, which others step at once, is told', async () => {
    const mark = 'void mark(struct page *page)\n{\n\tset_bit(2, &page->private);\n}\n', renumber = (body_: string): string => `void renumber(struct page *page, unsigned long to)\n{\n\t${body_}\n}\n`;
    assert.deepEqual(await lostIn(mark, mark + renumber('page->private = (page->private & 7) | to;')), ['paired-words']);
    assert.deepEqual(await lostIn(mark, mark + renumber('page->index = (page->index & 7) | to;')), []);
  });
});

describe('flags and counts', () => {
  it('numbered behind the shift of a value are told', async () => {
    const flags = (order: string): string => `enum {\n\tKEEP_FIRST,\n\t${order}\n};\nstatic void keep(struct page *page, unsigned long data)\n{\n\tpage->private |= data << KEEP_MAX;\n}\n`;
    assert.deepEqual(await rulesIn(flags('KEEP_MAX,\n\tKEEP_HOT')), ['word-misread']);
    assert.deepEqual(await rulesIn(flags('KEEP_HOT,\n\tKEEP_MAX')), []);
  });

  it('references given back until some are left are told', async () => {
    const close = (line: string): string => `static void close_page(struct page *page)\n{\n\t${line}\n\t\tput_page(page);\n}\n`;
    assert.deepEqual(await rulesIn(close('while (page_count(page) > 1)')), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(close('if (page->private)')), []);
  });
});
