import { compareVersions } from './era.js';

/** Bits of page->flags that the simulator and the observers use. */
export type PageFlag = 'locked' | 'referenced' | 'uptodate' | 'dirty' | 'lru' | 'active' | 'slab' | 'owner_priv_1' | 'arch_1' | 'reserved' | 'private' | 'private_2'
  | 'writeback' | 'head' | 'reclaim' | 'swapbacked' | 'unevictable' | 'mlocked' | 'workingset' | 'anon_exclusive';

/** 6.1 include/linux/page-flags.h enum pageflags; the same numbers in 5.11. */
const upTo65: Readonly<Partial<Record<PageFlag, number>>> = {
  locked: 0, referenced: 1, uptodate: 2, dirty: 3, lru: 4, active: 5, workingset: 6, slab: 9, owner_priv_1: 10, arch_1: 11, reserved: 12, private: 13, private_2: 14,
  writeback: 15, head: 16, anon_exclusive: 17, reclaim: 18, swapbacked: 19, unevictable: 20, mlocked: 21,
};
/** 6.12 include/linux/page-flags.h enum pageflags: PG_slab is a page type now. */
const from612: Readonly<Partial<Record<PageFlag, number>>> = {
  locked: 0, writeback: 1, referenced: 2, uptodate: 3, dirty: 4, lru: 5, head: 6, active: 8, workingset: 9, owner_priv_1: 10, anon_exclusive: 11, arch_1: 12, reserved: 13, private: 14, private_2: 15,
  reclaim: 16, swapbacked: 17, unevictable: 18, mlocked: 19,
};

/** 6.14 put PG_dropbehind before it (include/linux/page-flags.h). */
const from614: typeof from612 = { ...from612, mlocked: 20 };

/** The flag's bit number in that kernel, or undefined where it has none. Between 6.6 and 6.12 the numbers moved in steps; the nearer table is used. */
export function pageFlagBit(flag: PageFlag, kernel: string): number | undefined {
  return (compareVersions(kernel, '6.10') < 0 ? upTo65 : compareVersions(kernel, '6.14') < 0 ? from612 : from614)[flag];
}

/** PAGE_FLAGS_CHECK_AT_PREP, as far as every configuration has the flags: all up to PG_mlocked. Cleared when a page is freed, none may be set when it is allocated. */
export function flagsClearedAtFree(kernel: string): number {
  return 2 ** ((pageFlagBit('mlocked', kernel) ?? 0) + 1) - 1;
}

/** PAGE_FLAGS_CHECK_AT_FREE: none of them may be set when a page is freed. */
export const checkedAtFree: readonly PageFlag[] = ['lru', 'locked', 'private', 'private_2', 'writeback', 'reserved', 'slab', 'active', 'unevictable', 'mlocked'];

/** The mask of the flags this kernel has, as a 32-bit number. */
export function flagMask(flags: readonly PageFlag[], kernel: string): number {
  let mask = 0;
  for (const flag of flags) {
    const bit = pageFlagBit(flag, kernel);
    if (bit !== undefined) mask |= 1 << bit;
  }
  return mask >>> 0;
}
