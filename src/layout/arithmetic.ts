/** Sizes of C's arithmetic types under an ABI. */
import type { Abi } from './record.js';

export interface Size {
  /** Bits. */
  readonly size: number;
  /** Bits. */
  readonly align: number;
  readonly signed: boolean;
}

/** @returns undefined for a name that is not an arithmetic type */
export function arithmeticSize(name: string, abi: Abi): Size | undefined {
  const words = name.split(/\s+/).filter((word) => !/^(const|volatile|__signed__|int|inline|register)$/.test(word) || word === 'int');
  const has = (word: string): boolean => words.includes(word);
  const signed = !has('unsigned');
  const int = (size: number, align = size): Size => ({ size, align, signed });
  const word = abi.wordSize * 8;
  if (has('__int128') || has('__int128_t') || has('__uint128_t')) return int(128);
  if (has('char')) return { size: 8, align: 8, signed: has('signed') || (signed && abi.charSigned) };
  if (has('_Bool') || has('bool')) return { size: 8, align: 8, signed: false };
  if (has('short')) return int(16);
  if (words.filter((w) => w === 'long').length >= 2) return int(64, abi.int64Align * 8);
  if (has('double')) return has('long') ? int(abi.wordSize === 8 ? 128 : 96, abi.wordSize === 8 ? 128 : 32) : int(64, abi.int64Align * 8);
  if (has('float')) return int(32);
  if (has('long')) return int(word);
  if (words.every((w) => /^(int|unsigned|signed)$/.test(w)) && words.length > 0) return int(32);
  const known: Readonly<Record<string, Size>> = {
    size_t: { size: word, align: word, signed: false }, ssize_t: int(word), ptrdiff_t: int(word), __builtin_va_list: int(word * 3, word), va_list: int(word * 3, word),
    int8_t: { size: 8, align: 8, signed: true }, uint8_t: { size: 8, align: 8, signed: false }, int16_t: { size: 16, align: 16, signed: true }, uint16_t: { size: 16, align: 16, signed: false },
    int32_t: { size: 32, align: 32, signed: true }, uint32_t: { size: 32, align: 32, signed: false },
    int64_t: { size: 64, align: abi.int64Align * 8, signed: true }, uint64_t: { size: 64, align: abi.int64Align * 8, signed: false },
  };
  return words.length === 1 ? known[words[0]!] : undefined;
}
