import assert from 'node:assert/strict';
import { lostIn } from './driver.js';

const does = (body: string, rest = ''): string => `${rest}void work(struct page *page, struct address_space *mapping, unsigned long number)\n{\n\tint node = page_to_nid(page);\n\n${body}\n\tif (node)\n\t\tset_page_dirty(page);\n\tlock_page(page);\n}\n`;

describe('a change of when something is done', () => {
  it('that does under a condition what was done to every page is told, unless it spares what is nothing already or counts rounds', async () => {
    const reset = does('\tpage->mapping = NULL;');
    assert.deepEqual(await lostIn(reset, does('\tif (page->mapping == mapping)\n\t\tpage->mapping = NULL;')), ['stale-at-free']);
    assert.deepEqual(await lostIn(does('\tpage->index = number;'), does('\tif (PageDirty(page))\n\t\tpage->index = number;')), ['word-misread']);
    assert.deepEqual(await lostIn(reset, does('\tif (page->mapping)\n\t\tpage->mapping = NULL;')), []);
    const each = (test: string): string => does(`\tfor (int i = 0; i < 4; i++) {\n\t\tstruct page *one = page + i;\n\n${test}\t\tone->mapping = NULL;\n\t}`);
    assert.deepEqual(await lostIn(each(''), each('\t\tif (i)\n\t').replace('\t\t\tone', '\t\t\tone')), []);
  });

  it('that puts a word right on one way less is told; once behind both ways is enough', async () => {
    const ways = (first: string, second: string, then: string): string => does(`\tif (number) {\n\t\tpage->index = 1;\n${first}\t\tset_page_dirty(page);\n\t} else {\n\t\tpage->index = 2;\n${second}\t}\n${then}`);
    const reset = '\t\tpage->mapping = NULL;\n';
    assert.deepEqual(await lostIn(ways(reset, reset, ''), ways(reset, '', '')), ['stale-at-free']);
    assert.deepEqual(await lostIn(ways(reset, reset, ''), ways('', '', '\tpage->mapping = NULL;\n')), []);
  });

  it('that lets others have the page before its words are written is told', async () => {
    const order = (...lines: readonly string[]): string => does(lines.map((line) => `\t${line}`).join('\n'));
    const words = ['page->mapping = mapping;', 'page->index = number;'];
    assert.deepEqual(await lostIn(order(...words, 'page->compound_head = 0;'), order('page->compound_head = 0;', ...words)), ['paired-words']);
    assert.deepEqual(await lostIn(order(words[0]!, 'smp_wmb();', words[1]!), order(words[1]!, 'smp_wmb();', words[0]!)), ['paired-words']);
    assert.deepEqual(await lostIn(order(...words, 'page->compound_head = 0;'), order(words[1]!, words[0]!, 'page->compound_head = 0;')), []);
    // The barrier is there for the write that follows next.
    const [fence, last] = ['smp_wmb();', 'page->private = number;'] as const;
    assert.deepEqual(await lostIn(order(words[0]!, fence, words[1]!, last), order(last, words[0]!, fence, words[1]!)), []);
    assert.deepEqual(await lostIn(order(words[0]!, fence, words[1]!, last), order(words[1]!, words[0]!, fence, last)), ['paired-words']);
  });

  it('that reads a word again is told where it was read once', async () => {
    const asks = (second: string): string => `int asks(struct page *page)\n{\n\tstruct address_space *mapping = READ_ONCE(page->mapping);\n\n\tif (page_to_nid(page) || !mapping)\n\t\treturn 0;\n\treturn ${second}->nrpages;\n}\n`;
    assert.deepEqual(await lostIn(asks('mapping'), asks('page->mapping')), ['paired-words']);
    assert.deepEqual(await lostIn(asks('mapping'), asks('(mapping)')), []);
  });

  it('that writes two words and looks at one of them only is told', async () => {
    const swaps = (test: string): string => `void swaps(struct page *page, void *old, unsigned long was, void *to, unsigned long number)\n{\n\tlock_page(page);\n\tif (${test}) {\n\t\tpage->freelist = to;\n\t\tpage->private = number;\n\t}\n\tunlock_page(page);\n}\n`;
    const both = swaps('page->freelist == old && page->private == was');
    assert.deepEqual(await lostIn(both, swaps('page->freelist == old')), ['paired-words']);
    assert.deepEqual(await lostIn(both, swaps('page->private == was && page->freelist == old')), []);
  });
});

describe('a change of which page of a block is meant', () => {
  it('that leaves a block in one piece is told', async () => {
    const takes = (split: string): string => does(`\tpage->private = 0;\n${split}`);
    assert.deepEqual(await lostIn(takes('\tsplit_page(page, 2);\n'), takes('')), ['tail-page']);
    assert.deepEqual(await lostIn(takes('\tsplit_page(page, 2);\n'), takes('\tsplit_page(page, 2);\n').replace('page->private = 0;', 'page->private = 0UL;')), []);
  });

  it('that takes the first page for another one is told', async () => {
    const head = (of: string): string => `struct list_head *kept(struct page *page)\n{\n\tlock_page(page);\n\treturn (struct list_head *)&${of}.private;\n}\n`;
    assert.deepEqual(await lostIn(head('page[2]'), head('page[0]')), ['foreign-word']);
    assert.deepEqual(await lostIn(head('page[2]'), head('(*(page + 2))')), []);
    const each = (of: string): string => does(`\tfor (int i = 0; i < 4; i++)\n\t\t${of}->private = number;`);
    assert.deepEqual(await lostIn(each('(page + i)'), each('page')), ['tail-page']);
    const resets = (of: string, step: string): string => `static void reset(struct page *page)\n{\n\tpage->private = 0;\n}\n${does(`\tfor (int i = 0; i < 4; i++${step})\n\t\treset(${of});`)}`;
    assert.notDeepEqual(await lostIn(resets('page + i', ''), resets('page', '')), []);
    assert.deepEqual(await lostIn(resets('page + i', ''), resets('page', ', page++')), []);
  });

  it('that asks a page once which it asked again behind reading its words is told', async () => {
    const asks = (again: string): string => `int asks(struct page *page)\n{\n\tif (PageSlab(page))\n\t\treturn 0;\n\tif (!page->mapping)\n\t\treturn 0;\n\tsmp_rmb();\n${again}\treturn page_to_nid(page);\n}\n`;
    assert.deepEqual(await lostIn(asks('\tif (PageSlab(page))\n\t\treturn 0;\n'), asks('')), ['word-misread']);
    assert.deepEqual(await lostIn(asks('\tif (PageSlab(page))\n\t\treturn 0;\n'), asks('\tif (unlikely(PageSlab(page)))\n\t\treturn 0;\n')), []);
  });
});

describe('a change of where a value is kept', () => {
  it('that puts it where it must be taken away, and takes it nowhere, is told', async () => {
    const kept = (word: string, rest = ''): string => `struct owner { int pages; };\nvoid adopt(struct page *page, struct owner *owner)\n{\n\tpage->${word} = (void *)owner;\n\tset_page_dirty(page);\n}\nstruct owner *owner_of(struct page *page)\n{\n\tlock_page(page);\n\treturn (struct owner *)page->${word};\n}\n${rest}`;
    assert.deepEqual(await lostIn(kept('private'), kept('mapping')), ['stale-at-free']);
    assert.deepEqual(await lostIn(kept('private'), kept('mapping', 'void leave(struct page *page)\n{\n\tpage->mapping = NULL;\n\tlock_page(page);\n}\n')), []);
    assert.deepEqual(await lostIn(kept('private'), kept('index')), []);
  });

  it('that exchanges two words is told where a reader is left', async () => {
    const kept = (first: string, second: string): string => `struct owner { int pages; };\nvoid adopt(struct page *page, struct owner *owner, unsigned long number)\n{\n\tpage->${first} = (unsigned long)owner;\n\tpage->${second} = number;\n\tset_page_dirty(page);\n}\nunsigned long number_of(struct page *page)\n{\n\treturn page->index;\n}\nunsigned long again(struct page *page, struct owner *owner)\n{\n\tadopt(page, owner, 3);\n\treturn number_of(page);\n}\n`;
    assert.deepEqual(await lostIn(kept('private', 'index'), kept('index', 'private')), ['unconverted-reader']);
  });
});

describe('a change of what keeps a page\'s words together', () => {
  it('that leaves a barrier out is told, not one that puts a stronger one there', async () => {
    const order = (between: string): string => does(`\tpage->index = number;\n${between}\tpage->mapping = mapping;`);
    assert.deepEqual(await lostIn(order('\tsmp_wmb();\n'), order('')), ['paired-words']);
    assert.deepEqual(await lostIn(order('\tsmp_wmb();\n'), order('\tsmp_mb();\n')), []);
  });

  it('that leaves the page\'s lock out is told', async () => {
    const locked = (lock: string): string => `void work(struct page *page, struct address_space *mapping)\n{\n\tif (page_to_nid(page))\n\t\treturn;\n${lock}\tpage->mapping = mapping;\n\tset_page_dirty(page);\n}\n`;
    assert.deepEqual(await lostIn(locked('\tlock_page(page);\n'), locked('')), ['paired-words']);
    assert.deepEqual(await lostIn(locked('\tlock_page(page);\n'), locked('\tif (!trylock_page(page))\n\t\treturn;\n')), []);
  });

  it('that goes by another mark is told, not one that spells the same', async () => {
    const marks = '#define MARK_OLD 0x10\n#define MARK_NEW 0x20\n#define MARK_SAME 16\n';
    const tested = (mark: string): string => `${marks}void sets(struct page *page)\n{\n\tlock_page(page);\n\tpage->private |= MARK_OLD;\n}\nint tests(struct page *page)\n{\n\tint node = page_to_nid(page);\n\n\tif (page->private & ${mark})\n\t\treturn node;\n\treturn 0;\n}\n`;
    assert.deepEqual(await lostIn(tested('MARK_OLD'), tested('MARK_NEW')), ['word-misread']);
    assert.deepEqual(await lostIn(tested('MARK_OLD'), tested('MARK_SAME')), []);
  });

  it('that takes a word of another tail is told where others look for it', async () => {
    const kept = (number: number): string => `void keep(struct page *page, unsigned long value)\n{\n\tlock_page(page);\n\tpage[${number}].private = value;\n}\nunsigned long kept(struct page *page)\n{\n\treturn page[2].private;\n}\n`;
    assert.deepEqual(await lostIn(kept(2), kept(3)), ['unconverted-reader']);
    assert.deepEqual(await lostIn(kept(2), kept(3).replace('page[2]', 'page[3]')), []);
  });
});

describe('a change of when code is compiled', () => {
  it('that comes out otherwise on some machine is told, not one that says the same', async () => {
    const kept = (test: string): string => `void *keeps(struct page *page)\n{\n\tif (page_to_nid(page))\n\t\treturn NULL;\n#if ${test}\n\treturn (void *)page->private;\n#else\n\treturn &page->private;\n#endif\n}\n`;
    assert.deepEqual(await lostIn(kept('!defined(CONFIG_64BIT)'), kept('!defined(CONFIG_X86_32)')), ['config-overlap']);
    assert.deepEqual(await lostIn(kept('!defined(CONFIG_64BIT)'), kept('!(defined(CONFIG_64BIT))')), []);
  });
});

describe('a change of what stands for something', () => {
  it('that puts another number there is told, not the same by another name', async () => {
    const marks = (value: string): string => `#define MARK_TAIL ((void *)0x400)\nvoid marks(struct page *page)\n{\n\tlock_page(page);\n\tpage->mapping = ${value};\n\tset_page_dirty(page);\n}\n`;
    assert.deepEqual(await lostIn(marks('MARK_TAIL'), marks('NULL')), ['word-misread']);
    assert.deepEqual(await lostIn(marks('MARK_TAIL'), marks('(void *)1024')), []);
  });

  it('that writes a word when the lock is given back is told', async () => {
    const writes = (inside: string, behind: string): string => `void writes(struct page *page, spinlock_t *lock, unsigned long number)\n{\n\tint node = page_to_nid(page);\n\n\tspin_lock(lock);\n\tpage->index = node;\n${inside}\tspin_unlock(lock);\n${behind}\tif (node)\n\t\tset_page_dirty(page);\n}\n`;
    const store = '\tpage->private = number;\n';
    assert.deepEqual(await lostIn(writes(store, ''), writes('', store)), ['word-overwritten']);
    assert.deepEqual(await lostIn(writes(`${store}\tnode++;\n`, ''), writes(`\tnode++;\n${store}`, '')), []);
  });
});
