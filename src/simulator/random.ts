/** Numbers that look random and are the same for the same seed on every machine (xorshift32). */
export interface Random {
  /** A whole number from 0 up to but not including `bound`. */
  below(bound: number): number;
}

/** Numbers that depend on the seed alone. */
export function randomFrom(seed: number): Random {
  let state = (seed | 0) === 0 ? 0x9e3779b9 : seed | 0;
  return {
    below(bound: number): number {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % bound;
    },
  };
}
