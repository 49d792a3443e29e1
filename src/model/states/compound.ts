import { evidence } from '../evidence.js';
import type { Claim, PageState } from '../state.js';
import { claim, kernelOnly, link, origin, userPage, words } from './words.js';

const tail = (): readonly Claim[] => [
  claim(words.compoundHead, { kind: 'compound-head' }, 'head | 1'),
  claim(words.flags, { kind: 'flags' }, 'node, zone, section; PG_hwpoison'),
  claim(words.refcount, { kind: 'constant', value: 0n }, 'no reference of its own'),
];
const tailMapping = claim(words.mapping, { kind: 'magic', magic: 'TAIL_MAPPING' }, 'checked when the folio is freed');
const checked = evidence('mm/page_alloc.c', 'prep_compound_page');

/** Compound pages: THP and hugetlb heads, and their tails, whose words belong to the folio. Overlay offsets are counted from the head. */
export const compoundStates: readonly PageState[] = [
  {
    name: 'hugetlb', title: 'head of a hugetlb folio', position: 'head', reach: userPage, duties: [],
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
      claim(['compound_dtor'], { kind: 'integer', means: 'destructor number', max: 255n }, 'destructor'), claim(['compound_order'], { kind: 'order' }, 'order'),
      claim(['compound_mapcount'], { kind: 'mapcount' }, 'mappings of the whole'), claim(['compound_pincount'], { kind: 'refcount' }, 'pins'), claim(['compound_nr'], { kind: 'integer', means: 'number of pages' }, 'number of pages'),
      ...['_large_mapcount', '_entire_mapcount', '_nr_pages_mapped', '_pincount', '_total_mapcount', '_folio_nr_pages', '_folio_order', '_folio_dtor'].map((name) =>
        claim([name], { kind: 'integer', means: name.replace(/^_(folio_)?/, '') }, `folio->${name}`, { record: 'folio' })),
    ],
    origins: [], evidence: [checked, evidence('mm/page_alloc.c', 'free_tail_pages_check', { before: '6.5' }), evidence('mm/page_alloc.c', 'free_tail_page_prepare', { since: '6.5' })],
  },
  {
    name: 'tail-2', title: 'second tail page of a compound page', position: 'tail', reach: kernelOnly, duties: [],
    claims: [...tail(), claim(['deferred_list'], link, 'deferred split list'), claim(['_deferred_list'], link, 'deferred split list', { record: 'folio' })],
    origins: [], evidence: [checked],
  },
  {
    name: 'tail', title: 'tail page of a compound page', position: 'tail', reach: kernelOnly, duties: [],
    claims: [...tail(), tailMapping], origins: [], evidence: [checked],
  },
];
