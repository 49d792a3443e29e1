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

export type RuleName = 'node-misread';

/** All rules, as --list-types tells them. */
export const RULES: readonly Rule[] = [
  { name: 'node-misread', title: 'a list node stored over a word that a reader unaware of the owner takes for something else' },
];
