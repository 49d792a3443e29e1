import type { Era } from '../../model/era.js';
import { words } from '../../model/states/words.js';
import type { ValueKind } from '../../model/valueKind.js';
import { link, NULL, renamed, unlink, write, type Act, type Names, type OwnerActs } from './act.js';

const prepared: Names = [
  { name: 'prep_new_huge_page', era: { before: '5.12' } }, { name: '__prep_new_huge_page', era: { since: '5.12', before: '6.3' } },
  { name: '__prep_new_hugetlb_folio', era: { since: '6.3', before: '6.12' } }, { name: 'init_new_hugetlb_folio', era: { since: '6.12' } },
];
const dequeued = renamed('dequeue_huge_page_node_exact', '6.3', 'dequeue_hugetlb_folio_node_exact');
const removed = renamed('remove_hugetlb_page', '6.3', 'remove_hugetlb_folio');
const inTails: Era = { before: '6.2' };
/** HPG_freed, and before 5.12 PageHugeFreed in the fourth tail (include/linux/hugetlb.h, mm/hugetlb.c). */
const flags: ValueKind = { kind: 'flags' };
const destructor = (raw: bigint, by: string, era: Era): Act => write(['compound_dtor'], { kind: 'integer', means: 'destructor number', max: 255n }, by, { tail: 1, raw, era, of: 'compound' });
/** Kept in private of the first tails up to 6.1, in members of struct folio since 6.2. */
const inTail = (tail: number, by: string | Names, era: Era = inTails): Act => write(words.private, NULL, by, { tail, era, of: 'compound' });
const inFolio = (name: string, by: string): Act => write([name], NULL, by, { record: 'folio', era: { since: '6.2' }, of: 'compound' });
const isFreed = (raw: bigint): readonly Act[] => [
  write(words.private, flags, raw === 0n ? 'ClearPageHugeFreed' : 'SetPageHugeFreed', { tail: 4, raw: raw === 0n ? 0n : (1n << 64n) - 1n, era: { before: '5.12' }, of: 'compound' }),
  write(words.private, flags, raw === 0n ? renamed('ClearHPageFreed', '6.3', 'folio_clear_hugetlb_freed') : renamed('SetHPageFreed', '6.3', 'folio_set_hugetlb_freed'), { raw, era: { since: '5.12' } }),
];

/**
 * A huge page of the pool in use: prepared, put on its node's list of free ones and taken off it; when it goes back it is taken apart from hugetlb (mm/hugetlb.c of 5.10, 6.1, 6.12
 * and 7.2). The destructor says hugetlb up to 6.1, the page type since 6.10.
 */
export const hugetlbActs: OwnerActs = {
  take: [
    write(words.pageType, { kind: 'page-type', type: 'hugetlb' }, '__folio_set_hugetlb', { era: { since: '6.10' } }),
    { does: 'init list', member: { names: words.lru }, by: prepared },
    destructor(2n, 'set_compound_page_dtor', { before: '6.3' }),
    inTail(1, 'hugetlb_set_page_subpool', { since: '5.12', before: '6.2' }), inFolio('_hugetlb_subpool', 'hugetlb_set_folio_subpool'),
    inTail(2, '__set_hugetlb_cgroup'), inTail(3, '__set_hugetlb_cgroup'), inFolio('_hugetlb_cgroup', '__set_hugetlb_cgroup'), inFolio('_hugetlb_cgroup_rsvd', '__set_hugetlb_cgroup'),
    ...isFreed(8n), link(words.lru, dequeued), ...isFreed(0n),
  ],
  release: [
    inTail(1, 'hugetlb_set_page_subpool', { since: '5.12', before: '6.2' }), inFolio('_hugetlb_subpool', 'hugetlb_set_folio_subpool'),
    write(words.mapping, NULL, renamed('free_huge_page', '6.5', 'free_huge_folio')),
    unlink(words.lru, removed, { era: { since: '5.13' } }), unlink(words.lru, '__free_huge_page', { era: { before: '5.13' } }),
    destructor(0n, 'set_compound_page_dtor', { before: '5.12' }), destructor(1n, 'set_compound_page_dtor', { since: '5.12', before: '6.3' }),
    write(words.pageType, { kind: 'constant', value: 0xffffffffn, means: '-1' }, '__folio_clear_hugetlb', { era: { since: '6.10' } }),
  ],
};
