import type { Evidence } from '../model/evidence.js';
import type { Stage } from '../model/lifeStage.js';
import type { ByteRange } from '../model/memberRange.js';

/** `certain`: the reader surely meets the page and surely takes the wrong branch. `possible`: one of both is not known. */
export type Certainty = 'certain' | 'possible';

/** A word of struct page, by place and by the names its owners give it. */
export interface WordRef extends ByteRange {
  /** Outermost members of struct page that share these bytes. */
  readonly members: readonly string[];
}

/** An observer takes a stored word for something else. */
export interface Misread {
  readonly kind: 'misread';
  readonly observer: string;
  readonly title: string;
  /** The member the observer reads, as it calls it. */
  readonly member: string;
  readonly word: WordRef;
  readonly stage: Stage;
  /** What the writer stored, for a person. */
  readonly stored: string;
  /** The value, or what is known of its low bits. */
  readonly bits: string;
  readonly readAs: string;
  /** Call path from an entry point to the reader. */
  readonly path: readonly string[];
  /** How the reader comes to meet the page. */
  readonly meets: string;
  /** A further condition of that path. */
  readonly given?: string;
  readonly harm: string;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
}

/** The word belongs to the owner of a page in this state. */
export interface Claimed {
  readonly kind: 'claimed';
  readonly state: string;
  readonly member: string;
  readonly word: WordRef;
  /** What the owner keeps there. */
  readonly for: string;
  readonly holds: string;
  /** The word is for whoever holds the page: no conflict for him. */
  readonly holders?: true;
  /** What a function is called by that puts it there, where not all pages in the state have it. */
  readonly made?: string;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
}

/** The word may be used, but must be put right at some moment, or kept in some shape. */
export interface Unfulfilled {
  readonly kind: 'duty';
  readonly at: 'while-held' | 'free' | 'while-mapped';
  readonly member: string;
  readonly word: WordRef;
  readonly says: string;
  readonly otherwise: string;
  /** The stage that breaks it, and what it leaves. */
  readonly stage: Stage;
  readonly stored: string;
  readonly bits: string;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
}

export type Verdict = Misread | Claimed | Unfulfilled;

/** The answer in one word: `claimed` and `conflict` forbid, `duties` asks for care, `free` asks for nothing. */
export type Answer = 'free' | 'duties' | 'conflict' | 'claimed';

export function summarize(verdicts: readonly Verdict[]): Answer {
  if (verdicts.some((verdict) => verdict.kind === 'claimed')) return 'claimed';
  if (verdicts.some((verdict) => verdict.kind === 'misread')) return 'conflict';
  return verdicts.length > 0 ? 'duties' : 'free';
}
