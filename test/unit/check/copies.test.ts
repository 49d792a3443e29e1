/** Copies of struct pages, by whatever way they are made and used. Each bug with a twin that is correct. */
import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

const snapshot = (declared: string, use: string): string => `void unpin_user_pages(struct page **pages, unsigned long npages);
static void *snapshot(struct page *page)
{
	${declared}
	return ${use};
}
`;

const duplicate = (of: string): string => `void *kmemdup(const void *from, unsigned long size, unsigned int gfp);
struct holder { struct page *page; };
static void keep(struct holder *holder, struct page *page)
{
	holder->page = ${of};
}
`;

const moved = (statement: string): string => `static void move(struct folio *to, struct folio *from)\n{\n\t${statement}\n}\n`;

describe('a copy of a struct page', () => {
  it('has no memory of its own to be looked at', async () => {
    assert.deepEqual(await rulesIn(snapshot('struct page copy = *page;\n', 'page_address(&copy)')), ['page-copy']);
    assert.deepEqual(await rulesIn(snapshot('struct page *copy = page;\n', 'page_address(copy)')), []);
  });

  it('is not unpinned in the place of the page', async () => {
    const unpin = (copy: string, one: string): string => snapshot(`struct page ${copy};\n\tstruct page *one = ${one};\n\n\tunpin_user_pages(&one, 1);`, '(void *)0');
    assert.deepEqual(await rulesIn(unpin('copy = *page', '&copy')), ['page-copy']);
    assert.deepEqual(await rulesIn(unpin('*copy = page', 'copy')), []);
  });

  it('in memory of its own is no page', async () => {
    assert.deepEqual(await rulesIn(duplicate('kmemdup(page, sizeof(*page), 0)')), ['page-copy']);
    assert.deepEqual(await rulesIn(duplicate('page')), []);
  });

  it('of its first words overwrites flags and links of another', async () => {
    assert.deepEqual(await rulesIn(moved('memcpy(to, from, offsetof(struct folio, _refcount));')), ['page-copy']);
    assert.deepEqual(await rulesIn(moved('to->private = from->private;')), []);
  });

  it('is not handed over in the place of the page', async () => {
    const asked = (then: string): string => `unsigned long frame_of(struct page *page)\n{\n\treturn page_to_pfn(page);\n}\nunsigned long frame(struct page *page, int stable)\n{\n\tstruct page copy;\n\n\tif (stable) {\n\t\tcopy = *page;\n\t\t${then}\n\t}\n\treturn frame_of(page);\n}\n`;
    assert.deepEqual(await rulesIn(asked('page = &copy;')), ['page-copy']);
    assert.deepEqual(await rulesIn(asked('if (copy.flags == 0)\n\t\t\treturn 0;')), []);
  });

  it('is not handed on through a pointer to whoever changes the page', async () => {
    const acted = (given: string): string => `struct kind { unsigned long flags; int (*act)(struct kind *kind, struct page *page); };
static int drop(struct kind *kind, struct page *page)
{
	SetPageReserved(page);
	return 0;
}
static struct kind kinds[] = { { 1, drop } };
static int act_on(struct kind *kind, struct page *page, int note)
{
	return note + kind->act(kind, page);
}
int handle(struct page *page)
{
	struct page copy = *page;

	return copy.flags == kinds[0].flags ? act_on(&kinds[0], ${given}, 1) : 0;
}
`;
    assert.deepEqual(await rulesIn(acted('&copy')), ['page-copy']);
    assert.deepEqual(await rulesIn(acted('page')), []);
  });

  it('ends where what is read of it ends', async () => {
    const first = (use: string): string => `unsigned long look(struct page *page)\n{\n\tstruct page copy = *page;\n\n\treturn ${use};\n}\n`;
    assert.deepEqual(await rulesIn(first('(&copy)[1].index')), ['page-copy']);
    assert.deepEqual(await rulesIn(first('page[0].index + copy.index')), []);
  });

  it('in another record is handed to nobody as the page', async () => {
    const kept = (declared: string, put: string, got: string): string => `struct slot { struct page ${declared}; };\nstruct fault { struct page *page; };\nvoid put(struct slot *slot, struct page *page)\n{\n\tslot->page = ${put};\n}\nvoid fault(struct slot *slot, struct fault *fault)\n{\n\tfault->page = ${got};\n}\n`;
    assert.deepEqual(await rulesIn(kept('page', '*page', '&slot->page')), ['page-copy']);
    assert.deepEqual(await rulesIn(kept('*page', 'page', 'slot->page')), []);
  });

  it('of some words takes no word of the other\'s own', async () => {
    const block = (end: string): string => `void split(struct page *tail, struct page *head)\n{\n\tmemcpy((void *)tail + offsetof(struct page, mapping), (void *)head + offsetof(struct page, mapping),\n\t       offsetof(struct page, ${end}) - offsetof(struct page, mapping));\n}\n`;
    assert.deepEqual(await rulesIn(block('_mapcount')), ['page-copy']);
    assert.deepEqual(await rulesIn(block('private')), []);
  });
});
