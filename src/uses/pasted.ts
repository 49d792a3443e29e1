/** A macro's body with some of its words replaced, which still knows where the rest was written. */

export interface PastedText {
  readonly text: string;
  /** From an offset of `text` to one of the file; -1 for what took a word's place. */
  readonly toFile: (offset: number) => number;
}

/**
 * @param start offset of the body in its file
 * @param prefix put before it
 */
export function replaceIn(body: string, start: number, prefix: string, pattern: RegExp, replacement: (match: RegExpMatchArray) => string): PastedText {
  /** Where each kept piece begins: in the text, in the file. */
  const pieces: { readonly at: number; readonly end: number; readonly from: number }[] = [];
  let text = prefix, from = 0;
  const keep = (to: number): void => {
    if (to > from) pieces.push({ at: text.length, end: text.length + to - from, from: start + from });
    text += body.slice(from, to);
  };
  for (const match of body.matchAll(pattern)) {
    keep(match.index);
    text += replacement(match);
    from = match.index + match[0].length;
  }
  keep(body.length);
  return {
    text,
    toFile: (offset) => {
      const piece = pieces.find(({ at, end }) => at <= offset && offset < end);
      return piece ? piece.from + offset - piece.at : -1;
    },
  };
}

/** `, ## __VA_ARGS__`, words that `##` joins, a word behind `#`, any other word. */
export const PASTES = /(,\s*)##\s*(__VA_ARGS__)|\w+(?:\s*##\s*\w+)+|#\s*[A-Za-z_]\w*/g;

/** What a paste stands for. */
export function pasted([whole, comma, rest]: RegExpMatchArray, argument: (word: string) => string | undefined): string {
  if (comma !== undefined) return comma + rest!;
  if (whole.startsWith('#')) return '""';
  return whole.split(/\s*##\s*/).map((word) => argument(word)?.replace(/\W/g, '') ?? word).join('');
}
