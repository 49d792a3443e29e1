import { evidence } from '../evidence.js';
import type { Claim, Origin, PageState } from '../state.js';
import { claim, kernelOnly, origin, ownDuties, pointer, words } from './words.js';

const counts: readonly Claim[] = [claim(words.flags, { kind: 'flags' }, 'node, zone, section'), claim(words.refcount, { kind: 'refcount' }, 'references')];
/** Names of their own in struct page until 6.5 and in struct ptdesc since. */
const places = [{ era: { before: '6.6' } }, { record: 'ptdesc', era: { since: '6.6' } }] as const;

/** The names of these types are the same on every architecture: virt_to_page() of a pte_t pointer is the page that holds the table. */
function holding(...types: readonly string[]): readonly Origin[] {
  return types.map((of) => origin('contents', of));
}

/** Page tables (5.10 to 7.x), told by the types their entries have; which words they use differs by level. */
export const pageTableStates: readonly PageState[] = [
  {
    name: 'page-table', title: 'page table', position: 'single', reach: kernelOnly, duties: ownDuties,
    claims: [
      ...places.flatMap((where) => [
        claim(['pmd_huge_pte'], pointer('page'), 'deposited page tables', { ...where, holders: true }), claim(['pt_mm'], pointer('mm_struct'), 'x86 pgd: its mm', { ...where, holders: true }), claim(['ptl'], { kind: 'unknown', reason: 'spinlock' }, 'page table lock', { ...where, made: '_ctor' }),
      ]),
      claim(words.pageType, { kind: 'page-type', type: 'table' }, 'PageTable'), ...counts,
    ],
    origins: [
      { ...origin('result', 'pagetable_alloc', { since: '6.6' }), bare: true }, origin('result', 'pte_alloc_one'), origin('result', 'pgd_page'), origin('result', 'pmd_page'),
      origin('typed', 'pgtable_t'), ...holding('pte_t', 'pmd_t'),
    ],
    evidence: [evidence('include/linux/mm.h', 'ptlock_ptr')],
  },
  // No lock lies in these: they are changed under mm->page_table_lock.
  { name: 'page-table-upper', title: 'page table of PUDs or P4Ds', position: 'single', reach: kernelOnly, duties: ownDuties, claims: counts, origins: holding('pud_t', 'p4d_t'), evidence: [evidence('include/linux/mm.h', 'pud_lockptr')] },
  {
    name: 'page-table-top', title: 'x86 pgd', position: 'single', reach: kernelOnly, duties: ownDuties,
    claims: [
      ...places.map((where) => claim(['pt_mm'], pointer('mm_struct'), 'its mm', { ...where, holders: true })),
      claim(words.private, { kind: 'unknown', reason: 'address of a pgd' }, 'the pgd of user mode under Xen PV (CONFIG_XEN_PV, 64 bits)'), ...counts,
    ],
    origins: [{ ...origin('contents', 'pgd_t'), under: 'arch/x86/' }],
    evidence: [evidence('arch/x86/xen/mmu_pv.c', 'xen_pgd_alloc', undefined, 'puts the pgd of user mode into private of the pgd'), evidence('arch/x86/xen/mmu_pv.c', 'xen_get_user_pgd')],
  },
];
