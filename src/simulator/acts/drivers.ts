import { pointer, words } from '../../model/states/words.js';
import type { ValueKind } from '../../model/valueKind.js';
import { clear, count, link, NULL, renamed, set, unlink, write, type Act, type Names, type OwnerActs } from './act.js';
import { addFileRmap, removeRmap } from './mapped.js';

const noType: ValueKind = { kind: 'constant', value: 0xffffffffn, means: '-1' };
const setTable = renamed('__SetPageTable', '6.6', '__folio_set_pgtable');
const clearTable = renamed('__ClearPageTable', '6.6', '__folio_clear_pgtable');
const ptlock: ValueKind = { kind: 'unknown', reason: 'spinlock' };

/** A table of PMDs with split locks (pgtable_pmd_page_ctor() of 5.10 and 6.1, pagetable_pmd_ctor() of 6.12 and 7.2 in include/linux/mm.h). */
export const pageTableActs: OwnerActs = {
  take: [
    write(['pmd_huge_pte'], NULL, 'pmd_ptlock_init', { era: { before: '6.6' } }),
    write(['pmd_huge_pte'], NULL, 'pmd_ptlock_init', { record: 'ptdesc', era: { since: '6.6' } }),
    write(['ptl'], ptlock, 'ptlock_init', { era: { before: '6.6' }, raw: 0n }),
    write(['ptl'], ptlock, 'ptlock_init', { record: 'ptdesc', era: { since: '6.6' }, raw: 0n }),
    write(words.pageType, { kind: 'page-type', type: 'table' }, setTable),
  ],
  release: [write(words.pageType, noType, clearTable)],
};

const setOffline = write(words.pageType, { kind: 'page-type', type: 'offline' }, '__SetPageOffline');
const clearOffline = (before: string, since?: string): Act => write(words.pageType, noType, '__ClearPageOffline', { era: { before, ...(since !== undefined && { since }) } });
const movableGone: ValueKind = { kind: 'constant', value: 2n, means: 'movable, operations gone' };

/** A page in a balloon that may be compacted (include/linux/balloon_compaction.h of 5.10, 6.1 and 6.12, mm/balloon.c of 7.2: there the type stays until the page is freed). */
export const balloonActs: OwnerActs = {
  take: [
    set('trylock_page', ['locked'], { before: '6.19' }),
    setOffline,
    write(words.mapping, pointer('address_space', 2), '__SetPageMovable', { era: { before: '6.0' } }),
    write(words.mapping, pointer('movable_operations', 2), '__SetPageMovable', { era: { since: '6.0', before: '6.17' } }),
    set('SetPageMovableOps', ['uptodate'], { since: '6.17' }),
    write(words.private, pointer('balloon_dev_info'), 'balloon_page_insert'),
    link(words.lru, 'balloon_page_insert'),
    clear('unlock_page', ['locked'], { before: '6.19' }),
  ],
  release: [
    unlink(words.lru, 'balloon_page_list_dequeue', { era: { since: '6.1' } }),
    clearOffline('6.1'),
    write(words.mapping, movableGone, '__ClearPageMovable', { era: { before: '6.17' } }),
    write(words.private, NULL, renamed('balloon_page_delete', '6.1', 'balloon_page_finalize')),
    clearOffline('6.17', '6.1'),
    unlink(words.lru, 'balloon_page_delete', { era: { before: '6.1' } }),
  ],
};

const unmark: Names = [{ name: 'fb_deferred_io_cleanup', era: { before: '6.1' } }, { name: 'fb_deferred_io_lastclose', era: { since: '6.1', before: '6.10' } }, { name: 'fb_deferred_io_pageref_clear', era: { since: '6.10' } }];

/** Deferred I/O of a framebuffer: the fault's reference, mapping and index, and the list of written pages up to 5.17; nothing of struct page since 6.15 (drivers/video/fbdev/core/fb_defio.c). */
export const fbDefioActs: OwnerActs = {
  take: [
    count(1, renamed('fb_deferred_io_fault', '6.10', 'fb_deferred_io_get_page')),
    write(words.mapping, pointer('address_space'), 'fb_deferred_io_fault', { era: { before: '6.15' } }),
    write(words.index, { kind: 'index' }, 'fb_deferred_io_fault', { era: { before: '6.15' } }),
    { does: 'map', by: addFileRmap, counted: true },
    link(words.lru, 'fb_deferred_io_mkwrite', { at: 'tail', era: { before: '5.18' } }),
  ],
  release: [
    unlink(words.lru, 'fb_deferred_io_work', { era: { before: '5.18' } }),
    { does: 'unmap', by: removeRmap, counted: true },
    write(words.mapping, NULL, unmark, { era: { before: '6.15' } }),
  ],
};

/** The first page of an AUX block: its order under PG_private; mapping and index from the fault up to 6.13, a mapping by frame numbers since (kernel/events/ring_buffer.c, core.c). */
export const perfAuxActs: OwnerActs = {
  take: [
    set('SetPagePrivate', ['private']),
    write(words.private, { kind: 'order' }, 'rb_alloc_aux_page', { raw: 2n }),
    count(1, 'perf_mmap_fault', { before: '6.14' }),
    write(words.mapping, pointer('address_space'), 'perf_mmap_fault', { era: { before: '6.14' } }),
    write(words.index, { kind: 'index' }, 'perf_mmap_fault', { era: { before: '6.14' } }),
    { does: 'map', by: addFileRmap, counted: true, era: { before: '6.14' } },
  ],
  release: [
    { does: 'unmap', by: removeRmap, counted: true },
    clear('ClearPagePrivate', ['private']),
    write(words.mapping, NULL, 'rb_free_aux_page', { era: { before: '6.14' } }),
  ],
};
