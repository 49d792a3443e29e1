/** Page tables told by the types of their entries: what their words hold, and what their counts tell. */
import assert from 'node:assert/strict';
import { findingsAt, rulesIn } from './driver.js';

const TYPES = '#include <linux/pgtable.h>\ntypedef struct { unsigned long pgd; } pgd_t;\nstatic inline void set_page_private(struct page *page, unsigned long private) { page->private = private; }\n';
const unshare = (test: string, type = 'pte_t'): string => `${TYPES}static int unshare(${type} *entry)
{
	if (${test})
		return 0;
	return 1;
}
`;
const deposit = (statement: string): string => `${TYPES}static void deposit(pgtable_t table, struct page *next)
{
	${statement}
}
`;
const pgd = (statement: string): string => `${TYPES}static void keep_mm(pgd_t *pgd, struct mm_struct *mm)
{
	${statement}
}
`;

describe('page tables', () => {
  it('have no count of users in their references', async () => {
    assert.deepEqual(await rulesIn(unshare('page_count(virt_to_page(entry)) == 1')), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(unshare('page_count(virt_to_page(entry)) > 1')), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(unshare('page_count(virt_to_page(entry)) == 0')), []);
    // By a variable, or through a function that looks the page up.
    assert.deepEqual(await rulesIn(unshare('users == 1').replace('\tif', '\tint users = page_count(virt_to_page(entry));\n\n\tif')), ['refcount-misuse']);
    assert.deepEqual(await rulesIn(`static inline struct page *page_of(const void *at) { return virt_to_page(at); }\n${unshare('page_count(page_of(entry)) == 1')}`), ['refcount-misuse']);
    // What lies there is nobody knows what.
    assert.deepEqual(await rulesIn(unshare('page_count(virt_to_page(entry)) == 1', 'char')), []);
  });

  it('keep their lock in private', async () => {
    const rules = async (file: string, body: string): Promise<readonly string[]> => (await findingsAt(file, body, {}, '6.1')).map(({ rule }) => rule);
    assert.deepEqual(await rules('mm/tables.c', deposit('set_page_private(table, (unsigned long)next);')), ['foreign-word']);
    assert.deepEqual(await rules('mm/tables.c', deposit('table->index = (unsigned long)next;')), []);
  });

  it('of the top level have a second one there under Xen, on x86 only', async () => {
    const rules = async (file: string, body: string): Promise<readonly string[]> => (await findingsAt(file, body)).map(({ rule }) => rule);
    assert.deepEqual(await rules('arch/x86/mm/tables.c', pgd('set_page_private(virt_to_page(pgd), (unsigned long)mm);')), ['foreign-word']);
    assert.deepEqual(await rules('arch/arm/mm/tables.c', pgd('set_page_private(virt_to_page(pgd), (unsigned long)mm);')), []);
    assert.deepEqual(await rules('arch/x86/mm/tables.c', pgd('virt_to_page(pgd)->index = (unsigned long)mm;')), []);
  });
});
