import { evidence, type Evidence } from './evidence.js';

/** A type of numbers that has 64 bits on some machines whose words have 32: one word holds half of it. */
export interface WideType extends Evidence {
  /** The configuration symbol under which it has. */
  readonly symbol: string;
  /** Members of struct page that are made for it: the other half has a place beside them, or what does not fit is refused. */
  readonly madeFor: readonly string[];
  /** What a driver says that wants the wide ones: without it it gets numbers of 32 bits. */
  readonly ask?: RegExp;
}

/** Addresses as devices and the memory controller see them (5.10 to 7.x): PAE, LPAE. */
export const wideTypes: readonly WideType[] = [
  { ...evidence('include/linux/types.h', 'dma_addr_t'), symbol: 'ARCH_DMA_ADDR_T_64BIT', madeFor: ['dma_addr', 'dma_addr_upper'], ask: /\bDMA_BIT_MASK\s*\(\s*(?!(?:[12]?\d|3[0-2])\s*\))|\bset_mask\w*\s*\((?![^;]*DMA_BIT_MASK)|~0ULL/ },
  { ...evidence('include/linux/types.h', 'phys_addr_t'), symbol: 'PHYS_ADDR_T_64BIT', madeFor: [] },
];
