import { evidence } from '../evidence.js';
import type { PageState } from '../state.js';
import type { Reach } from '../reach.js';
import { claim, headBit, link, origin, pointer, words } from './words.js';

const slabReach: Reach = { userMappable: 'no', pfnScan: 'yes', freed: 'yes', skbFragment: 'no', counted: 'yes' };
const origins = [
  origin('result', 'virt_to_slab', { since: '5.17' }), origin('result', 'slab_folio', { since: '5.17' }),
  ...['kmalloc', 'kzalloc', 'kcalloc', 'kmalloc_array', 'kmalloc_node', 'kzalloc_node', 'kmem_cache_alloc', 'kmem_cache_zalloc', 'kmem_cache_alloc_node'].map((of) => origin('address', of)),
];

/** Slabs: struct slab since 5.17, members of struct page before. */
export const slabStates: readonly PageState[] = [
  {
    name: 'slab', title: 'slab', position: 'head', reach: slabReach, duties: [headBit], signs: [{ name: 'PG_slab', era: { before: '6.11' } }],
    claims: [
      claim(['slab_list'], link, 'partial or full list of its node', { record: 'slab', era: { since: '5.17' } }),
      claim(['slab_cache'], pointer('kmem_cache'), 'its cache', { record: 'slab', era: { since: '5.17' } }),
      claim(['freelist'], { kind: 'unknown', reason: 'first free object' }, 'free objects', { record: 'slab', era: { since: '5.17' } }),
      claim(['counters'], { kind: 'integer', means: 'inuse, objects, frozen' }, 'object counts', { record: 'slab', era: { since: '5.17' } }),
      claim(['rcu_head'], { kind: 'unknown', reason: 'rcu_head' }, 'freeing by RCU', { record: 'slab', era: { since: '5.17' } }),
      claim(['rcu_head.func'], { kind: 'function' }, 'freeing by RCU', { record: 'slab', era: { since: '5.17' } }),
      claim(['slab_list'], link, 'partial or full list of its node', { era: { before: '5.17' } }),
      claim(['slab_cache'], pointer('kmem_cache'), 'its cache', { era: { before: '5.17' } }),
      claim(['freelist'], { kind: 'unknown', reason: 'first free object' }, 'free objects', { era: { before: '5.17' } }),
      claim(['counters'], { kind: 'integer', means: 'inuse, objects, frozen' }, 'object counts', { era: { before: '5.17' } }),
      claim(words.pageType, { kind: 'page-type', type: 'slab' }, 'PageSlab is a page type', { era: { since: '6.11' } }),
      claim(words.flags, { kind: 'flags' }, 'PG_slab before 6.11; node, zone'),
      claim(words.refcount, { kind: 'refcount' }, 'one'),
      claim(words.memcg, { kind: 'unknown', reason: 'object cgroups' }, 'object cgroups'),
    ],
    origins, evidence: [evidence('mm/slub.c', 'allocate_slab'), evidence('mm/slab.h', 'slab', { since: '5.17' }), evidence('mm/slab.h', 'SLAB_MATCH', { since: '5.17' })],
  },
];
