import type { Abi, LayoutSet } from '../layout/record.js';

/** The machine facts that decide which bits of a value are known. */
export interface Machine {
  readonly abi: Abi;
  readonly arch: string;
  readonly kernel: string;
  /** Width of a word in bits. */
  readonly wordBits: 32 | 64;
  /** POISON_POINTER_DELTA (include/linux/poison.h): CONFIG_ILLEGAL_POINTER_VALUE where the arch sets it, else 0. */
  readonly poisonDelta: bigint;
  /** Alignment that every function's address is known to have, in bytes; 1 where -Os may place code anywhere. */
  readonly functionAlign: number;
  /** Bits set in every kernel address: 48 to 55 where kernel addresses are sign-extended and only the top byte may carry a tag. */
  readonly kernelHighBits: bigint;
}

/** CONFIG_ILLEGAL_POINTER_VALUE by architecture for 64-bit kernels (arch/x86, arm64, riscv and powerpc Kconfig, 6.12). */
const illegalPointer: Readonly<Record<string, bigint>> = {
  x86_64: 0xdead000000000000n,
  arm64: 0xdead000000000000n,
  riscv: 0xdead000000000000n,
  riscv64: 0xdead000000000000n,
  powerpc: 0x5deadbeef0000000n,
  ppc64: 0x5deadbeef0000000n,
};

const signExtended: ReadonlySet<string> = new Set(['x86_64', 'arm64', 'riscv', 'riscv64']);

export function machineOf(layout: LayoutSet): Machine {
  const wide = layout.abi.wordSize === 8;
  return {
    abi: layout.abi,
    arch: layout.arch,
    kernel: layout.kernel,
    wordBits: wide ? 64 : 32,
    poisonDelta: wide ? illegalPointer[layout.arch] ?? 0n : 0n,
    functionAlign: layout.arch === 'arm64' ? 4 : 1,
    kernelHighBits: wide && signExtended.has(layout.arch) ? 0x00ff000000000000n : 0n,
  };
}
