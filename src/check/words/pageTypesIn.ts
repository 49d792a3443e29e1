/** The page types that a header makes, by its own names and values. */
import type { ConfiguredScope } from '../../kernel/configured.js';

export interface PageType {
  /** `PGTY_slab`, `PG_table`. */
  readonly name: string;
  /** The top byte, or the bit that the type clears. */
  readonly value: bigint;
  readonly isBit: boolean;
  /** Functions that ask for it, set it and take it away: `PageTable`, `__SetPageTable`, `__ClearPageTable`. */
  readonly functions: readonly PageTypeFunction[];
}

export interface PageTypeFunction {
  readonly name: string;
  readonly does: 'test' | 'set' | 'clear';
}

/** include/linux/page-flags.h: each type is made by one of these; PAGE_TYPE_OPS() names it second, and from 6.5 on a folio's functions third. */
const MADE = /^(?:PAGE_TYPE_OPS\(\s*(\w+)\s*,\s*(\w+)\s*(?:,\s*(\w+)\s*)?\)|FOLIO_TYPE_OPS\(\s*(\w+)\s*,\s*(\w+)\s*\))/gm;
/** From 6.12 on an enumerator in the top byte, before that a bit that the type clears. */
export const ENUMERATOR = 'PGTY_';
const BIT = 'PG_';

export function pageTypesIn(text: string, scope: ConfiguredScope): readonly PageType[] {
  const types = new Map<string, PageType>();
  for (const [, page, second, third, first, folio] of text.matchAll(MADE)) {
    const name = second ?? first!;
    const value = scope.constant(ENUMERATOR + name), bit = value === undefined ? scope.constant(BIT + name) : undefined;
    const functions = [...(page !== undefined ? made(`Page${page}`, `__SetPage${page}`, `__ClearPage${page}`) : []), ...ofFolio(third ?? folio)];
    const type: PageType | undefined = value !== undefined ? { name: ENUMERATOR + name, value, isBit: false, functions } : bit !== undefined ? { name: BIT + name, value: bit, isBit: true, functions } : undefined;
    if (type && !types.has(type.name)) types.set(type.name, type);
  }
  return [...types.values()];
}

function made(test: string, set: string, clear: string): readonly PageTypeFunction[] {
  return [{ name: test, does: 'test' }, { name: set, does: 'set' }, { name: clear, does: 'clear' }];
}

function ofFolio(name: string | undefined): readonly PageTypeFunction[] {
  return name === undefined ? [] : made(`folio_test_${name}`, `__folio_set_${name}`, `__folio_clear_${name}`);
}

/** The word of a page of that type, 32 bits. */
export function typeWord({ value, isBit }: PageType): bigint {
  return isBit ? BigInt.asUintN(32, ~value) : BigInt.asUintN(32, value << 24n);
}
