/** The bytes of one struct page at a made-up address: everything else in memory is unknown. */
import type { Abi } from '../../layout/record.js';
import { Unreadable } from './unreadable.js';

export class PageMemory {
  /** Where the page lies: aligned as every struct page, with bits that no small number has. */
  readonly address: bigint;
  readonly #abi: Abi;
  readonly #bytes = new Map<bigint, bigint>();

  constructor(abi: Abi) {
    this.#abi = abi;
    this.address = abi.wordSize === 8 ? 0xffffea0000100000n : 0xc0a00000n;
  }

  /** @param address of the first byte; @param size bytes; @returns the bytes as an unsigned number */
  read(address: bigint, size: number): bigint {
    let value = 0n;
    for (let i = 0; i < size; i++) {
      const byte = this.#bytes.get(address + BigInt(i));
      if (byte === undefined) throw new Unreadable('memory that nobody has set');
      value |= byte << this.#shift(i, size);
    }
    return value;
  }

  write(address: bigint, size: number, value: bigint): void {
    for (let i = 0; i < size; i++) this.#bytes.set(address + BigInt(i), (value >> this.#shift(i, size)) & 0xffn);
  }

  #shift(byte: number, size: number): bigint {
    return BigInt(this.#abi.endian === 'little' ? byte : size - 1 - byte) * 8n;
  }
}
