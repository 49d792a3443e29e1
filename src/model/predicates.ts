import { bitsAre, type BitTest, holds } from './bitTest.js';
import type { Era } from './era.js';
import { evidence, type Evidence } from './evidence.js';
import { allBits, exactly } from './bits.js';
import type { Machine } from './machine.js';
import { pageHasType } from './pageType.js';
import { words } from './states/words.js';

/** What a function is asked about a word, and what it has to answer. */
export type Question =
  | { readonly asks: 'bits'; readonly test: BitTest }
  /** Whether the word is a page type and no number of mappings. */
  | { readonly asks: 'has-type' }
  /** How often the page is mapped: one more than the word; 0 for a page type where `typed` pages are asked too. */
  | { readonly asks: 'mappings'; readonly typed: 'none' | 'not asked' }
  /** Whether every bit is set. */
  | { readonly asks: 'all-ones' }
  /** The address in the word without its `tag`, where that is what the low bits `mask` hold; NULL otherwise. */
  | { readonly asks: 'pointer'; readonly mask: bigint; readonly tag: bigint }
  /** The head of a tail, else the page itself. */
  | { readonly asks: 'head' };

/** A small function of the kernel that looks at one word and answers a question that everybody relies on. */
export interface Predicate extends Evidence {
  /** The word, by its names in struct page. */
  readonly word: readonly string[];
  readonly question: Question;
  /** It is handed the word itself, and that much more. */
  readonly takesWord?: 0n | 1n;
}

/** A small function that puts one word of a page in order. */
export interface Setter extends Evidence {
  readonly word: readonly string[];
  /** What the word is afterwards. */
  readonly leaves: BitTest;
}

function predicate(file: string, name: string, era: Era, word: readonly string[], question: Question, takesWord?: 0n | 1n): Predicate {
  return { ...evidence(file, name, era), word, question, ...(takesWord !== undefined && { takesWord }) };
}

const flagsHeader = 'include/linux/page-flags.h', mmHeader = 'include/linux/mm.h';
const bits = (mask: bigint, equals: bigint): Question => ({ asks: 'bits', test: bitsAre(mask, equals) });
/** include/linux/page-flags.h: bits 0 and 1 of mapping tell what the rest leads to. */
const tagged: Question = { asks: 'bits', test: { test: 'not', of: bitsAre(3n, 0n) } };
const anon = bits(1n, 1n), movable = bits(3n, 2n), ksm = bits(3n, 3n), tail = bits(1n, 1n);
const hasType: Question = { asks: 'has-type' };

/** Read in 5.10, 6.1, 6.12, 7.2 and 7.3. */
export const predicates: readonly Predicate[] = [
  predicate(flagsHeader, 'PageTail', {}, words.compoundHead, tail),
  predicate(flagsHeader, 'PageCompound', {}, words.compoundHead, tail),
  predicate(flagsHeader, 'compound_head', { before: '5.16' }, ['compound_head'], { asks: 'head' }),
  predicate(flagsHeader, '_compound_head', { since: '5.16', before: '7.0' }, ['compound_head'], { asks: 'head' }),
  predicate(flagsHeader, 'PageMappingFlags', { before: '6.16' }, words.mapping, tagged),
  predicate(flagsHeader, 'folio_mapping_flags', { since: '5.18', before: '6.16' }, words.mapping, tagged),
  predicate(flagsHeader, 'PageAnon', {}, words.mapping, anon),
  predicate(flagsHeader, 'folio_test_anon', { since: '5.16' }, words.mapping, anon),
  predicate(flagsHeader, 'PageAnonNotKsm', { since: '6.16' }, words.mapping, bits(3n, 1n)),
  predicate(flagsHeader, '__PageMovable', { before: '6.16' }, words.mapping, movable),
  predicate(flagsHeader, '__folio_test_movable', { since: '6.1', before: '6.16' }, words.mapping, movable),
  predicate(flagsHeader, 'PageKsm', { before: '6.13' }, words.mapping, ksm),
  predicate(flagsHeader, 'folio_test_ksm', { since: '5.18' }, words.mapping, ksm),
  predicate('mm/util.c', 'folio_mapping', { since: '6.0' }, words.mapping, { asks: 'pointer', mask: 3n, tag: 0n }),
  predicate('mm/util.c', 'folio_anon_vma', { since: '6.0' }, words.mapping, { asks: 'pointer', mask: 3n, tag: 1n }),
  predicate(flagsHeader, 'page_has_type', {}, words.pageType, hasType),
  predicate(flagsHeader, 'page_type_has_type', { since: '6.11' }, words.pageType, hasType, 0n),
  predicate(flagsHeader, 'page_mapcount_is_type', { since: '6.12' }, words.pageType, hasType, 1n),
  predicate(mmHeader, 'page_mapcount', { before: '6.7' }, words.mapcount, { asks: 'mappings', typed: 'not asked' }),
  predicate(mmHeader, 'folio_mapcount', { since: '6.12' }, words.mapcount, { asks: 'mappings', typed: 'none' }),
  predicate(mmHeader, 'page_is_pfmemalloc', { before: '5.14' }, words.index, { asks: 'all-ones' }),
  predicate(mmHeader, 'page_is_pfmemalloc', { since: '5.14' }, words.lruNext, bits(2n, 2n)),
  predicate(mmHeader, 'folio_is_pfmemalloc', { since: '6.8' }, words.lruNext, bits(2n, 2n)),
];

function setter(name: string, era: Era, word: readonly string[], leaves: BitTest, file = mmHeader): Setter {
  return { ...evidence(file, name, era), word, leaves };
}

export const setters: readonly Setter[] = [
  setter('set_page_pfmemalloc', { since: '5.14' }, words.lruNext, bitsAre(3n, 2n)),
  setter('clear_page_pfmemalloc', { since: '5.14' }, words.lruNext, bitsAre(3n, 0n)),
  setter('clear_compound_head', {}, words.compoundHead, bitsAre(1n, 0n), flagsHeader),
];

/**
 * What the function has to answer for that word: a truth, or a number.
 * @param word as an unsigned number, `width` bits wide
 * @param page address of the page it is asked about
 * @returns undefined where it is never asked
 */
export function answerOf(question: Question, word: bigint, width: number, page: bigint, machine: Machine): boolean | bigint | undefined {
  switch (question.asks) {
    case 'bits': return holds(question.test, exactly(word, width), machine) === 'yes';
    case 'has-type': return pageHasType(Number(word), machine.kernel);
    case 'mappings': {
      const isType = pageHasType(Number(word), machine.kernel);
      return isType ? (question.typed === 'none' ? 0n : undefined) : BigInt.asIntN(32, word) + 1n;
    }
    case 'all-ones': return word === allBits(width);
    case 'pointer': return (word & question.mask) === question.tag ? word - question.tag : 0n;
    case 'head': return (word & 1n) === 1n ? word - 1n : page;
  }
}
