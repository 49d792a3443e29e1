import { isBlockHead, isBlockRest } from './stateColours.js';

/** Cells of one free block, or a single cell of anything else. */
export interface Run {
  readonly first: number;
  readonly length: number;
  /** Number into the states. */
  readonly state: number;
}

/**
 * The cells [from, to) as what is drawn in one piece: each free block by its head and the pages behind it. Pages of a block whose head
 * is not there, as where one cell stands for many pages, make one piece too. Pure.
 */
export function* runsOf(cells: Uint8Array, from: number, to: number, states: readonly string[]): Generator<Run> {
  const heads = states.map(isBlockHead), rests = states.map(isBlockRest);
  for (let first = from; first < to;) {
    const state = cells[first]!;
    let end = first + 1;
    if (heads[state] === true || rests[state] === true) while (end < to && rests[cells[end]!] === true) end++;
    yield { first, length: end - first, state };
    first = end;
  }
}
