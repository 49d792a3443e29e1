import { evidence, type Evidence } from './evidence.js';

/** A type of numbers that has 64 bits on some machines whose words have 32: one word holds half of it. */
export interface WideType extends Evidence {
  /** The configuration symbol under which it has. */
  readonly symbol: string;
  /** Members of struct page that are made for it: the other half has a place beside them, or what does not fit is refused. */
  readonly madeFor: readonly string[];
}

/** Addresses as devices and the memory controller see them (5.10 to 7.x): PAE, LPAE. */
export const wideTypes: readonly WideType[] = [
  { ...evidence('include/linux/types.h', 'dma_addr_t'), symbol: 'ARCH_DMA_ADDR_T_64BIT', madeFor: ['dma_addr', 'dma_addr_upper'] },
  { ...evidence('include/linux/types.h', 'phys_addr_t'), symbol: 'PHYS_ADDR_T_64BIT', madeFor: [] },
];
