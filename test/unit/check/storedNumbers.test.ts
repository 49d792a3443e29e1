/** Numbers that do not mean in a word what its readers take them for. Each bug with a twin that is correct. */
import assert from 'node:assert/strict';
import { findingsIn, rulesIn } from './driver.js';

const COUNTS = 'static inline void count_references(struct page *page, int n) { atomic_add_return(n, &page->_refcount); }\n';

const fresh = (statement: string, order = '0', flags = ''): string => `static struct page *fresh(void *owner, int n, int some)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL${flags}, ${order});
	int i;

	for (i = 0; i < n; i++) {
		${statement}
	}
	return page;
}
`;

const addressed = (type: string): string => `${type} map_page(struct page *page);
static void keep(struct page *page, unsigned long address) { page->private = address; }
static ${type} post(void)
{
	struct page *page = alloc_pages_node(0, GFP_KERNEL, 0);
	${type} address = map_page(page);

	keep(page, address);
	return address;
}
`;

describe('a number in a word', () => {
  it('is no number of mappings, on whatever page', async () => {
    assert.deepEqual(await rulesIn(fresh('atomic_set(&page->_mapcount, i);')), ['word-misread']);
    assert.deepEqual(await rulesIn(fresh('page->private = i;')), []);
    assert.deepEqual(await rulesIn('static void mark(struct page *page, int users)\n{\n\tatomic_set(&page->_mapcount, users);\n}\n'), ['word-misread']);
  });

  it('of 64 bits loses half of them where a word has 32', async () => {
    const wants = (bits: number): string => `static int probe(void *dev) { return dma_set_mask(dev, DMA_BIT_MASK(${bits})); }\n`;
    const [finding, ...more] = await findingsIn(wants(64) + addressed('dma_addr_t'));
    assert.deepEqual(more, []);
    assert.equal(finding?.rule, 'config-overlap');
    assert.match(finding.message, /a dma_addr_t is kept in page\.private, which has 32 bits/);
    assert.deepEqual(await rulesIn(wants(64) + addressed('pgoff_t')), []);
    // Devices whose driver asks for no more are given 32 bits.
    assert.deepEqual(await rulesIn(wants(32) + addressed('dma_addr_t')), []);
    assert.deepEqual(await rulesIn(addressed('dma_addr_t')), []);
  });

  it('with bits put back where they were read is a change of what was there', async () => {
    const marks = (kept: string): string => `struct page *fresh(void)\n{\n\tstruct page *page = alloc_pages_node(0, GFP_KERNEL, 0);\n\n\tpage->compound_head = 0x5c0UL | (${kept} & 3);\n\treturn page;\n}\n`;
    assert.deepEqual(await rulesIn(marks('page->private')), ['word-misread']);
    assert.deepEqual(await rulesIn(marks('page->compound_head')), []);
  });

  it('that is one bit far up marks a count of references', async () => {
    const header = { 'include/linux/counts.h': COUNTS }, include = '#include <linux/counts.h>\n';
    assert.deepEqual(await rulesIn(include + fresh('count_references(page, 1 << 20);'), header), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(include + fresh('count_references(page, 1);'), header), []);
  });

  it('is no count of references of a tail', async () => {
    assert.deepEqual(await rulesIn(fresh('atomic_set(&page[i + 1]._refcount, 1);', '3', ' | __GFP_COMP')).then((rules) => rules.includes('tail-page')), true);
    assert.deepEqual(await rulesIn(fresh('atomic_read(&page[i + 1]._refcount);', '3', ' | __GFP_COMP')), []);
  });

  it('that is or-ed to an address on some ways is a tag', async () => {
    assert.deepEqual(await rulesIn(fresh('page->mapping = (void *)((unsigned long)owner | (some ? 2UL : 0UL));')), ['word-misread']);
    assert.deepEqual(await rulesIn(fresh('page->private = (unsigned long)owner | (some ? 2UL : 0UL);')), []);
  });
});
