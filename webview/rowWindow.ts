/** Which rows of a long list are in sight. Pure. */

export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** Rows that a list of `length` rows shows at a scroll position, with some before and after. Lengths in CSS pixels. */
export function rowWindow(scrollTop: number, height: number, rowHeight: number, length: number, spare = 8): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  return { first: Math.min(first, length), end: Math.min(length, Math.ceil((scrollTop + height) / rowHeight) + spare) };
}

/** The scroll position that brings a row into sight, or undefined when it is in sight. */
export function scrollFor(row: number, scrollTop: number, height: number, rowHeight: number): number | undefined {
  const top = row * rowHeight;
  if (top >= scrollTop && top + rowHeight <= scrollTop + height) return undefined;
  return Math.max(0, Math.round(top - height / 2 + rowHeight / 2));
}

/** The chunks of `size` rows that cover a window. */
export function chunksOf({ first, end }: RowWindow, size: number): readonly number[] {
  const chunks: number[] = [];
  for (let chunk = Math.floor(first / size); chunk * size < end; chunk++) chunks.push(chunk);
  return chunks;
}
