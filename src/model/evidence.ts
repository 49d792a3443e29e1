import type { Era } from './era.js';

/** Where a fact can be checked in a kernel tree. `pagelens audit` looks for `function` in `file` of every tree inside the era. */
export interface Evidence {
  readonly file: string;
  /** A function, macro or record named in that file. */
  readonly function: string;
  readonly era?: Era;
  /** What a reader finds there, in a few words. */
  readonly says?: string;
}

/** Short form for the tables of states and observers. */
export function evidence(file: string, name: string, era?: Era, says?: string): Evidence {
  return { file, function: name, ...(era && { era }), ...(says !== undefined && { says }) };
}
