import type { Era } from '../../model/era.js';
import { words, pointer } from '../../model/states/words.js';
import type { ValueKind } from '../../model/valueKind.js';
import { clear, link, NULL, renamed, set, unlink, write, type Act, type OwnerActs } from './act.js';

/** struct slab's members, and before 5.17 struct page's of the same names. */
const both = [{ era: { before: '5.17' } }, { record: 'slab', era: { since: '5.17' } }] as const;
/** Objects of the slab: kmalloc-128's in one page. */
const OBJECTS = 32n;
/** Sheaves took the place of CPUs' slabs (7.x). */
const upTo70 = (era: Era): Era => ({ before: '7.0', ...era });
const word: ValueKind = { kind: 'integer', means: 'inuse, objects, frozen' };
const frozen = (by: string, record: string | undefined, era: Era): Act => write(['counters'], word, by, { ...(record !== undefined && { record }), era, raw: (1n << 31n) | (OBJECTS << 16n) | OBJECTS });
const inUse = (by: string, where: { readonly record?: string; readonly era: Era }): Act => write(['counters'], word, by, { ...where, raw: (OBJECTS << 16n) | 1n });
const typed = { era: { since: '6.11' } } as const;
const setSlab = renamed('__SetPageSlab', '5.17', '__folio_set_slab');
const clearSlab = renamed('__ClearPageSlab', '5.17', '__folio_clear_slab');
const setType = renamed('__folio_set_slab', '6.18', '__SetPageSlab');
const clearType = renamed('__folio_clear_slab', '6.18', '__ClearPageSlab');
const noType: ValueKind = { kind: 'constant', value: 0xffffffffn, means: '-1' };

/**
 * SLUB: a new slab, then on its node's list of partial ones; the objects of inuse:16, objects:15, frozen:1 share a word (mm/slub.c: allocate_slab(), alloc_slab_page(),
 * __add_partial(), remove_partial(), __free_slab() of 5.10, 6.1, 6.12 and 7.2).
 */
export const slabActs: OwnerActs = {
  take: [
    // Slabs have no reference of their own since 6.14: alloc_frozen_pages().
    { does: 'freeze', by: '__alloc_frozen_pages_noprof', era: { since: '6.14' } },
    set(setSlab, ['slab'], { since: '5.17', before: '6.11' }),
    write(words.pageType, { kind: 'page-type', type: 'slab' }, setType, typed),
    ...both.map((where) => write(['counters'], word, 'allocate_slab', { ...where, raw: OBJECTS << 16n })),
    ...both.map((where) => write(['slab_cache'], pointer('kmem_cache'), 'allocate_slab', where)),
    set(setSlab, ['slab'], { before: '5.17' }),
    ...both.map((where) => write(['freelist'], pointer('object'), 'allocate_slab', { ...where, era: upTo70(where.era) })),
    // Frozen: all objects are the CPU's that took the slab. It leaves it with one in use; the new sheaves take what they want at once.
    frozen('allocate_slab', undefined, { before: '5.17' }),
    write(['freelist'], NULL, 'new_slab_objects', { era: { before: '5.17' } }),
    write(['freelist'], NULL, '___slab_alloc', { record: 'slab', era: { since: '5.17', before: '7.0' } }),
    frozen('___slab_alloc', 'slab', { since: '5.17', before: '7.0' }),
    ...both.map((where) => write(['freelist'], pointer('object'), 'deactivate_slab', { ...where, era: upTo70(where.era) })),
    ...both.map((where) => inUse('deactivate_slab', { ...where, era: upTo70(where.era) })),
    inUse('alloc_from_new_slab', { record: 'slab', era: { since: '7.0' } }),
    write(['freelist'], pointer('object'), 'build_slab_freelist', { record: 'slab', era: { since: '7.0' } }),
    ...both.map((where) => link(['slab_list'], '__add_partial', where)),
    set(renamed('slab_set_node_partial', '7.0', 'set_node_partial_state'), ['workingset'], { since: '6.8' }),
  ],
  release: [
    ...both.map((where) => unlink(['slab_list'], 'remove_partial', where)),
    clear(renamed('slab_clear_node_partial', '7.0', 'clear_node_partial_state'), ['workingset'], { since: '6.8' }),
    clear(clearSlab, ['slab'], { before: '6.2' }),
    write(words.mapping, NULL, '__free_slab'),
    clear(clearSlab, ['slab'], { since: '6.2', before: '6.11' }),
    write(words.pageType, noType, clearType, typed),
    { does: 'thaw', by: 'free_frozen_pages', era: { since: '6.14' } },
  ],
};
