import type { Machine } from './machine.js';

/** Values of include/linux/poison.h that readers of struct page compare with. */
export type Magic = 'LIST_POISON1' | 'LIST_POISON2' | 'TAIL_MAPPING' | 'TIMER_ENTRY_STATIC' | 'PP_SIGNATURE';

const base: Readonly<Record<Magic, bigint>> = {
  LIST_POISON1: 0x100n,
  LIST_POISON2: 0x122n,
  TAIL_MAPPING: 0x400n,
  TIMER_ENTRY_STATIC: 0x300n,
  PP_SIGNATURE: 0x40n,
};

export function magicValue(magic: Magic, machine: Machine): bigint {
  return base[magic] + machine.poisonDelta;
}
