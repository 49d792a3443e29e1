/** The lines of a text, each with the columns that it is set in. */
export interface Line {
  /** Without blanks around; empty for a blank line. */
  readonly text: string;
  /** Columns before it, a tab counting as eight. */
  readonly depth: number;
  /** Where it begins behind those, and where it ends: 0-based offsets in the text. */
  readonly start: number;
  readonly end: number;
}

export function linesOf(text: string): readonly Line[] {
  let at = 0;
  return text.split('\n').map((line): Line => {
    const trimmed = line.trim(), blanks = line.length - line.trimStart().length, start = at + blanks;
    at += line.length + 1;
    return { text: trimmed, depth: line.slice(0, blanks).replaceAll('\t', '        ').length, start, end: start + trimmed.length };
  });
}
