import type { StateInfo } from '../src/panelProtocol.js';
import { count } from './format.js';
import { blockKind, type Colour, colourOf } from './map/stateColours.js';

export interface LegendRow {
  readonly colour: Colour | 'conflict';
  readonly name: string;
  readonly title: string;
  readonly pages: number;
}

/** What the rows of blocks are called, by kind of block. */
const blockTitles = { free: 'pages of the buddy allocator\'s free blocks', compound: 'heads and tails of compound pages' } as const;

/** The states present with their colours, the most pages first; blocks are one row a kind, as they are one colour. Pure. */
export function legendRows(states: readonly StateInfo[], conflictPages: number): readonly LegendRow[] {
  const present = states.filter(({ pages }) => pages > 0);
  const rows: LegendRow[] = present.filter(({ name }) => blockKind(name) === undefined).map(({ name, title, pages }) => ({ colour: colourOf(name), name, title, pages }));
  for (const block of ['free', 'compound'] as const) {
    const own = present.filter(({ name }) => blockKind(name)?.block === block);
    const blocks = sum(own.filter(({ name }) => blockKind(name)?.head === true));
    if (own.length > 0) rows.push({ colour: block === 'free' ? 'free' : 'cyan', name: `${block}, in ${count(blocks)} ${blocks === 1 ? 'block' : 'blocks'}`, title: blockTitles[block], pages: sum(own) });
  }
  rows.sort((a, b) => b.pages - a.pages);
  if (conflictPages > 0) rows.push({ colour: 'conflict', name: 'met a conflict', title: 'pages with a conflict up to this step', pages: conflictPages });
  return rows;
}

function sum(states: readonly StateInfo[]): number {
  return states.reduce((all, { pages }) => all + pages, 0);
}
