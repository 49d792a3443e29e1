import type { Era } from '../../model/era.js';
import { pointer, words } from '../../model/states/words.js';
import type { ValueKind } from '../../model/valueKind.js';
import { clear, count, link, NULL, renamed, set, unlink, write, type Act, type Names, type OwnerActs } from './act.js';

/** Functions of the LRU lists and of rmap under their names. */
const setLru = renamed('SetPageLRU', '5.16', 'folio_set_lru');
const addToLru = renamed('add_page_to_lru_list', '5.16', 'lruvec_add_folio');
const removeFromLru = renamed('del_page_from_lru_list', '5.16', 'lruvec_del_folio');
const clearLru = renamed('__ClearPageLRU', '5.16', '__folio_clear_lru');
export const addFileRmap = renamed('page_add_file_rmap', '6.8', 'folio_add_file_rmap_ptes');
export const removeRmap = renamed('page_remove_rmap', '6.8', 'folio_remove_rmap_ptes');
const removeWhole = renamed('page_remove_rmap', '6.8', 'folio_remove_rmap_pmd');
const markUptodate = renamed('__SetPageUptodate', '6.3', '__folio_mark_uptodate');

/** PG_lru was set before the page was on its list up to 5.19, after since 6.0 (mm/swap.c: __pagevec_lru_add_fn(), folio_batch_move_lru()). */
const ontoLru: readonly Act[] = [set(setLru, ['lru'], { before: '6.0' }), link(words.lru, addToLru), set(setLru, ['lru'], { since: '6.0' })];
/** The last put of a page takes it off (mm/swap.c:__page_cache_release()): the flag first up to 5.10. */
const offLru: readonly Act[] = [clear(clearLru, ['lru'], { before: '5.11' }), unlink(words.lru, removeFromLru), clear(clearLru, ['lru'], { since: '5.11' })];

/** The page goes into a file's page cache: a reference, mapping, index (mm/filemap.c). */
const filemapAdd: Names = renamed('__add_to_page_cache_locked', '5.16', '__filemap_add_folio');
const intoFile: readonly Act[] = [
  set(renamed('__SetPageLocked', '5.16', '__folio_set_locked'), ['locked']),
  count(1, filemapAdd),
  write(words.mapping, pointer('address_space'), filemapAdd),
  write(words.index, { kind: 'index' }, filemapAdd),
];
const unlocked = clear(renamed('unlock_page', '5.16', 'folio_unlock'), ['locked']);
/** And out of it: index stays as it is, for truncation (page_cache_delete()); then the cache's reference. */
const outOfFile: readonly Act[] = [write(words.mapping, NULL, 'page_cache_delete'), count(-1, renamed('page_cache_free_page', '5.16', 'filemap_free_folio'))];

const unmapped: Act = { does: 'unmap', by: removeRmap };

/** In the page cache, read and mapped (mm/filemap.c of 5.10, 6.1, 6.12 and 7.2). */
export const pageCacheActs: OwnerActs = {
  take: [...intoFile, ...ontoLru, set(renamed('SetPageUptodate', '5.16', 'folio_mark_uptodate'), ['uptodate']), unlocked, { does: 'map', by: addFileRmap }],
  release: [unmapped, ...outOfFile, ...offLru],
};

/** secretmem: like the page cache, but unevictable, which means on no list since 5.18: a count lies in its place (mm/swap.c:lru_add_fn()). */
export const secretmemActs: OwnerActs = {
  take: [
    set(markUptodate, ['uptodate']), ...intoFile,
    set(setLru, ['lru'], { before: '6.0' }), set(renamed('SetPageUnevictable', '5.16', 'folio_set_unevictable'), ['unevictable']),
    link(words.lru, addToLru, { era: { before: '5.18' } }),
    write(['mlock_count'], { kind: 'integer', means: 'mlock count' }, renamed('lru_add_fn', '6.12', 'lru_add'), { era: { since: '5.18', before: '6.15' }, raw: 0n }),
    write(['mlock_count'], { kind: 'integer', means: 'mlock count' }, 'lru_add', { record: 'folio', era: { since: '6.15' }, raw: 0n }),
    set(setLru, ['lru'], { since: '6.0' }), unlocked, { does: 'map', by: addFileRmap },
  ],
  release: [unmapped, ...outOfFile, unlink(words.lru, removeFromLru, { era: { before: '5.18' } }), clear(clearLru, ['lru']), clear(renamed('__ClearPageUnevictable', '5.16', '__folio_clear_unevictable'), ['unevictable'])],
};

const newRmap = renamed('page_add_new_anon_rmap', '6.3', 'folio_add_new_anon_rmap');
const setAnon = renamed('__page_set_anon_rmap', '6.8', '__folio_set_anon');
const anonymous: readonly Act[] = [write(words.mapping, pointer('anon_vma', 1), setAnon), write(words.index, { kind: 'index' }, setAnon)];
const firstMapping = (era: Era): readonly Act[] => [{ does: 'map', by: newRmap, era }];
const zero = (names: readonly string[], by: Names | string, more: { era: Era; record?: string; tail?: number; raw?: bigint }): Act =>
  write(names, { kind: 'integer', means: names[0]!.replace(/^_/, '') }, by, { raw: 0n, of: 'compound', ...more });
/** ENTIRELY_MAPPED (mm/internal.h). */
const ENTIRELY_MAPPED = 0x800000n;

/** A THP's own words, in its tails: its destructor and its place on the list of those to be split (prep_transhuge_page(), 5.10 and 6.1), or PG_large_rmappable, which is PG_workingset elsewhere (6.12). */
const thp: readonly Act[] = [
  { does: 'init list', member: { names: ['deferred_list'] }, tail: 2, by: 'prep_transhuge_page', era: { before: '6.3' }, of: 'compound' },
  { does: 'set', flags: ['workingset'], tail: 1, by: 'folio_set_large_rmappable', era: { since: '6.6' }, of: 'compound' },
  write(['compound_dtor'], { kind: 'integer', means: 'destructor number', max: 255n }, 'prep_transhuge_page', { tail: 1, raw: 3n, era: { before: '6.3' }, of: 'compound' }),
];
/** It is mapped as a whole: counts begin at -1. */
const thpMapped: readonly Act[] = [
  zero(['compound_mapcount'], newRmap, { tail: 1, era: { before: '6.3' } }),
  zero(['compound_pincount'], newRmap, { tail: 1, era: { before: '6.3' } }),
  zero(['hpage_pinned_refcount'], newRmap, { tail: 2, era: { before: '6.3' } }),
];
const folioMapped: readonly Act[] = [
  zero(['_entire_mapcount'], newRmap, { record: 'folio', era: { since: '6.10' } }),
  zero(['_large_mapcount'], renamed('folio_add_new_anon_rmap', '6.15', 'folio_set_large_mapcount'), { record: 'folio', era: { since: '6.10' } }),
  zero(['_nr_pages_mapped'], newRmap, { record: 'folio', era: { since: '6.10' }, raw: ENTIRELY_MAPPED }),
];
const none = (names: readonly string[], more: { record?: string; tail?: number; era: Era }): Act =>
  write(names, { kind: 'integer', means: names[0]!.replace(/^_/, '') }, removeWhole, { raw: 0xffffffffn, of: 'compound', ...more });
const thpUnmapped: readonly Act[] = [
  none(['compound_mapcount'], { tail: 1, era: { before: '6.3' } }),
  none(['_large_mapcount'], { record: 'folio', era: { since: '6.10' } }),
  none(['_entire_mapcount'], { record: 'folio', era: { since: '6.10' } }),
  write(['_nr_pages_mapped'], { kind: 'integer', means: 'nr_pages_mapped' }, removeWhole, { record: 'folio', raw: 0n, era: { since: '6.10' }, of: 'compound' }),
];

const takeAnon: readonly Act[] = [
  ...thp,
  set(markUptodate, ['uptodate']),
  set(renamed('__SetPageSwapBacked', '6.3', '__folio_set_swapbacked'), ['swapbacked']),
  ...thpMapped, ...firstMapping({ before: '6.8' }), ...anonymous, ...firstMapping({ since: '6.8' }), ...folioMapped,
  set('SetPageAnonExclusive', ['anon_exclusive'], { since: '5.19' }),
  ...ontoLru,
];
/** PAGE_MAPPING_ANON and the anon_vma stay until free_pages_prepare(): page_remove_rmap() leaves them. */
const releaseAnon: readonly Act[] = [unmapped, ...thpUnmapped, ...offLru];

/** Anonymous memory, mapped by its first fault (mm/memory.c:do_anonymous_page(), mm/rmap.c of 5.10, 6.1, 6.12 and 7.2). */
export const anonActs: OwnerActs = { take: takeAnon, release: releaseAnon };

const entry: ValueKind = { kind: 'swap-entry' };
const addSwap: Names = renamed('add_to_swap_cache', '6.18', '__swap_cache_do_add_folio');
const deleteSwap: Names = renamed('__delete_from_swap_cache', '6.18', '__swap_cache_do_del_folio');

/** In the swap cache beside: a reference, PG_swapcache, then the entry over private (mm/swap_state.c of 5.10, 6.1, 6.12 and 7.2). */
export const swapCacheActs: OwnerActs = {
  take: [...takeAnon, count(1, addSwap), set(renamed('SetPageSwapCache', '5.16', 'folio_set_swapcache'), ['owner_priv_1']), write(words.private, entry, addSwap)],
  release: [
    write(words.private, NULL, deleteSwap), clear(renamed('ClearPageSwapCache', '5.16', 'folio_clear_swapcache'), ['owner_priv_1']),
    count(-1, renamed('delete_from_swap_cache', '6.18', 'swap_cache_del_folio')), ...releaseAnon,
  ],
};
