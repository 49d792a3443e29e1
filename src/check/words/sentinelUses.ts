/** Names of constants that files put into a word of pages, or compare with one: told from the text, by the records that variables are declared with. */
import type { SourceFile } from '../../kernel/tree.js';

export interface SentinelUse {
  /** The constant. */
  readonly name: string;
  /** The member of struct page. */
  readonly word: string;
  readonly does: 'stores' | 'compares';
  readonly file: string;
  /** Where the name stands. */
  readonly offset: number;
}

/** A word that is counted up or down as an atomic number. */
export interface CountedWord {
  readonly word: string;
  readonly file: string;
  readonly offset: number;
}

/** Words that are their owner's, by all names they have had. */
const WORDS = 'private|index|mapping|__folio_index';
const CASTS = '(?:\\(\\s*(?:void\\s*\\*|unsigned\\s+long|uintptr_t|struct\\s+\\w+\\s*\\*)\\s*\\)\\s*)*\\(?\\s*';
/** `page->private == NAME`, `folio->private = (void *)NAME`. */
const MEMBER = new RegExp(`\\b(\\w+)\\s*->\\s*(${WORDS})\\s*(==|!=|=)\\s*${CASTS}([A-Z]\\w+)\\b(?!\\s*\\()`, 'g');
/** `page_private(page) != NAME`, and what folios have for it. */
const READ = new RegExp(`\\b(?:page_private|folio_get_private)\\s*\\([^;{}]*?\\)\\s*(?:==|!=)\\s*${CASTS}([A-Z]\\w+)\\b(?!\\s*\\()`, 'g');
/** `set_page_private(page, NAME)`. */
const SET = new RegExp(`\\b(?:set_page_private|(?:attach_page|folio_attach|folio_change)_private)\\s*\\([^;{}]*?,\\s*${CASTS}([A-Z]\\w+)\\s*\\)`, 'g');
/** `atomic_inc((atomic_t *)&page->private)`. */
const COUNTED = new RegExp(`\\batomic\\w*_(?:inc|dec|add|sub)\\w*\\s*\\([^;{}&]*\\(\\s*atomic\\w*\\s*\\*\\s*\\)\\s*&\\s*(\\w+)\\s*->\\s*(${WORDS})\\b`, 'g');

/** What a text uses does not change, and each header of its folder asks for it. */
const known = new WeakMap<SourceFile, readonly SentinelUse[]>();

/** @param tags of struct page and its overlays */
export function sentinelUses(file: SourceFile, tags: readonly string[]): readonly SentinelUse[] {
  let uses = known.get(file);
  if (!uses) known.set(file, (uses = usesIn(file, tags)));
  return uses;
}

function usesIn({ path, text }: SourceFile, tags: readonly string[]): readonly SentinelUse[] {
  const isPage = pageVariables(text, tags);
  const use = (name: string, word: string, does: SentinelUse['does'], hit: RegExpMatchArray): SentinelUse => ({ name, word, does, file: path, offset: hit.index! + hit[0].lastIndexOf(name) });
  return [
    ...[...text.matchAll(MEMBER)].flatMap((hit) => (isPage(hit[1]!) ? [use(hit[4]!, hit[2]!, hit[3] === '=' ? 'stores' : 'compares', hit)] : [])),
    ...[...text.matchAll(READ)].map((hit) => use(hit[1]!, 'private', 'compares', hit)),
    ...[...text.matchAll(SET)].map((hit) => use(hit[1]!, 'private', 'stores', hit)),
  ];
}

export function countedWords({ path, text }: SourceFile, tags: readonly string[]): readonly CountedWord[] {
  const isPage = pageVariables(text, tags);
  return [...text.matchAll(COUNTED)].flatMap((hit) => (isPage(hit[1]!) ? [{ word: hit[2]!, file: path, offset: hit.index }] : []));
}

/** Whether a name is somewhere in the file that of a pointer to a page. */
function pageVariables(text: string, tags: readonly string[]): (name: string) => boolean {
  const known = new Map<string, boolean>(), record = `\\bstruct\\s+(?:${tags.join('|')})\\s*\\*+\\s*(?:const\\s+)?(?:\\w+\\s*(?:=[^,;(){}]*)?,\\s*\\*+\\s*)*`;
  return (name) => {
    let is = known.get(name);
    if (is === undefined) known.set(name, (is = new RegExp(`${record}${name}\\b`).test(text)));
    return is;
  };
}
