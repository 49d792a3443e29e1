/** Byte offsets to lines and columns, both 1-based, columns in bytes. */

/** Line starts of a text, found once. */
export class LineIndex {
  readonly #starts: Int32Array;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = Int32Array.from(starts);
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    let low = 0, high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  /** The offset of a 1-based line and byte column; past the end, the end. */
  offset(line: number, column: number): number {
    const start = this.#starts[Math.min(line, this.#starts.length) - 1] ?? 0;
    return start + column - 1;
  }
}

const indexes = new Map<string, LineIndex>();

/** For one-off questions: keeps the indexes of the last few texts. */
export function lineColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  return lineIndex(text).at(offset);
}

export function lineIndex(text: string): LineIndex {
  let index = indexes.get(text);
  if (!index) {
    if (indexes.size > 16) indexes.clear();
    index = new LineIndex(text);
    indexes.set(text, index);
  }
  return index;
}
