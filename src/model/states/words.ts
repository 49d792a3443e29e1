import type { Era } from '../era.js';
import { evidence } from '../evidence.js';
import type { Claim, Duty, Origin } from '../state.js';
import type { Reach } from '../reach.js';
import type { ValueKind } from '../valueKind.js';

/** The words of struct page by the names they have had; resolved against the opened layout. */
export const words = {
  flags: ['flags'],
  lru: ['lru'],
  lruNext: ['lru.next'],
  compoundHead: ['compound_head', 'compound_info'],
  mapping: ['mapping'],
  index: ['index', '__folio_index'],
  private: ['private'],
  mapcount: ['_mapcount'],
  pageType: ['page_type'],
  refcount: ['_refcount'],
  memcg: ['memcg_data', 'mem_cgroup'],
} as const;

/** The words an owner has for itself while no other owner's link is over them. */
export const ownersWords = [words.mapping, words.index, words.private] as const;

export const link: ValueKind = { kind: 'list-node' };

export function claim(names: readonly string[], holds: ValueKind, use: string, more: { record?: string; era?: Era; holders?: true; made?: string } = {}): Claim {
  return { names, holds, for: use, ...more };
}

export function pointer(to: string, tag = 0): ValueKind {
  return { kind: 'pointer', to, ...(tag !== 0 && { tag }) };
}

export function origin(by: Origin['by'], of: string, era?: Era, needs?: string): Origin {
  return { by, of, ...(era && { era }), ...(needs !== undefined && { needs }) };
}

/** A page only the kernel sees, but which page-frame walkers pass and which is freed one day. */
export const kernelOnly: Reach = { userMappable: 'no', pfnScan: 'yes', freed: 'yes', skbFragment: 'no', counted: 'yes' };
/** A page user processes map. */
export const userPage: Reach = { userMappable: 'yes', pfnScan: 'yes', freed: 'yes', skbFragment: 'unknown', counted: 'yes' };
/** A page of which it depends on the user of the interface. */
export const perhapsMapped: Reach = { userMappable: 'unknown', pfnScan: 'yes', freed: 'yes', skbFragment: 'unknown', counted: 'yes' };

const freeCheck = evidence('mm/page_alloc.c', 'page_expected_state', undefined, 'checks _mapcount, mapping, _refcount, memcg_data and flags when a page is freed or allocated');

/** What free_pages_prepare() expects of every page; the five words of the union are otherwise the owner's. */
export const freeDuties: readonly Duty[] = [
  { names: words.mapping, at: 'free', must: { test: 'zero' }, says: 'mapping must be NULL', otherwise: 'bad_page() reports "non-NULL mapping" and the page is lost; with a low tag bit set it is silently cleared', evidence: [freeCheck] },
  { names: words.mapcount, at: 'free', must: { test: 'bits', mask: 0xffffffffn, equals: 0xffffffffn }, says: '_mapcount must be -1', otherwise: 'bad_page() reports "nonzero mapcount"', evidence: [freeCheck] },
  { names: words.memcg, at: 'free', must: { test: 'zero' }, says: 'memcg_data must be 0', otherwise: 'bad_page() reports "page still charged to cgroup"', evidence: [freeCheck] },
  ...[{ before: '6.1.192' }, { since: '6.2', before: '6.12.117' }, { since: '6.13', before: '7.0' }].map((era): Duty => ({
    names: words.private, at: 'free', must: { test: 'zero' }, says: 'private should be 0: this kernel is not known to clear it on free',
    otherwise: 'the next owner of a tail or split page finds a stale private', era, evidence: [],
  })),
];

/** Bit 0 of the first union word says PageTail at any moment, to anyone. */
export const headBit: Duty = {
  names: words.compoundHead, at: 'while-held', must: { test: 'bits', mask: 1n, equals: 0n }, says: 'bit 0 of the compound_head word must stay 0',
  otherwise: 'compound_head() takes the page for a tail and redirects every flag, lock and reference to word - 1', era: { since: '4.4' },
  evidence: [evidence('include/linux/page-flags.h', 'PageTail')],
};

export const ownDuties: readonly Duty[] = [headBit, ...freeDuties];

/** While user processes map the page. */
export const mappedDuty: Duty = {
  names: words.mapping, at: 'while-mapped', must: { test: 'zero' }, says: 'mapping must be NULL or a real address_space while user processes map the page',
  otherwise: 'GUP, munmap and dirtying read it as struct address_space', evidence: [evidence('mm/util.c', 'page_mapping', { before: '5.16' }), evidence('mm/util.c', 'folio_mapping', { since: '5.16' })],
};
