import { bitsAre, type BitTest } from '../bitTest.js';
import { evidence } from '../evidence.js';
import type { Observer, ReadingCase } from '../observer.js';
import { words } from '../states/words.js';

const minusOne = bitsAre(0xffffffffn, 0xffffffffn);
/** PageBuddy() by the encodings of pageType.ts: up to 6.10, in 6.11, and since 6.12. */
const typed: Readonly<Record<'low' | 'high' | 'byte', BitTest>> = {
  low: bitsAre(0xf0000080n, 0xf0000000n),
  high: bitsAre(0xc0000000n, 0x80000000n),
  byte: bitsAre(0xff000000n, 0xf0000000n),
};
const buddyRead = (when: BitTest): ReadingCase => ({
  when, readAs: 'free block in the buddy allocator', right: ['page-type'], harm: 'the neighbour merges with a page that is in use: it is handed out twice',
});
const anyType = (when: BitTest): ReadingCase => ({ when, readAs: 'typed page', right: ['page-type', 'type zsmalloc and offset of the first object', '-1'], harm: 'the page counts as one of another type' });

/** Readers of _mapcount / page_type, _refcount and private. */
export const countObservers: readonly Observer[] = [
  {
    name: 'page_mapcount', title: 'page_mapcount(): munmap, /proc/kpagecount, migration', readsHead: false,
    roots: [evidence('include/linux/mm.h', 'page_mapcount', { before: '6.11' }), evidence('include/linux/mm.h', 'folio_mapcount', { since: '5.18' })],
    readings: [{ names: words.mapcount, cases: [
      { when: minusOne, readAs: 'not mapped', right: [] },
      { when: bitsAre(0x80000000n, 0x80000000n), readAs: 'page type', right: [] },
      { when: { test: 'any' }, readAs: 'number of mappings - 1', right: ['mapcount', 'page-type', '-1'], harm: 'a wrong number of mappings is reported and acted on' },
    ] }],
    routes: [
      { meets: 'pfn-scan', path: ['kpagecount_read', 'page_mapcount'], era: { before: '6.10' } },
      { meets: 'pfn-scan', path: ['kpagecount_read', 'folio_precise_page_mapcount'], era: { since: '6.10' } },
      { meets: 'pfn-scan', path: ['kpageflags_read', 'stable_page_flags', 'page_mapped'], era: { before: '6.17' } },
      { meets: 'pfn-scan', path: ['kpageflags_read', 'stable_page_flags', 'folio_mapped'], era: { since: '6.17' } },
      { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'page_remove_rmap'], era: { before: '6.9' } },
      { meets: 'user-mapping', path: ['munmap', 'zap_pte_range', 'folio_remove_rmap_ptes'], era: { since: '6.9' } },
    ],
    skips: [{ state: 'slab' }],
  },
  {
    name: 'page_is_buddy', title: '__free_one_page(): is the neighbour free, and of what order?', readsHead: false, era: { since: '2.6' },
    roots: [evidence('mm/page_alloc.c', 'page_is_buddy', { before: '5.17' }), evidence('mm/internal.h', 'page_is_buddy', { since: '6.1', before: '7.3' }), evidence('mm/internal.h', 'find_buddy_page_pfn', { since: '5.17', before: '7.3' }), evidence('mm/page_alloc.h', 'page_is_buddy', { since: '7.3' })],
    readings: [
      { names: words.pageType, era: { since: '4.18', before: '6.11' }, cases: [buddyRead(typed.low)] },
      { names: words.pageType, era: { since: '6.11', before: '6.12' }, cases: [buddyRead(typed.high)] },
      { names: words.pageType, era: { since: '6.12' }, cases: [buddyRead(typed.byte)] },
    ],
    routes: [{ meets: 'buddy-merge', path: ['__free_one_page', 'find_buddy_page_pfn', 'page_is_buddy'], era: { since: '5.18' } }, { meets: 'buddy-merge', path: ['__free_one_page', 'page_is_buddy'], era: { before: '5.18' } }],
    skips: [{ state: 'buddy-free' }, { state: 'guard' }],
  },
  {
    name: 'page_has_type', title: 'page_has_type(), /proc/kpageflags: what type is it of, and may a driver map it?', readsHead: false, era: { since: '5.1' },
    roots: [evidence('include/linux/page-flags.h', 'page_has_type', { since: '5.1' }), evidence('mm/memory.c', 'validate_page_before_insert', { since: '5.1' })],
    readings: [
      { names: words.pageType, era: { before: '6.11' }, cases: [
        { when: bitsAre(0xffffff80n, 0xffffff80n), readAs: 'not typed', right: [] },
        anyType(bitsAre(0x80000000n, 0x80000000n)),
      ] },
      { names: words.pageType, era: { since: '6.11', before: '6.12' }, cases: [
        { when: bitsAre(0xffff0000n, 0xffff0000n), readAs: 'not typed', right: [] },
        anyType(bitsAre(0x80000000n, 0x80000000n)),
      ] },
      { names: words.pageType, era: { since: '6.12' }, cases: [
        { when: bitsAre(0xff000000n, 0xff000000n), readAs: 'not typed', right: [] },
        anyType(bitsAre(0x80000000n, 0x80000000n)),
      ] },
    ],
    routes: [
      { meets: 'driver-maps-it', path: ['vm_insert_page', 'validate_page_before_insert', 'page_has_type'] },
      { meets: 'pfn-scan', path: ['kpageflags_read', 'stable_page_flags'] },
    ],
    skips: [],
  },
  {
    name: 'page_ref', title: 'try_get_page(), folio_try_get(): speculative references', readsHead: true,
    roots: [evidence('include/linux/page_ref.h', 'page_ref_add_unless', { before: '7.2' }), evidence('include/linux/page_ref.h', 'page_ref_add_unless_zero', { since: '7.2' })],
    readings: [{ names: words.refcount, cases: [
      { when: { test: 'zero' }, readAs: 'free or frozen page', right: [] },
      { when: { test: 'any' }, readAs: 'number of references', right: ['refcount', 'constant'], harm: 'the number is raised and lowered by others at any moment: a count kept here is wrong, and the page may be freed or never freed' },
    ] }],
    routes: [
      { meets: 'pfn-scan', path: ['isolate_migratepages_block', 'get_page_unless_zero'] },
      { meets: 'pfn-scan', path: ['memory_failure', 'get_hwpoison_page'] },
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'try_get_folio'], era: { since: '5.17' } },
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'try_get_compound_head'], era: { before: '5.17' } },
      { meets: 'user-mapping', path: ['get_user_pages', 'follow_page_pte', 'try_grab_page'], era: { before: '6.11' } },
      { meets: 'user-mapping', path: ['get_user_pages', 'follow_page_pte', 'try_grab_folio'], era: { since: '6.11' } },
    ],
    skips: [],
  },
  {
    name: 'page_to_nid', title: 'page_to_nid(), page_zone(): node and zone of the page', readsHead: false,
    roots: [evidence('include/linux/mm.h', 'page_to_nid'), evidence('include/linux/mm.h', 'page_zonenum', { before: '5.18' })],
    readings: [{ names: words.flags, cases: [{ when: { test: 'any' }, readAs: 'flags, node, zone and section', right: ['flags'], harm: 'the page is put on lists of a wrong node or zone' }] }],
    routes: [{ meets: 'any', path: ['list_lru_add', 'page_to_nid'], era: { before: '6.8' } }, { meets: 'any', path: ['list_lru_add_obj', 'page_to_nid'], era: { since: '6.8' } }, { meets: 'owner-change', path: ['free_unref_page', 'page_zone'], era: { before: '6.14' } }, { meets: 'owner-change', path: ['free_frozen_pages', 'page_zone'], era: { since: '6.14' } }],
    skips: [],
  },
  {
    name: 'swapcache', title: 'swap: private as the swap entry', readsHead: true,
    roots: [evidence('mm/util.c', 'page_mapping', { before: '5.16' }), evidence('mm/util.c', 'folio_mapping', { since: '5.16' })],
    // One address_space for all swap since the swap table (6.18): the entry is not looked at.
    readings: [{ names: words.private, era: { before: '6.18' }, cases: [{ when: { test: 'any' }, readAs: 'swap entry', right: ['swap-entry'], harm: 'another entry of another swap area is looked up or freed' }] }],
    routes: [
      { meets: 'user-mapping', path: ['folio_mapping', 'swap_address_space'], era: { since: '5.16' }, given: 'PG_swapcache and PG_swapbacked are set' },
      { meets: 'user-mapping', path: ['page_mapping', 'swap_address_space'], era: { before: '5.16' }, given: 'PG_swapcache is set' },
    ],
    skips: [],
  },
];

/** Readers that look only at pages with those flags set; no conflict with owners that leave them clear. */
export const swapCacheOnly: readonly string[] = ['swapcache'];
