/** Marks in the fixtures of test/fixtures/c, as its README.md describes them. */

/** A use that a fixture says is there. */
export interface Mark {
  /** 1-based line of the use, not of its mark. */
  readonly line: number;
  /** 1-based, bytes. */
  readonly column: number;
  /** Length of the member token, as the carets show it. */
  readonly length: number;
  readonly record: string;
  /** Any of them is right. */
  readonly paths: readonly string[];
  /** Any of them is right. */
  readonly access: readonly string[];
}

const MARK = /^\s*\/\/\s*(\^+)\s+(\w+)\.(\S+)\s+([a-z|]+)\s*$/;

/** Reads the marks of a text (latin-1, one character a byte). A mark belongs to the next line above that is none. */
export function marksOf(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  let line = 0;
  text.split('\n').forEach((raw, index) => {
    const found = MARK.exec(raw.replace(/\r$/, ''));
    if (!found) {
      line = index + 1;
      return;
    }
    marks.push({ line, column: raw.indexOf('^') + 1, length: found[1]!.length, record: found[2]!, paths: found[3]!.split('|'), access: found[4]!.split('|') });
  });
  return marks;
}
