import { bitsAre } from '../bitTest.js';
import { evidence } from '../evidence.js';
import type { Observer, ReadingCase } from '../observer.js';
import { words } from '../states/words.js';

const route = [
  { meets: 'owner-change', path: ['free_pages_prepare', 'free_page_is_bad', 'page_expected_state'], era: { since: '6.1' } },
  { meets: 'owner-change', path: ['free_pages_prepare', 'check_free_page', 'page_expected_state'], era: { before: '6.1' } },
] as const;

const unmapped: ReadingCase = { when: bitsAre(0xffffffffn, 0xffffffffn), readAs: 'clean', right: [] };
const leftover: ReadingCase = { when: { test: 'any' }, readAs: 'leftover mapcount or page type', right: [], harm: 'bad_page() reports "nonzero mapcount" and leaks the page' };

/** What the page allocator checks when a page changes its owner. */
export const ownerChangeObservers: readonly Observer[] = [
  {
    name: 'free_check_mapping', title: 'free_pages_prepare(): is mapping NULL?', readsHead: false,
    roots: [evidence('mm/page_alloc.c', 'page_expected_state'), evidence('mm/page_alloc.c', 'free_pages_prepare')],
    readings: [{ names: words.mapping, cases: [
      { when: { test: 'zero' }, readAs: 'clean', right: [] },
      { when: { test: 'not', of: bitsAre(3n, 0n) }, readAs: 'tagged mapping: silently set to NULL', right: [] },
      { when: { test: 'any' }, readAs: 'leftover mapping', right: [], harm: 'bad_page() reports "non-NULL mapping" and leaks the page' },
    ] }],
    routes: route, skips: [{ state: 'tail' }, { state: 'tail-1' }, { state: 'tail-2' }],
  },
  {
    name: 'free_check_mapcount', title: 'free_pages_prepare(): is _mapcount -1?', readsHead: false,
    roots: [evidence('mm/page_alloc.c', 'page_expected_state')],
    readings: [
      { names: words.mapcount, era: { before: '6.14' }, cases: [unmapped, leftover] },
      // free_pages_prepare() clears a page type before it looks.
      { names: words.mapcount, era: { since: '6.14' }, cases: [unmapped, { when: bitsAre(0x80000000n, 0x80000000n), readAs: 'page type, cleared here', right: [] }, leftover] },
    ],
    routes: route, skips: [],
  },
  {
    name: 'free_check_memcg', title: 'free_pages_prepare(): is memcg_data 0?', readsHead: false,
    roots: [evidence('mm/page_alloc.c', 'page_expected_state')],
    readings: [{ names: words.memcg, cases: [
      { when: { test: 'zero' }, readAs: 'clean', right: [] },
      { when: { test: 'any' }, readAs: 'leftover charge', right: [], harm: 'bad_page() reports "page still charged to cgroup" and leaks the page' },
    ] }],
    routes: route, skips: [],
  },
  {
    name: 'free_check_page_pool', title: 'free_pages_prepare(): is it still a page_pool page?', readsHead: false, era: { since: '6.12' },
    roots: [evidence('include/linux/mm.h', 'page_pool_page_is_pp', { since: '6.12', before: '6.19' })],
    readings: [{ names: ['pp_magic'], cases: [{
      when: { test: 'magic', magic: 'PP_SIGNATURE', ignore: 'DMA index' }, readAs: 'page_pool page', right: [], harm: 'bad_page() reports "page_pool leak" and leaks the page',
    }] }],
    routes: route, skips: [],
  },
  {
    name: 'free_check_tail', title: 'free_pages_prepare(): are the tails of the compound page intact?', readsHead: false,
    roots: [evidence('mm/page_alloc.c', 'free_tail_pages_check', { before: '6.5' }), evidence('mm/page_alloc.c', 'free_tail_page_prepare', { since: '6.5' })],
    readings: [{ names: words.mapping, cases: [
      { when: { test: 'magic', magic: 'TAIL_MAPPING', ignore: 0n }, readAs: 'intact tail', right: [] },
      { when: { test: 'any' }, readAs: 'overwritten tail', right: [], harm: 'bad_page() reports "corrupted mapping in tail page"' },
    ] }],
    routes: [
      { meets: 'owner-change', path: ['free_pages_prepare', 'free_tail_pages_check'], era: { before: '6.5' }, given: 'the compound page is freed whole' },
      { meets: 'owner-change', path: ['free_pages_prepare', 'free_tail_page_prepare'], era: { since: '6.5' }, given: 'the compound page is freed whole' },
    ],
    skips: [],
  },
];

/** Readers that look only at tails the allocator itself made: not at the first two, whose mapping word is the folio's. */
export const tailOnly: readonly string[] = ['free_check_tail'];
