import type { BitTest } from './bitTest.js';
import type { Era } from './era.js';
import type { Evidence } from './evidence.js';
import type { MemberName } from './memberRange.js';
import type { Meeting } from './reach.js';

/** One way a reader takes a word: the first case whose test holds decides. */
export interface ReadingCase {
  readonly when: BitTest;
  /** What the reader takes the word for: `struct address_space *`, `tail page`. */
  readonly readAs: string;
  /** Meanings of stored values ({@link meaningOf}) for which that is right. Empty: harmless whatever it holds, unless `harm` is told. */
  readonly right: readonly string[];
  /** What happens when it is not right; absent when nothing does. */
  readonly harm?: string;
}

/** A word a reader looks at without asking who owns the page. */
export interface WordReading extends MemberName {
  readonly era?: Era;
  readonly cases: readonly ReadingCase[];
}

/** How the reader comes to the page: the shortest call path, outermost first. */
export interface Route {
  readonly meets: Meeting;
  readonly path: readonly string[];
  readonly era?: Era;
  /** Architectures on which the route exists; all when absent. */
  readonly archs?: readonly string[];
  /** A condition that the layout does not tell: `CONFIG_SECRETMEM`, `FOLL_WRITE`. */
  readonly given?: string;
}

/** A reader of struct page that does not know the page's owner. */
export interface Observer {
  readonly name: string;
  readonly title: string;
  /** Its functions in the kernel, by era: roots whose footprint can be computed in the opened tree. */
  readonly roots: readonly Evidence[];
  readonly readings: readonly WordReading[];
  readonly routes: readonly Route[];
  /** States in which the reader turns away before it reads (PageSlab tests and the like). */
  readonly skips: readonly { readonly state: string; readonly era?: Era }[];
  /** True when the words are read from the head of a compound page, so a tail's own are not. */
  readonly readsHead: boolean;
  readonly era?: Era;
}
