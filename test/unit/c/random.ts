/** A small generator with a seed: a property that fails says which seed shows it again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const PIECES = ['struct page *', 'page', 'x', '->', '.', 'lru', '(', ')', '{', '}', '[', ']', ';', ',', ' ', '\n', '\t', '\r\n', '\\\n', '"', '\'', '/*', '*/', '//', '#if A\n', '#else\n', '#endif\n',
  '#define M(a) a##_b\n', '##', '#', 'typeof(', 'offsetof(struct page, lru)', '__attribute__((packed))', 'list_for_each_entry(p, h, lru)', 'while', 'case 1 ... 5:', '...', '=', '+', '-', '*', '&', '<<', '0x1f', '1e+5', '42', 'return',
  '\u00e9', '\u00ff', '<<<<<<< HEAD\n', '=======\n', '>>>>>>> topic\n', 'asm("" : "+m" (*x))', 'enum { A, B }', 'typedef', 'sizeof', '__alignof__(x)'];

/** Something that looks like C from afar. */
export function cSoup(random: Random, pieces: number): string {
  return Array.from({ length: pieces }, () => random.pick(PIECES)).join('');
}
