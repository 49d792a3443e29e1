/** Sown bugs about counts of references, page tables, and what is each struct page's own. */
import { appended, both, type Seed } from './seed.js';

const busy = (up: string, down: string): string => `
struct sown_cell { struct page *page; int busy; };
static void sown_enter(struct sown_cell *cell)
{
	${up}
}
static void sown_leave(struct sown_cell *cell)
{
	${down}
}`;

const level = (statement: string): string => `
struct sown_level { unsigned long entries; int children; };
static int sown_grow(struct sown_level *level)
{
	level->entries = get_zeroed_page(GFP_KERNEL);
	return level->entries ? 0 : -ENOMEM;
}
static void sown_shrink(struct sown_level *level)
{
	free_page(level->entries);
}
static void sown_link(struct sown_level *level)
{
	${statement}
}`;

const index = (of: string): string => `
static unsigned long sown_index(const struct page *page, const struct page *head)
{
	struct page copy = *page;

	return copy.index ? ${of} - head : 0;
}`;

const sharers = (test: string): string => `
static bool sown_is_shared(pte_t *ptep)
{
	return page_count(virt_to_page(ptep)) ${test};
}`;

/** By class of bug: the count of references for another count, words of page tables, what is a struct page's own. */
export const countSeeds: readonly Seed[] = [
  appended('sharers of a page table counted by its references', 'mm/hugetlb.c', 'refcount-misuse', sharers('> 1'), sharers('== 0')),
  appended('page tables chained through private', 'mm/pgtable-generic.c', 'foreign-word',
    'static void sown_chain(pgtable_t table, pgtable_t next)\n{\n\tset_page_private(table, (unsigned long)next);\n}', 'static void sown_chain(pgtable_t table)\n{\n\tset_page_private(table, 0);\n}'),
  appended('the mm of a pgd in private', 'arch/x86/mm/pgtable.c', 'foreign-word',
    'static void sown_set_mm(pgd_t *pgd, struct mm_struct *mm)\n{\n\tset_page_private(virt_to_page(pgd), (unsigned long)mm);\n}', 'static unsigned long sown_get_mm(pgd_t *pgd)\n{\n\treturn page_private(virt_to_page(pgd));\n}'),
  appended('users counted in the references', 'drivers/block/brd.c', 'refcount-misuse', busy('page_ref_inc(cell->page);', 'page_ref_dec(cell->page);'), busy('cell->busy++;', 'cell->busy--;')),
  appended('children counted in the references', 'drivers/iommu/io-pgtable-arm-v7s.c', 'refcount-misuse', level('page_ref_inc(virt_to_page((void *)level->entries));'), level('level->children++;')),
  { name: 'a fragment taken in the other count', kernels: ['6.12'], file: 'include/net/page_pool/helpers.h', rule: 'refcount-misuse',
    bug: [{ do: 'rename', in: 'page_pool_ref_netmem', from: 'atomic_long_inc', to: 'get_page' }, { do: 'rename', in: 'page_pool_ref_netmem', from: 'netmem_get_pp_ref_count_ref', to: 'netmem_to_page' }], twin: [] },
  appended('the index of a copy', 'mm/debug.c', 'page-copy', index('&copy'), index('page')),
  appended('all flags of another page', 'mm/migrate.c', 'page-copy', 'static void sown_flags(struct folio *to, struct folio *from)\n{\n\tto->flags = from->flags;\n}', 'static void sown_flags(struct folio *to, struct folio *from)\n{\n\tto->flags |= from->flags & BIT(PG_referenced);\n}'),
  { name: 'a block that nobody takes apart', kernels: both, file: 'drivers/hwtracing/intel_th/msu.c', rule: 'tail-page', bug: [{ do: 'drop', in: 'msc_buffer_contig_alloc', with: 'split_page' }], twin: [] },
];
