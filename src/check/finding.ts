/** What the checker tells: a conflict with the chain of evidence a maintainer needs to accept it. */
import type { SourcePlace } from '../layout/record.js';

export type Severity = 'error' | 'warning' | 'check';

/** One link of the chain: a place and what is to be seen there. */
export interface FindingEvidence extends SourcePlace {
  /** The function the place lies in; empty outside of one. */
  readonly function: string;
  readonly message: string;
}

/** Bytes of struct page, with the names its members give them. */
export interface FindingWord {
  /** Bytes from the start of struct page. */
  readonly offset: number;
  readonly size: number;
  readonly members: readonly string[];
}

export interface Finding extends SourcePlace {
  /** 1-based byte column behind the last character, on the same line. */
  readonly endColumn: number;
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly message: string;
  /** The page state under which it holds. */
  readonly state: string;
  /** Architecture and configuration under which it was judged. */
  readonly config: string;
  readonly words: readonly FindingWord[];
  readonly evidence: readonly FindingEvidence[];
}

export interface Rule {
  readonly name: RuleName;
  readonly title: string;
}

/** All rules, as --list-types tells them; each has a page of its name in docs/rules. */
export const RULES = [
  { name: 'node-misread', title: 'a list node stored over a word that a reader unaware of the owner takes for something else' },
  { name: 'word-misread', title: 'a value whose low bits or magic a reader unaware of the owner takes for something else' },
  { name: 'foreign-word', title: 'a word written that belongs to the owner of a page in that state' },
  { name: 'stale-at-free', title: 'a word left behind that the page allocator checks when the page is freed' },
  { name: 'word-overwritten', title: 'a word written while a link or a value that is needed later lies in it' },
  { name: 'written-when-gone', title: 'a page written after it was given back' },
  { name: 'refcount-misuse', title: 'the reference count used to count something else' },
  { name: 'unconverted-reader', title: 'a word read that this file no longer writes, while it writes one that it never reads' },
  { name: 'config-overlap', title: 'two words in use at once that share bits in another configuration' },
  { name: 'tail-page', title: 'a tail of a compound page treated as a page of its own' },
  { name: 'paired-words', title: 'one of two words changed that must change together' },
  { name: 'page-copy', title: 'a copy of a struct page used as if it were one, or laid over one' },
  { name: 'overlay-mismatch', title: 'a member of an overlay that no longer lies where struct page has it' },
  { name: 'node-in-contents', title: 'a list node kept in the contents of a page that others may see or that may have no address' },
  { name: 'address-in-page', title: 'virt_to_page() of an address inside a struct page' },
] as const satisfies readonly { readonly name: string; readonly title: string }[];

export type RuleName = (typeof RULES)[number]['name'];
