import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findingsAt, rulesIn } from './driver.js';

describe('a mark that the allocator asks for', () => {
  const owned = (clear: string): string => `struct pool { struct page *page; };
void put_aside(struct pool *pool, struct page *page)
{
	__SetPageOffline(page);
	pool->page = page;
}
void give_back(struct pool *pool)
{
	struct page *page = pool->page;

	${clear}
	__free_page(page);
}
`;

  it('is taken away somewhere in the file that frees such pages', async () => {
    assert.ok((await rulesIn(owned(''))).includes('stale-at-free'));
    assert.ok(!(await rulesIn(owned('__ClearPageOffline(page);'))).includes('stale-at-free'));
  });

  const listed = (clear: string): string => `struct holder { struct page *page; };
static void give(struct page *page)
{
	${clear}
	__free_pages(page, 0);
}
static struct page *one(void)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);

	if (page)
		__SetPageOffline(page);
	return page;
}
int gather(struct holder *holder, int n)
{
	struct page *page, *next;
	LIST_HEAD(batch);

	while (n-- && (page = one()))
		list_add_tail(&page->lru, &batch);
	list_for_each_entry_safe(page, next, &batch, lru) {
		list_del(&page->lru);
		if (!holder->page)
			holder->page = page;
		else
			give(page);
	}
	return 0;
}
`;

  it('is taken away from pages that were on a list of the function\'s own', async () => {
    assert.deepEqual(await rulesIn(listed('')), ['stale-at-free']);
    assert.deepEqual(await rulesIn(listed('__ClearPageOffline(page);')), []);
  });

  it('is memory management\'s own affair where pages are not its file\'s', async () => {
    const marked = (made: string, mark: string): string => `struct owner { struct page **pages; };
static void give_up(struct owner *owner, int i)
{
	__free_pages(owner->pages[i], 0);
}
static void take_in(struct owner *owner, struct page *given, int i)
{
	struct page *page = ${made};

	${mark}(page);
	owner->pages[i] = page;
}
`;
    const flags = readFileSync('examples/include/linux/page-flags.h', 'latin1');
    const header = { 'include/linux/page-flags.h': flags.replace('enum pageflags {', '#define PAGE_FLAGS_CHECK_AT_FREE (1UL << PG_private)\n\nenum pageflags {') };
    const rules = async (body: string): Promise<readonly string[]> => (await findingsAt('mm/owner.c', body, header)).map(({ rule }) => rule);
    assert.deepEqual(await rules(marked('alloc_pages_node(0, GFP_KERNEL, 0)', 'SetPagePrivate')), ['stale-at-free']);
    assert.deepEqual(await rules(marked('given', 'SetPagePrivate')), []);
  });

  it('is taken off each page of a block', async () => {
    const block = (clear: string): string => `struct page *make(unsigned int order)
{
	struct page *pages = alloc_pages(GFP_KERNEL, order);
	int i;

	if (!pages)
		return NULL;
	for (i = 0; i < (1 << order); i++)
		__SetPageOffline(pages + i);
	return pages;
}
void drop(struct page *page, unsigned int order)
{
	int i;

	${clear}
	__free_pages(page, order);
}
`;
    assert.ok((await rulesIn(block('__ClearPageOffline(page);'))).includes('stale-at-free'));
    assert.ok(!(await rulesIn(block('for (i = 0; i < (1 << order); i++)\n\t\t__ClearPageOffline(page + i);'))).includes('stale-at-free'));
  });
});

describe('the file that a page is given by mapping', () => {
  const shown = (clear: string): string => `struct page *fb_deferred_io_page(void *info, unsigned long offset);
void show(void *info, unsigned long offset, struct file *file)
{
	struct page *page = fb_deferred_io_page(info, offset);

	page->mapping = file->f_mapping;
}
void hide(void *info, unsigned long offset)
{
	struct page *page = fb_deferred_io_page(info, offset);

	${clear}
}
`;

  it('is taken away somewhere by the pages\' owner', async () => {
    const rules = async (clear: string): Promise<readonly string[]> => (await findingsAt('drivers/video/fbdev/core/fb_defio.c', shown(clear), {}, '6.1')).map(({ rule }) => rule);
    assert.ok((await rules('')).includes('stale-at-free'));
    assert.ok(!(await rules('page->mapping = NULL;')).includes('stale-at-free'));
  });
});

describe('bits put into a pointer that a page keeps', () => {
  const kept = (read: string): string => `struct owner { int users; };
static void keep(struct page *page, struct owner *owner)
{
	set_page_private(page, (unsigned long)owner | 1);
}
static int users(struct page *page)
{
	struct owner *owner = ${read};

	return owner->users;
}
int both(struct page *page, struct owner *owner)
{
	keep(page, owner);
	return users(page);
}
`;

  it('are taken off before it is used', async () => {
    assert.ok((await rulesIn(kept('(struct owner *)page_private(page)'))).includes('word-misread'));
    assert.ok(!(await rulesIn(kept('(struct owner *)(page_private(page) & ~1UL)'))).includes('word-misread'));
  });
});

describe('a word and the flag that goes with it', () => {
  const attached = (first: string): string => `struct pool { struct page *page; };
static void take(struct pool *pool)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return;
	${first}
	set_page_private(page, (unsigned long)pool);
	pool->page = page;
}
static void drop(struct pool *pool)
{
	struct page *page = pool->page;

	set_page_private(page, 0);
	ClearPagePrivate(page);
	__free_page(page);
}
`;

  it('are set together where the file clears both', async () => {
    assert.ok((await rulesIn(attached(''))).includes('paired-words'));
    assert.ok(!(await rulesIn(attached('SetPagePrivate(page);'))).includes('paired-words'));
  });
});

describe('a function that a file installs for its pages', () => {
  const readers = {
    'fs/buffer.c': '#include <linux/mm.h>\n#include <linux/page-flags.h>\nstruct buffer_head { struct buffer_head *next; int state; };\nint block_set_dirty(struct page *page)\n{\n\tstruct buffer_head *head = (struct buffer_head *)page_private(page);\n\n\thead->state = 1;\n\treturn 0;\n}\n',
    'mm/plain.c': '#include <linux/mm.h>\nint plain_set_dirty(struct page *page)\n{\n\treturn page->index != 0;\n}\n',
  };
  const table = (name: string): string => `struct range { unsigned long from, to; };
struct page_ops { int (*set_dirty)(struct page *page); };
int block_set_dirty(struct page *page);
int plain_set_dirty(struct page *page);
static void attach(struct page *page, struct range *range)
{
	set_page_private(page, (unsigned long)range);
}
struct page_ops driver_ops = { .set_dirty = ${name}, };
`;

  it('takes the word for what the file keeps there', async () => {
    assert.ok((await rulesIn(table('block_set_dirty'), readers)).includes('word-misread'));
    assert.ok(!(await rulesIn(table('plain_set_dirty'), readers)).includes('word-misread'));
  });
});

describe('a tag that comes about by adding', () => {
  const tagged = (more: string): string => `#include <linux/rmap.h>\nvoid join(struct page *page, struct anon_vma *anon_vma, int other)\n{\n\tanon_vma = (void *)anon_vma + 1${more};\n\tpage->mapping = (struct address_space *)anon_vma;\n\tpage->index = 1;\n}\n`;

  it('of two tags is a third one\'s', async () => {
    assert.deepEqual(await rulesIn(tagged(' + (other ? 2 : 0)')), ['word-misread']);
    assert.deepEqual(await rulesIn(tagged('')), []);
  });

  it('of a tail is nobody else\'s', async () => {
    const mark = (bit: number): string => `void mark(struct page *page)\n{\n\tpage->lru.next = (void *)${bit};\n}\n`;
    assert.ok((await rulesIn(mark(1))).includes('word-misread'));
    assert.ok(!(await rulesIn(mark(2))).includes('word-misread'));
  });
});

describe('an object that pages lead to by a tagged pointer', () => {
  it('is not put there without the tag', async () => {
    const kept = (value: string): string => `#include <linux/rmap.h>\nvoid join(struct page *page, struct anon_vma *anon_vma)\n{\n\tpage->mapping = (struct address_space *)${value};\n\tpage->index = 1;\n}\n`;
    assert.deepEqual(await rulesIn(kept('anon_vma')), ['word-misread']);
    assert.deepEqual(await rulesIn(kept('((void *)anon_vma + 1)')), []);
  });
});
