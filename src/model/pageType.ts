import { compareVersions } from './era.js';

/** Page types of include/linux/page-flags.h (PAGE_TYPE_OPS / FOLIO_TYPE_OPS). */
export type PageTypeName = 'buddy' | 'offline' | 'table' | 'guard' | 'hugetlb' | 'slab' | 'zsmalloc' | 'unaccepted' | 'large_kmalloc';

/** How page_type holds them: a bit cleared in an all-ones word (4.18 to 6.11), or a value in the top byte (6.12 on). */
export interface PageTypeEncoding {
  readonly style: 'inverted-bit' | 'top-byte';
  readonly values: Readonly<Partial<Record<PageTypeName, number>>>;
}

/** 6.1 include/linux/page-flags.h: PG_buddy, PG_offline, PG_table, PG_guard under PAGE_TYPE_BASE. */
const invertedBit: PageTypeEncoding = {
  style: 'inverted-bit',
  values: { buddy: 0x80, offline: 0x100, table: 0x200, guard: 0x400 },
};

/** 6.12 include/linux/page-flags.h: enum pagetype. */
const topByte: PageTypeEncoding = {
  style: 'top-byte',
  values: { buddy: 0xf0, offline: 0xf1, table: 0xf2, guard: 0xf3, hugetlb: 0xf4, slab: 0xf5, zsmalloc: 0xf6, unaccepted: 0xf7, large_kmalloc: 0xf8 },
};

export function pageTypeEncoding(kernel: string): PageTypeEncoding {
  return compareVersions(kernel, '6.12') < 0 ? invertedBit : topByte;
}

/** The page_type word of a page of that type, or undefined when this kernel has no such type. */
export function pageTypeWord(name: PageTypeName, kernel: string): number | undefined {
  const { style, values } = pageTypeEncoding(kernel);
  const value = values[name];
  if (value === undefined) return undefined;
  return style === 'inverted-bit' ? (0xffffffff & ~value) >>> 0 : (value << 24) >>> 0;
}

/** The type a page_type word reads as; undefined when it reads as a mapcount. */
export function decodePageType(word: number, kernel: string): PageTypeName | undefined {
  const { style, values } = pageTypeEncoding(kernel);
  for (const [name, value] of Object.entries(values) as [PageTypeName, number][]) {
    const hit = style === 'inverted-bit' ? ((word & (0xf0000000 | value)) >>> 0) === 0xf0000000 : word >>> 24 === value;
    if (hit) return name;
  }
  return undefined;
}

/** page_has_type(): a word below PAGE_MAPCOUNT_RESERVE (-128), or since 6.12 below 0xff000000, both as signed numbers. */
export function pageHasType(word: number, kernel: string): boolean {
  return (word | 0) < (pageTypeEncoding(kernel).style === 'inverted-bit' ? -128 : 0xff000000 | 0);
}
