import { blockKind } from './stateColours.js';

/** Cells of one block, or a single cell of anything else. */
export interface Run {
  readonly first: number;
  readonly length: number;
  /** Number into the states. */
  readonly state: number;
}

/**
 * The cells [from, to) as what is drawn in one piece: each free or compound block by its head and the pages behind it. Pages of a block whose
 * head is not there, as where one cell stands for many pages, make one piece too. Pure.
 */
export function* runsOf(cells: Uint8Array, from: number, to: number, states: readonly string[]): Generator<Run> {
  const kinds = states.map(blockKind);
  for (let first = from; first < to;) {
    const state = cells[first]!;
    const kind = kinds[state];
    let end = first + 1;
    if (kind !== undefined) while (end < to && kinds[cells[end]!]?.block === kind.block && kinds[cells[end]!]?.head === false) end++;
    yield { first, length: end - first, state };
    first = end;
  }
}
