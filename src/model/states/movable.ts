import { evidence } from '../evidence.js';
import type { Claim, PageState } from '../state.js';
import { claim, kernelOnly, link, origin, ownDuties, pointer, words } from './words.js';

/** 68f2736a8583 took the operations out of an address_space made for them (6.0). */
const mops = (): readonly Claim[] => [
  claim(words.mapping, pointer('address_space', 2), 'address_space with the movable operations | PAGE_MAPPING_MOVABLE', { era: { before: '6.0' } }),
  claim(words.mapping, pointer('movable_operations', 2), 'movable operations | PAGE_MAPPING_MOVABLE', { era: { since: '6.0', before: '6.17' } }),
];
const counts: readonly Claim[] = [claim(words.flags, { kind: 'flags' }, 'PG_locked, PG_isolated, node, zone'), claim(words.refcount, { kind: 'refcount' }, 'references')];

/** Non-LRU movable pages: zsmalloc, z3fold, balloons. */
export const movableStates: readonly PageState[] = [
  {
    name: 'zsmalloc', title: 'page of a zspage', position: 'single', reach: kernelOnly, duties: ownDuties,
    claims: [
      ...mops(),
      claim(words.index, pointer('page'), 'next page of the zspage, or the handle of a huge object'),
      claim(words.private, pointer('zspage'), 'its zspage'),
      claim(words.mapcount, { kind: 'integer', means: 'offset of the first object' }, 'raw offset of the first object', { era: { before: '6.11' } }),
      claim(words.pageType, { kind: 'integer', means: 'type zsmalloc and offset of the first object' }, 'page type zsmalloc, offset in the low bits', { era: { since: '6.11' } }),
      claim(['lru'], link, 'migration lists while isolated'),
      ...counts,
    ],
    origins: [origin('member', 'zspage.first_page', { before: '6.14' }), origin('member', 'zspage.first_zpdesc', { since: '6.14' }), origin('result', 'get_first_page', { before: '6.14' }), origin('result', 'get_next_page', { before: '6.14' })],
    evidence: [evidence('mm/zsmalloc.c', 'get_zspage'), evidence('mm/zsmalloc.c', 'create_page_chain'), evidence('mm/zsmalloc.c', 'SetZsPageMovable')],
  },
  {
    name: 'z3fold', title: 'page of z3fold', position: 'single', era: { before: '6.15' }, reach: kernelOnly, duties: ownDuties,
    claims: [...mops(), claim(words.private, { kind: 'flags' }, 'PAGE_HEADLESS, MIDDLE_CHUNK_MAPPED ...'), claim(['lru'], link, 'headless pages'), ...counts],
    origins: [], evidence: [evidence('mm/z3fold.c', 'init_z3fold_page')],
  },
  {
    name: 'balloon', title: 'page inflated into a balloon', position: 'single', reach: kernelOnly, duties: ownDuties,
    claims: [
      ...mops(), claim(['lru'], link, "the balloon's list"), claim(words.private, pointer('balloon_dev_info'), 'its balloon'),
      claim(words.pageType, { kind: 'page-type', type: 'offline' }, 'PageOffline'), ...counts,
    ],
    origins: [origin('result', 'balloon_page_alloc'), origin('result', 'balloon_page_dequeue')],
    evidence: [evidence('include/linux/balloon_compaction.h', 'balloon_page_insert', { before: '7.2' }), evidence('mm/balloon.c', 'balloon_page_insert', { since: '7.2' })],
  },
  {
    name: 'offline', title: 'page logically offline (virtio-mem, Hyper-V)', position: 'single', reach: { ...kernelOnly, freed: 'unknown' }, duties: ownDuties,
    claims: [claim(words.pageType, { kind: 'page-type', type: 'offline' }, 'PageOffline'), ...counts],
    origins: [], evidence: [evidence('drivers/virtio/virtio_mem.c', 'virtio_mem_set_fake_offline')],
  },
];
