/** Words of pages that mean something together: pointers and their tags, two words exchanged in one step, members that share bits, writers that moved. Each bug with a twin that is correct. */
import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

describe('a pointer and its tag', () => {
  const owner = (body: string): string => `struct owner { int x; };\nvoid adopt(struct page *page, struct owner *owner)\n{\n${body}\n}\n`;

  it('are one store where others see the page', async () => {
    assert.ok((await rulesIn(owner('\tpage->mapping = (struct address_space *)owner;\n\tpage->mapping = (struct address_space *)((unsigned long)page->mapping | 1);'))).includes('paired-words'));
    assert.ok((await rulesIn(owner('\tpage->mapping = (struct address_space *)owner;\n\t__set_bit(0, (unsigned long *)&page->mapping);'))).includes('paired-words'));
    assert.ok(!(await rulesIn(owner('\tpage->mapping = (struct address_space *)((unsigned long)owner | 1);'))).includes('paired-words'));
  });
});

describe('two words that a file exchanges in one step', () => {
  const HELPER = `int cmpxchg_double(void *a, void *b, unsigned long c, unsigned long d, unsigned long e, unsigned long f);
static int both(struct page *page, unsigned long a, unsigned long b)
{
	return cmpxchg_double(&page->index, &page->private, page->index, page->private, a, b);
}
`;
  const take = (body: string): string => `${HELPER}unsigned long take(struct page *page)\n{\n${body}\n}\n`;

  it('are not exchanged one by one', async () => {
    assert.deepEqual(await rulesIn(take('\treturn xchg(&page->index, 0);')), ['paired-words']);
    assert.deepEqual(await rulesIn(take('\treturn both(page, 0, page->private);')), []);
  });

  it('are not stored one after the other without a lock', async () => {
    assert.deepEqual(await rulesIn(take('\tpage->index = 0;\n\tpage->private = 1;\n\treturn 0;')), ['paired-words']);
    assert.deepEqual(await rulesIn(take('\tlock_page(page);\n\tpage->index = 0;\n\tpage->private = 1;\n\tunlock_page(page);\n\treturn 0;')), []);
  });
});

describe('objects of one type', () => {
  const file = (word: string): string => `struct owner { int x; };
static void keep(struct page *page, struct owner *owner)
{
	page->${word} = (unsigned long)owner;
}
static struct owner *ownerOf(struct page *page)
{
	return (struct owner *)page->private;
}
`;
  it('are looked for in the word they are put into', async () => {
    assert.deepEqual(await rulesIn(file('index')), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(file('private')), []);
  });

  it('are not what memory management puts there when it gets the page back', async () => {
    const header = { 'drivers/misc/driver.h': '#include <linux/mm.h>\nstruct owner { int x; };\nstatic inline struct owner *owner_at(unsigned long pfn)\n{\n\tstruct page *page = pfn_to_page(pfn);\n\n\treturn (struct owner *)page->private;\n}\n' };
    const writer = (word: string): string => `#include "driver.h"\nvoid *alloc_owner(void);\nvoid keep(struct page *page)\n{\n\tstruct owner *owner = alloc_owner();\n\n\tpage->${word} = (unsigned long)owner;\n}\nvoid put_spare(struct page *page);\nvoid drop(struct page *page)\n{\n\tput_spare(page);\n}\n`;
    const tree = { ...header, 'mm/spare.c': '#include <linux/mm.h>\nstatic unsigned long spares;\nvoid put_spare(struct page *page)\n{\n\tpage->private = spares;\n\tspares = (unsigned long)page;\n}\n' };
    assert.deepEqual(await rulesIn(writer('index'), tree), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(writer('private'), tree), []);
  });

  it('are looked for by functions of a header beside the file', async () => {
    const writer = (word: string): string => `#include "driver.h"\nvoid *alloc_owner(void);\nvoid keep(struct page *page)\n{\n\tstruct owner *owner = alloc_owner();\n\n\tpage->${word} = (unsigned long)owner;\n}\n`;
    const header = { 'drivers/misc/driver.h': '#include <linux/mm.h>\nstruct owner { int x; };\nstatic inline struct owner *owner_at(unsigned long pfn)\n{\n\tstruct page *page = pfn_to_page(pfn);\n\n\treturn (struct owner *)page->private;\n}\n' };
    assert.deepEqual(await rulesIn(writer('index'), header), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(writer('private'), header), []);
  });
});

describe('a word of pages that a file beside fills', () => {
  const HEADER = 'struct ring { struct page **pages; int count; };\n';
  const filler = (word: string): string => `#include <linux/mm.h>\n#include <linux/gfp.h>\n#include "ring.h"
unsigned long handle(int i);
int ring_fill(struct ring *ring)
{
	int i;

	for (i = 0; i < ring->count; i++) {
		ring->pages[i] = alloc_page(GFP_KERNEL);
		if (!ring->pages[i])
			return -1;
		ring->pages[i]->${word} = handle(i);
	}
	return 0;
}
`;
  const READER = '#include "ring.h"\nint ring_fill(struct ring *ring);\nunsigned long ring_handle(struct ring *ring, int i)\n{\n\tif (ring_fill(ring))\n\t\treturn 0;\n\treturn ring->pages[i]->private;\n}\n';

  it('is the one that is read', async () => {
    assert.deepEqual(await rulesIn(READER, { 'drivers/misc/ring.h': HEADER, 'drivers/misc/ring.c': filler('index') }), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(READER, { 'drivers/misc/ring.h': HEADER, 'drivers/misc/ring.c': filler('private') }), []);
  });
});

describe('a member that is only counted', () => {
  const counted = (begins: string): string => `void share(struct page *page, unsigned long offset, int again)
{
	if (again) {
		${begins}page->counters++;
		return;
	}
	page->private = offset * 3;
}
`;
  it('begins at what another name of its bits has left', async () => {
    assert.deepEqual(await rulesIn(counted('')), ['foreign-word']);
    assert.deepEqual(await rulesIn(counted('if (page->mapping)\n\t\t\tpage->counters = 1;\n\t\t')), []);
  });

  it('begins at the bits of a page type that lie there', async () => {
    const share = (count: string): string => `void share(struct page *page)\n{\n\tpage->page_type &= ~0x200;\n\tatomic_inc_return(&page->${count});\n}\n`;
    assert.deepEqual(await rulesIn(share('_mapcount')), ['foreign-word']);
    assert.ok(!(await rulesIn(share('_refcount'))).includes('foreign-word'));
  });
});

describe('a word and a flag that a helper takes away with a reference', () => {
  const HELPERS = `static void attach(struct page *page, unsigned long data)
{
	get_page(page);
	page->private = data;
	SetPagePrivate(page);
}
static void detach(struct page *page)
{
	ClearPagePrivate(page);
	page->private = 0;
	put_page(page);
}
`;
  const file = (keep: string, drop = 'detach(page);\n\tput_page(page);'): string => `${HELPERS}void keep(struct page *page, unsigned long data)\n{\n\t${keep}\n}\nvoid drop(struct page *page)\n{\n\tif (!PagePrivate(page))\n\t\treturn;\n\t${drop}\n}\n`;
  const BY_HAND = 'page->private = data;\n\tSetPagePrivate(page);';

  it('are set with one', async () => {
    assert.deepEqual(await rulesIn(file(BY_HAND).replace(/static void attach[^}]*}\n/, '')), ['paired-words']);
    assert.deepEqual(await rulesIn(file('attach(page, data);')), []);
  });

  it('are what holds the page where nothing else is given back', async () => {
    assert.deepEqual(await rulesIn(file(BY_HAND, 'detach(page);').replace(/static void attach[^}]*}\n/, '')), []);
  });
});

describe('words carried over to another page', () => {
  const carried = (into: string): string => `void carry(struct page *to, struct page *from)\n{\n\tto->${into} = from->index;\n}\n`;

  it('go into the word they came from', async () => {
    assert.deepEqual(await rulesIn(carried('private')), ['paired-words']);
    assert.deepEqual(await rulesIn(carried('index')), []);
  });
});
