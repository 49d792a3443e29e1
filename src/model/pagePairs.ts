import { evidence, type Evidence } from './evidence.js';
import { words } from './states/words.js';

/** A word and a flag that mean something only together. */
export interface PagePair {
  readonly word: readonly string[];
  readonly flag: string;
  /** The states in which readers ask the flag before they believe the word; a page of which nobody tells the state is in one of them when its file asks the flag. */
  readonly states: readonly string[];
  /** The helper that changes both. */
  readonly together: string;
  readonly otherwise: string;
  readonly evidence: readonly Evidence[];
}

export const pagePairs: readonly PagePair[] = [
  {
    word: words.private, flag: 'PG_private', states: ['page-cache', 'gup', 'anon'], together: 'attach_page_private',
    otherwise: 'page_has_private() does not see it, so release_folio() and migration leave it behind: the next owner of the word finds it, or it leaks',
    evidence: [evidence('include/linux/pagemap.h', 'attach_page_private', undefined, 'sets the word, the flag and a reference together'), evidence('include/linux/page-flags.h', 'page_has_private', { before: '5.16' }, 'asks the flags, not the word'), evidence('include/linux/page-flags.h', 'folio_has_private', { since: '5.16' }, 'asks the flags, not the word')],
  },
];
