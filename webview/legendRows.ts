import type { StateInfo } from '../src/panelProtocol.js';
import { count } from './format.js';
import { type Colour, colourOf, isBlockHead, isBlockRest } from './map/stateColours.js';

export interface LegendRow {
  readonly colour: Colour | 'conflict';
  readonly name: string;
  readonly title: string;
  readonly pages: number;
}

/** The states present with their colours, the most pages first; free blocks are one row, as they are one colour. Pure. */
export function legendRows(states: readonly StateInfo[], conflictPages: number): readonly LegendRow[] {
  const present = states.filter(({ pages }) => pages > 0);
  const isFree = ({ name }: StateInfo): boolean => isBlockHead(name) || isBlockRest(name);
  const blocks = sum(present.filter(({ name }) => isBlockHead(name)));
  const free = sum(present.filter(isFree));
  const rows: LegendRow[] = present.filter((state) => !isFree(state)).map(({ name, title, pages }) => ({ colour: colourOf(name), name, title, pages }));
  if (free > 0) rows.push({ colour: 'free', name: `free, in ${count(blocks)} ${blocks === 1 ? 'block' : 'blocks'}`, title: 'pages of the buddy allocator\'s free blocks', pages: free });
  rows.sort((a, b) => b.pages - a.pages);
  if (conflictPages > 0) rows.push({ colour: 'conflict', name: 'met a conflict', title: 'pages with a conflict up to this step', pages: conflictPages });
  return rows;
}

function sum(states: readonly StateInfo[]): number {
  return states.reduce((all, { pages }) => all + pages, 0);
}
