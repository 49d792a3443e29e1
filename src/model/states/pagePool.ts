import { evidence } from '../evidence.js';
import type { PageState } from '../state.js';
import { claim, ownDuties, pointer, userPage, words } from './words.js';
import { origin } from './words.js';

/** Pages of the network stack's page_pool. The DMA address moved from the first union word (to 5.13) to index (5.14). */
export const pagePoolStates: readonly PageState[] = [
  {
    name: 'page-pool', title: 'page of a page_pool', position: 'single',
    reach: { ...userPage, userMappable: 'yes', skbFragment: 'yes' }, duties: ownDuties,
    claims: [
      claim(['pp_magic'], { kind: 'pp-magic' }, 'PP_SIGNATURE', { era: { since: '5.14' } }),
      claim(['pp'], pointer('page_pool'), 'its pool', { era: { since: '5.14' } }),
      claim(['_pp_mapping_pad'], { kind: 'null' }, 'mapping must stay NULL: TCP zero-copy maps these pages', { era: { since: '5.14' } }),
      claim(['dma_addr'], { kind: 'dma-address', part: 'whole', align: 4096 }, 'DMA address', { era: { since: '5.14' } }),
      claim(['dma_addr'], { kind: 'dma-address', part: 'whole', align: 4096 }, 'DMA address on the first union words', { era: { before: '5.14' } }),
      claim(['dma_addr_upper'], { kind: 'dma-address', part: 'high' }, 'upper half of a DMA address', { era: { since: '5.14', before: '6.6' } }),
      claim(['pp_frag_count', 'pp_ref_count'], { kind: 'integer', means: 'fragment count' }, 'fragments in use', { era: { since: '5.15' } }),
      claim(words.mapcount, { kind: 'mapcount' }, 'mappings'), claim(words.refcount, { kind: 'refcount' }, 'references'), claim(words.flags, { kind: 'flags' }, 'node, zone, section'),
    ],
    origins: [origin('result', 'page_pool_alloc_pages'), origin('result', 'page_pool_dev_alloc_pages'), origin('result', 'page_pool_alloc_frag', { since: '5.15' })],
    evidence: [
      evidence('net/core/page_pool.c', 'page_pool_set_pp_info', { since: '5.14', before: '6.8' }), evidence('net/core/page_pool.c', 'page_pool_set_pp_info', { since: '6.8' }),
      evidence('include/net/page_pool.h', 'page_pool_get_dma_addr', { before: '6.6' }), evidence('include/net/page_pool/helpers.h', 'page_pool_get_dma_addr', { since: '6.6' }),
    ],
  },
];
