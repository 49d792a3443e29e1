import { pointer } from '../../model/states/words.js';
import type { ValueKind } from '../../model/valueKind.js';
import { count, NULL, renamed, write, type Act, type OwnerActs } from './act.js';
import { removeRmap } from './mapped.js';

const whole: ValueKind = { kind: 'dma-address', part: 'whole', align: 4096 };
const high: ValueKind = { kind: 'dma-address', part: 'high' };
const magic: ValueKind = { kind: 'pp-magic' };
const setDma = renamed('page_pool_set_dma_addr', '6.9', 'page_pool_set_dma_addr_netmem');
/** Releases that keep a DMA index in the bits of pp_magic above PP_SIGNATURE's (PP_DMA_INDEX_SHIFT); 6.12.117 has it, too. */
const indexed = [{ since: '6.12.117', before: '6.13' }, { since: '6.16' }] as const;
const unindexed = [{ since: '5.14', before: '6.12.117' }, { since: '6.13', before: '6.16' }] as const;
const INDEX_ONE = 1n << 7n;

/** A dma_addr_t of 64 bits on a 32-bit machine: two words, or since 6.8 the number of its page. */
const address = (value: ValueKind, upper: ValueKind, page?: bigint): readonly Act[] => [
  write(['dma_addr', 'dma_addr[0]'], value, setDma, { era: { before: '6.8' } }),
  write(['dma_addr'], value, setDma, { era: { since: '6.8' }, bits: 64 }),
  write(['dma_addr'], value, setDma, { era: { since: '6.8' }, bits: 32, ...(page !== undefined && { raw: page }) }),
  write(['dma_addr[1]', 'dma_addr_upper'], upper, setDma, { era: { before: '6.8' }, bits: 32 }),
];

/**
 * A page of a pool that maps its pages for DMA, mapped into a process by TCP's zero-copy (net/core/page_pool.c, include/net/page_pool.h of 5.10, 6.1, 6.12 and 7.2): the address, since
 * 5.14 the pool and the signature, then since 6.8 its one reference of the pool.
 */
export const pagePoolActs: OwnerActs = {
  take: [
    ...address(whole, high, 0x12345n),
    ...indexed.map((era) => write(['pp_magic'], { kind: 'integer', means: 'DMA index' }, 'netmem_set_dma_index', { era, raw: INDEX_ONE })),
    write(['pp'], pointer('page_pool'), 'page_pool_set_pp_info', { era: { since: '5.14' } }),
    ...unindexed.map((era) => write(['pp_magic'], magic, 'page_pool_set_pp_info', { era })),
    ...indexed.map((era) => write(['pp_magic'], magic, 'page_pool_set_pp_info', { era, raw: INDEX_ONE })),
    write(['pp_ref_count'], { kind: 'integer', means: 'fragment count' }, renamed('page_pool_fragment_page', '6.9', 'page_pool_fragment_netmem'), { era: { since: '6.8' }, raw: 1n }),
    count(1, 'insert_page_into_pte_locked'),
    { does: 'map', by: renamed('page_add_file_rmap', '6.8', 'folio_add_file_rmap_pte') },
  ],
  release: [
    { does: 'unmap', by: removeRmap, counted: true },
    ...address(NULL, NULL),
    ...indexed.map((era) => write(['pp_magic'], magic, 'netmem_set_dma_index', { era })),
    write(['pp_magic'], NULL, 'page_pool_clear_pp_info', { era: { since: '5.14' } }),
    write(['pp'], NULL, 'page_pool_clear_pp_info', { era: { since: '5.14' } }),
  ],
};
