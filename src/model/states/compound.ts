import type { Era } from '../era.js';
import { evidence } from '../evidence.js';
import type { Claim, PageState } from '../state.js';
import { claim, kernelOnly, link, origin, userPage, words } from './words.js';

const tail = (): readonly Claim[] => [
  claim(words.compoundHead, { kind: 'compound-head' }, 'head | 1'),
  claim(words.flags, { kind: 'flags' }, 'node, zone, section; PG_hwpoison'),
  claim(words.refcount, { kind: 'constant', value: 0n }, 'no reference of its own'),
];
/** The tails' words are members of struct page up to 6.2, of struct folio from 6.1 on. */
const inPage: Era = { before: '6.3' };
const inFolio = (names: readonly string[], era: Era): Claim => claim(names, { kind: 'integer', means: names[0]!.replace(/^_(folio_)?/, '') }, `folio->${names[0]!}`, { record: 'folio', era });
const tailMapping = claim(words.mapping, { kind: 'magic', magic: 'TAIL_MAPPING' }, 'checked when the folio is freed');
const checked = evidence('mm/page_alloc.c', 'prep_compound_page');

/** Compound pages: THP and hugetlb heads, and their tails, whose words belong to the folio. Overlay offsets are counted from the head. */
export const compoundStates: readonly PageState[] = [
  {
    name: 'hugetlb', title: 'head of a hugetlb folio', position: 'head', reach: userPage, duties: [], signs: [{ name: 'HUGETLB_PAGE_DTOR', era: { before: '6.6' } }],
    claims: [
      claim(words.lru, link, 'list of its hstate'), claim(words.mapping, { kind: 'unknown', reason: 'anon_vma or address_space' }, 'anon_vma or file'), claim(words.index, { kind: 'index' }, 'offset'),
      claim(words.private, { kind: 'flags' }, 'HPG_* flags', { era: { since: '5.12' } }), claim(words.pageType, { kind: 'page-type', type: 'hugetlb' }, 'page type hugetlb', { era: { since: '6.10' } }),
      claim(words.flags, { kind: 'flags' }, 'PG_head, node, zone'), claim(words.refcount, { kind: 'refcount' }, 'references'), claim(words.mapcount, { kind: 'mapcount' }, 'mappings'),
    ],
    origins: [origin('result', 'alloc_huge_page', { before: '6.3' }), origin('result', 'alloc_hugetlb_folio', { since: '6.3' })],
    evidence: [evidence('mm/hugetlb.c', 'prep_new_huge_page', { before: '6.1' }), evidence('include/linux/hugetlb.h', 'hugetlb_page_flags', { since: '5.12' })],
  },
  {
    name: 'tail-1', title: 'first tail page of a compound page', position: 'tail', reach: kernelOnly, duties: [],
    claims: [
      ...tail(),
      claim(['compound_dtor'], { kind: 'integer', means: 'destructor number', max: 255n }, 'destructor', { era: inPage }), claim(['compound_order'], { kind: 'order' }, 'order', { era: inPage }),
      claim(['compound_mapcount'], { kind: 'mapcount' }, 'mappings of the whole', { era: inPage }), claim(['compound_pincount', 'hpage_pinned_refcount'], { kind: 'refcount' }, 'pins', { era: inPage }),
      claim(['compound_nr'], { kind: 'integer', means: 'number of pages' }, 'number of pages', { era: inPage }),
      inFolio(['_large_mapcount'], { since: '6.10' }), inFolio(['_entire_mapcount'], { since: '6.3' }), inFolio(['_nr_pages_mapped'], { since: '6.3' }), inFolio(['_pincount'], { since: '6.1' }),
      inFolio(['_total_mapcount'], { since: '6.1', before: '6.3' }), inFolio(['_folio_nr_pages', '_nr_pages'], { since: '6.1' }), inFolio(['_folio_order'], { since: '6.1', before: '6.6' }), inFolio(['_folio_dtor'], { since: '6.1', before: '6.6' }),
    ],
    origins: [], evidence: [checked, evidence('mm/page_alloc.c', 'free_tail_pages_check', { before: '6.5' }), evidence('mm/page_alloc.c', 'free_tail_page_prepare', { since: '6.5' })],
  },
  {
    name: 'tail-2', title: 'second tail page of a compound page', position: 'tail', reach: kernelOnly, duties: [],
    claims: [...tail(), claim(['deferred_list'], link, 'deferred split list', { era: inPage }), claim(['_deferred_list'], link, 'deferred split list', { record: 'folio', era: { since: '6.3' } })],
    origins: [], evidence: [checked],
  },
  {
    name: 'tail', title: 'tail page of a compound page', position: 'tail', reach: kernelOnly, duties: [],
    claims: [...tail(), tailMapping], origins: [], evidence: [checked],
  },
];
