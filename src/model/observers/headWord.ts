import { bitsAre } from '../bitTest.js';
import { evidence } from '../evidence.js';
import type { Era } from '../era.js';
import type { Observer, WordReading } from '../observer.js';
import { words } from '../states/words.js';

/** page_pool's magic, without the marks of others or what page_pool keeps beside it. */
const recycled = (ignore: bigint | 'DMA index', era: Era): WordReading => ({ names: ['pp_magic', 'compound_head'], era, cases: [{
  when: { test: 'magic', magic: 'PP_SIGNATURE', ignore }, readAs: 'page_pool page', right: ['pp-magic'], harm: 'the page is handed to whatever its pp word points to',
}] });

/** Readers of the first union word: compound_head, pfmemalloc, page_pool's magic, pgmap. */
export const headWordObservers: readonly Observer[] = [
  {
    name: 'compound_head', title: 'compound_head() / page_folio(): is it a tail page?', readsHead: false, era: { since: '4.4' },
    roots: [evidence('include/linux/page-flags.h', '_compound_head', { since: '5.16' }), evidence('include/linux/page-flags.h', 'compound_head', { before: '5.16' })],
    readings: [{ names: words.compoundHead, cases: [{
      when: bitsAre(1n, 1n), readAs: 'tail page of the head at word - 1', right: ['compound-head'],
      harm: 'flags, lock and reference count are taken at word - 1, in memory that is no struct page',
    }] }],
    routes: [
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'try_get_folio', 'page_folio'], era: { since: '5.17' } },
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'try_get_compound_head', 'compound_head'], era: { before: '5.17' } },
      { meets: 'last-put', path: ['put_page', 'page_folio'], era: { since: '5.16' } },
      { meets: 'last-put', path: ['put_page', 'compound_head'], era: { before: '5.16' } },
      { meets: 'pfn-scan', path: ['isolate_migratepages_block', 'PageCompound'] },
      { meets: 'owner-change', path: ['free_pages_prepare', 'PageTail'] },
      { meets: 'any', path: ['PageLocked', 'compound_head'], era: { before: '5.16' } },
      { meets: 'any', path: ['PageLocked', '_compound_head'], era: { since: '5.16' } },
    ],
    skips: [],
  },
  {
    name: 'page_is_pfmemalloc', title: 'page_is_pfmemalloc(): does it come from the emergency reserves?', readsHead: false, era: { since: '5.14' },
    roots: [evidence('include/linux/mm.h', 'page_is_pfmemalloc', { since: '5.14' })],
    readings: [{ names: ['lru.next', 'compound_head', 'compound_info'], cases: [{
      when: bitsAre(2n, 2n), readAs: 'page from the emergency reserves', right: ['pfmemalloc-mark', 'pp-magic'],
      harm: 'packets over such a page are dropped unless their socket may use the reserves',
    }] }],
    routes: [
      { meets: 'skb-fragment', path: ['skb_fill_page_desc', '__skb_fill_page_desc', 'page_is_pfmemalloc'], era: { before: '6.9' } },
      { meets: 'skb-fragment', path: ['skb_fill_page_desc', '__skb_fill_netmem_desc', 'page_is_pfmemalloc'], era: { since: '6.9' } },
    ],
    skips: [],
  },
  {
    name: 'page_is_pfmemalloc (index)', title: 'page_is_pfmemalloc(): does it come from the emergency reserves?', readsHead: false, era: { since: '4.3', before: '5.14' },
    roots: [evidence('include/linux/mm.h', 'page_is_pfmemalloc', { before: '5.14' })],
    readings: [{ names: ['index'], cases: [{
      when: bitsAre((1n << 64n) - 1n, (1n << 64n) - 1n), readAs: 'page from the emergency reserves', right: ['pfmemalloc-mark'],
      harm: 'packets over such a page are dropped unless their socket may use the reserves',
    }] }],
    routes: [{ meets: 'skb-fragment', path: ['skb_fill_page_desc', '__skb_fill_page_desc', 'page_is_pfmemalloc'] }],
    skips: [],
  },
  {
    name: 'page_pool_magic', title: 'page_pool recycling: is it a page_pool page?', readsHead: true, era: { since: '5.14' },
    roots: [
      evidence('net/core/page_pool.c', 'page_pool_return_skb_page', { since: '5.14', before: '6.7' }),
      evidence('net/core/skbuff.c', 'napi_pp_put_page', { since: '6.7' }),
    ],
    readings: [
      ...[{ before: '6.12.117' }, { since: '6.13', before: '6.16' }].map((era) => recycled(3n, era)),
      ...[{ since: '6.12.117', before: '6.13' }, { since: '6.16' }].map((era) => recycled('DMA index', era)),
    ],
    routes: [
      { meets: 'skb-fragment', path: ['skb_free_head', 'skb_pp_recycle', 'page_pool_return_skb_page'], era: { before: '6.7' }, given: 'skb->pp_recycle' },
      { meets: 'skb-fragment', path: ['skb_free_head', 'skb_pp_recycle', 'napi_pp_put_page'], era: { since: '6.7' }, given: 'skb->pp_recycle' },
    ],
    skips: [],
  },
  {
    name: 'pgmap', title: 'ZONE_DEVICE code: which device memory?', readsHead: true,
    roots: [evidence('mm/memremap.c', 'free_zone_device_page', { since: '5.14', before: '6.9' }), evidence('mm/memremap.c', 'free_zone_device_folio', { since: '6.12' })],
    readings: [{ names: ['pgmap', 'compound_head', 'compound_info'], cases: [{
      when: { test: 'any' }, readAs: 'struct dev_pagemap *', right: ['dev_pagemap'], harm: 'pgmap->ops and pgmap->ref are read through whatever lies there',
    }] }],
    routes: [
      { meets: 'last-put', path: ['put_page', '__folio_put', 'free_zone_device_page'], era: { since: '5.16', before: '6.9' }, given: 'the page lies in ZONE_DEVICE' },
      { meets: 'last-put', path: ['put_page', '__folio_put', 'free_zone_device_folio'], era: { since: '6.9' }, given: 'the page lies in ZONE_DEVICE' },
      { meets: 'last-put', path: ['put_page', 'put_devmap_managed_page'], era: { before: '5.16' }, given: 'the page lies in ZONE_DEVICE' },
      { meets: 'user-mapping', path: ['get_user_pages_fast', 'get_dev_pagemap'], era: { before: '7.0' }, given: 'the page lies in ZONE_DEVICE' },
    ],
    skips: [],
  },
];

/** Readers that look only at pages of ZONE_DEVICE: page_zonenum() tells them. */
export const zoneDeviceOnly: readonly string[] = ['pgmap'];
