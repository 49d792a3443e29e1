/** Sets of names that are asked about every word of megabytes of text. */
import { beforeSpace, isWord, wordStart } from './textScan.js';

const SHAPES = 1 << 16;

/** A word counts as often as it was added: several files may declare the same name, and each may take its own back. */
export class WordSet {
  readonly #words = new Map<string, number>();
  /** Marks the shapes (length and three characters) of the words: most words of a text have none of them, which is told without cutting them out. */
  readonly #shapes = new Uint8Array(SHAPES);

  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** Whether the word between two offsets is in the set. */
  hasAt(text: string, start: number, end: number): boolean {
    return this.#shapes[shapeOf(text, start, end)] === 1 && this.#words.has(text.slice(start, end));
  }

  add(word: string): void {
    const count = this.#words.get(word) ?? 0;
    this.#words.set(word, count + 1);
    if (count === 0) this.#shapes[shapeOf(word, 0, word.length)] = 1;
  }

  takeBack(word: string): void {
    const count = this.#words.get(word) ?? 0;
    if (count > 1) this.#words.set(word, count - 1);
    else this.#words.delete(word);
  }

  get all(): readonly string[] {
    return [...this.#words.keys()];
  }

  get size(): number {
    return this.#words.size;
  }

  /** The offset behind the parenthesis of the first call `word(` at or after `from`; -1 when there is none. */
  nextCall(text: string, from: number): number {
    if (this.#words.size === 0) return -1;
    for (let open = text.indexOf('(', from); open >= 0; open = text.indexOf('(', open + 1)) {
      const end = beforeSpace(text, open), start = wordStart(text, end);
      if (start < end && this.hasAt(text, start, end)) return open + 1;
    }
    return -1;
  }
}

/** The words that one file added to some sets, each once. */
export class OwnWords {
  readonly #words = new Map<WordSet, Set<string>>();

  has(set: WordSet, word: string): boolean {
    return this.#words.get(set)?.has(word) ?? false;
  }

  add(set: WordSet, word: string): void {
    let own = this.#words.get(set);
    if (!own) this.#words.set(set, (own = new Set<string>()));
    if (own.has(word)) return;
    own.add(word);
    set.add(word);
  }

  takeBack(): void {
    for (const [set, words] of this.#words) for (const word of words) set.takeBack(word);
    this.#words.clear();
  }
}

/** Calls back with every word of a text (names and numbers) until the answer is true. */
export function someWord(text: string, test: (start: number, end: number) => boolean): boolean {
  const length = text.length;
  for (let at = 0; at < length; at++) {
    if (!isWord(text.charCodeAt(at))) continue;
    const start = at;
    while (at < length && isWord(text.charCodeAt(at))) at++;
    if (test(start, at)) return true;
  }
  return false;
}

function shapeOf(text: string, start: number, end: number): number {
  const length = end - start;
  return (length * 2039 + text.charCodeAt(start) * 521 + text.charCodeAt(start + (length >> 1)) * 131 + text.charCodeAt(end - 1) * 17) & (SHAPES - 1);
}
