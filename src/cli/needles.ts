/** Words of which a file must hold one: told from its bytes alone, so that most files of a tree are never made into text. */
export class Needles {
  readonly #needles: readonly Buffer[];

  constructor(words: Iterable<string>) {
    const all = [...new Set(words)];
    // What holds `zspage` holds `page`.
    this.#needles = all.filter((word) => !all.some((other) => other !== word && word.includes(other))).map((word) => Buffer.from(word));
  }

  /** The text (latin-1, a character a byte) of a file that holds one of the words. */
  textOf(bytes: Buffer): string | undefined {
    return this.#needles.some((needle) => bytes.includes(needle)) ? bytes.toString('latin1') : undefined;
  }
}
