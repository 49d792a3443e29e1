import { compareVersions } from './era.js';

/** Page types of include/linux/page-flags.h (PAGE_TYPE_OPS / FOLIO_TYPE_OPS). */
export type PageTypeName = 'buddy' | 'offline' | 'table' | 'guard' | 'hugetlb' | 'slab' | 'zsmalloc' | 'unaccepted' | 'large_kmalloc';

/** How page_type holds them: a bit cleared in an all-ones word under a base (4.18 to 6.11), or a value in the top byte (6.12 on). */
export interface PageTypeEncoding {
  readonly style: 'inverted-bit' | 'top-byte';
  /** Bits of a typed word that are set whatever the type; 0 for values in the top byte. */
  readonly base: number;
  /** As a signed number, words below it have a type (page_has_type()). */
  readonly reserve: number;
  readonly values: Readonly<Partial<Record<PageTypeName, number>>>;
}

/** 6.1 include/linux/page-flags.h: PAGE_TYPE_BASE and PG_buddy, PG_offline, PG_table, PG_guard. */
const lowBits: PageTypeEncoding = {
  style: 'inverted-bit', base: 0xf0000000, reserve: -128, values: { buddy: 0x80, offline: 0x100, table: 0x200, guard: 0x400 },
};
/** 6.11: the bits moved up, so that owners may use the low 16. */
const highBits: PageTypeEncoding = {
  style: 'inverted-bit', base: 0x80000000, reserve: ~0xffff,
  values: { buddy: 0x40000000, offline: 0x20000000, table: 0x10000000, guard: 0x08000000, hugetlb: 0x04000000, slab: 0x02000000, zsmalloc: 0x01000000 },
};
/** 6.12 include/linux/page-flags.h: enum pagetype. */
const topByte: PageTypeEncoding = {
  style: 'top-byte', base: 0, reserve: 0xff000000 | 0,
  values: { buddy: 0xf0, offline: 0xf1, table: 0xf2, guard: 0xf3, hugetlb: 0xf4, slab: 0xf5, zsmalloc: 0xf6, unaccepted: 0xf7, large_kmalloc: 0xf8 },
};

export function pageTypeEncoding(kernel: string): PageTypeEncoding {
  if (compareVersions(kernel, '6.11') < 0) return lowBits;
  return compareVersions(kernel, '6.12') < 0 ? highBits : topByte;
}

/** The page_type word of a page of that type, or undefined when this kernel has no such type. */
export function pageTypeWord(name: PageTypeName, kernel: string): number | undefined {
  const { style, values } = pageTypeEncoding(kernel);
  const value = values[name];
  if (value === undefined) return undefined;
  return style === 'inverted-bit' ? (0xffffffff & ~value) >>> 0 : (value << 24) >>> 0;
}

/** PageBuddy() and its like: a page_type word is of the type when (word & mask) == equals, both as unsigned numbers. */
export function pageTypeTest(name: PageTypeName, kernel: string): { readonly mask: number; readonly equals: number } | undefined {
  const { style, base, values } = pageTypeEncoding(kernel);
  const value = values[name];
  if (value === undefined) return undefined;
  return style === 'inverted-bit' ? { mask: (base | value) >>> 0, equals: base } : { mask: 0xff000000, equals: (value << 24) >>> 0 };
}

/** The type a page_type word reads as; undefined when it reads as a mapcount. */
export function decodePageType(word: number, kernel: string): PageTypeName | undefined {
  for (const name of Object.keys(pageTypeEncoding(kernel).values) as PageTypeName[]) {
    const test = pageTypeTest(name, kernel);
    if (test !== undefined && ((word & test.mask) >>> 0) === test.equals) return name;
  }
  return undefined;
}

/** page_has_type(). */
export function pageHasType(word: number, kernel: string): boolean {
  return (word | 0) < pageTypeEncoding(kernel).reserve;
}
