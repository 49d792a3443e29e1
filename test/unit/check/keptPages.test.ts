/** Pages that a file keeps in containers and arrays, and copies it makes of their struct pages: fixtures of our own, each with a twin that is correct. */
import assert from 'node:assert/strict';
import { rulesIn } from './driver.js';

/** A number of its own in a word of each page, which is read where the tree gives pages back one by one and where it gives many at once. */
const numbered = (word: string, one: string, many: string): string => `struct tree { void *root; };
struct disk { struct tree pages; };
int tree_insert(struct tree *tree, unsigned long index, void *item);
void *tree_lookup(struct tree *tree, unsigned long index);
unsigned int tree_gang_lookup(struct tree *tree, void **items, unsigned long first, unsigned int max);
static int insert(struct disk *disk, unsigned long number)
{
	struct page *page = alloc_page(GFP_KERNEL);

	page->${word} = number;
	return tree_insert(&disk->pages, number, page);
}
static int is_right(struct disk *disk, unsigned long number)
{
	struct page *page = tree_lookup(&disk->pages, number);

	return page && page->${one} == number;
}
static unsigned long last(struct disk *disk)
{
	struct page *pages[16];
	unsigned long at = 0;
	unsigned int i, found = tree_gang_lookup(&disk->pages, (void **)pages, 0, 16);

	for (i = 0; i < found; i++)
		at = pages[i]->${many};
	return at;
}
`;

/** The pages of a queue are lent to buffers, elements of an array in another object. */
const lent = (read: string): string => `struct buffer { struct page *page; };
struct pipe { struct buffer *buffers; };
struct queue { struct page **pages; struct pipe *pipe; };
static void fill(struct queue *queue, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		queue->pages[i] = alloc_page(GFP_KERNEL);
		queue->pages[i]->private = i * 8;
	}
}
static void post(struct queue *queue, int i)
{
	struct buffer *buffer = &queue->pipe->buffers[i];

	buffer->page = queue->pages[i];
}
static unsigned long release(struct buffer *buffer)
{
	struct page *page = buffer->page;

	return page->${read};
}
`;

const unpinned = (declared: string, page: string): string => `void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, int dirty);
static void put(struct page *given, int dirty)
{
	${declared}
	struct page *page = ${page};

	unpin_user_pages_dirty_lock(&page, 1, dirty);
}
`;

const laid = (size: string): string => `void *memcpy(void *to, const void *from, unsigned long size);
static void lay(struct folio *to, struct folio *from)
{
	memcpy(to, from, ${size});
}
`;

describe('pages that are kept', () => {
  it('in a container are those that its functions put into an array', async () => {
    assert.deepEqual(await rulesIn(numbered('private', 'private', 'index')), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(numbered('private', 'private', 'private')), []);
  });

  it('in an element of an array are those that a function finds in one', async () => {
    assert.deepEqual(await rulesIn(lent('index')), ['unconverted-reader']);
    assert.deepEqual(await rulesIn(lent('private')), []);
  });

  it('by the address of a variable are an array of one: a copy is unpinned', async () => {
    assert.deepEqual(await rulesIn(unpinned('struct page copy = *given;', '&copy')), ['page-copy']);
    assert.deepEqual(await rulesIn(unpinned('struct page *copy = given;', 'copy')), []);
  });

  it('lose their list and their owner to a copy that ends before their counts', async () => {
    assert.deepEqual(await rulesIn(laid('offsetof(struct folio, _mapcount)')), ['page-copy']);
    assert.deepEqual(await rulesIn(laid('sizeof(unsigned long)')), []);
  });
});
