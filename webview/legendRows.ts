import { t } from '@vscode/l10n';
import type { StateInfo } from '../src/panelProtocol.js';
import { count } from './format.js';
import { blockKind, type Colour, colourOf } from './map/stateColours.js';

export interface LegendRow {
  readonly colour: Colour | 'conflict';
  readonly name: string;
  readonly title: string;
  readonly pages: number;
}

/** How the rows of blocks look and what they are called. */
const blockRows = [
  { block: 'free', colour: 'free', name: t('free'), title: t('pages of the buddy allocator\'s free blocks') },
  { block: 'compound', colour: 'cyan', name: t('compound'), title: t('heads and tails of compound pages') },
] as const;

/** The states present with their colours, the most pages first; blocks are one row a kind, as they are one colour. Pure. */
export function legendRows(states: readonly StateInfo[], conflictPages: number): readonly LegendRow[] {
  const present = states.filter(({ pages }) => pages > 0);
  const rows: LegendRow[] = present.filter(({ name }) => blockKind(name) === undefined).map(({ name, title, pages }) => ({ colour: colourOf(name), name, title, pages }));
  for (const { block, colour, name: blockName, title } of blockRows) {
    const own = present.filter(({ name }) => blockKind(name)?.block === block);
    const blocks = sum(own.filter(({ name }) => blockKind(name)?.head === true));
    if (own.length > 0) rows.push({ colour, name: blocks === 1 ? t('{0}, in 1 block', blockName) : t('{0}, in {1} blocks', blockName, count(blocks)), title, pages: sum(own) });
  }
  rows.sort((a, b) => b.pages - a.pages);
  if (conflictPages > 0) rows.push({ colour: 'conflict', name: t('met a conflict'), title: t('pages with a conflict up to this step'), pages: conflictPages });
  return rows;
}

function sum(states: readonly StateInfo[]): number {
  return states.reduce((all, { pages }) => all + pages, 0);
}
