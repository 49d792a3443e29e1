import type { RunInfo } from '../src/panelProtocol.js';
import { count } from './format.js';

/** A number of two runs. Pure. */
export interface MeasureRow {
  readonly name: string;
  readonly mine: number | undefined;
  readonly theirs: number | undefined;
}

/** Numbers of both runs by name, those that only one has too; what is nothing in both is left out. */
export function measureRows(run: Pick<RunInfo, 'measures' | 'conflicts'>, other: Pick<RunInfo, 'measures' | 'conflicts'> | undefined): readonly MeasureRow[] {
  const ours = { conflicts: run.conflicts, ...run.measures }, others = other && { conflicts: other.conflicts, ...other.measures };
  const names = [...new Set([...Object.keys(ours), ...Object.keys(others ?? {})])].filter((name) => name !== 'findings' && name !== 'leftOut');
  return names.map((name) => ({ name, mine: (ours as Record<string, number>)[name], theirs: (others as Record<string, number> | undefined)?.[name] }))
    .filter(({ name, mine, theirs }) => name === 'conflicts' || (mine ?? 0) !== 0 || (theirs ?? 0) !== 0);
}

/** From here on it is told how many times as much: nobody reads that in hundredths. */
const MANY_PERCENT = 1000;

/** `-4 096 (-98 %)` or `+63 488 (12×)`, as this run is to the one beside it. */
export function differenceText(mine: number | undefined, theirs: number | undefined): string {
  if (mine === undefined || theirs === undefined) return '';
  if (mine === theirs) return '=';
  const sign = mine > theirs ? '+' : '\u2212';
  return `${sign}${count(Math.abs(mine - theirs))}${theirs === 0 ? '' : ` (${shareText(mine, theirs, sign)})`}`;
}

function shareText(mine: number, theirs: number, sign: string): string {
  const percent = Math.round(Math.abs(mine - theirs) / Math.abs(theirs) * 100);
  if (percent === 0) return '< 1 %';
  return percent < MANY_PERCENT ? `${sign}${percent} %` : `${count(Math.round(mine / theirs))}\u00d7`;
}
