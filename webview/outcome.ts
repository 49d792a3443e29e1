import type { RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { count } from './format.js';

/** What came of the whole run: expectations, numbers, and the same numbers of a run beside it. */
export class Outcome {
  readonly root = element('div', { class: 'table-room outcome' });
  private run: RunInfo | undefined;
  private other: RunInfo | undefined;

  open(run: RunInfo): void {
    this.run = run;
    this.draw();
  }

  compare(other: RunInfo | undefined): void {
    this.other = other;
    this.draw();
  }

  private draw(): void {
    const { run, other } = this;
    if (!run) return;
    const expectations = run.expectations.map(({ says, held }) => element('li', { class: held ? 'held' : 'missed' }, [`${held ? '\u2713' : '\u2717'} ${says}`]));
    this.root.replaceChildren(
      ...(expectations.length === 0 ? [] : [element('h3', {}, ['Expected of this scenario']), element('ul', { class: 'expectations' }, expectations)]),
      measureTable(run, other),
    );
  }
}

function measureTable(run: RunInfo, other: RunInfo | undefined): HTMLElement {
  const rows = measureRows(run, other);
  const head = other ? ['Measure', 'this run', 'beside', 'difference'] : ['Measure', 'this run'];
  return element('table', { class: 'plain' }, [
    element('caption', {}, [other ? `Beside: ${other.title}` : 'Numbers of the run']),
    element('thead', {}, [element('tr', {}, head.map((name, i) => element('th', { scope: 'col', class: i === 0 ? '' : 'number' }, [name])))]),
    element('tbody', {}, rows.map(({ name, mine, theirs }) => element('tr', { class: theirs !== undefined && theirs !== mine ? 'differs' : '' }, [
      element('th', { scope: 'row' }, [name]),
      ...[mine, ...(other ? [theirs] : [])].map((value) => element('td', { class: 'number' }, [value === undefined ? '\u2013' : count(value)])),
      ...(other ? [element('td', { class: 'number' }, [differenceText(mine, theirs)])] : []),
    ]))),
  ]);
}

export interface MeasureRow {
  readonly name: string;
  readonly mine: number | undefined;
  readonly theirs: number | undefined;
}

/** Numbers of both runs by name, those that only one has too. */
export function measureRows(run: Pick<RunInfo, 'measures' | 'conflicts'>, other: Pick<RunInfo, 'measures' | 'conflicts'> | undefined): readonly MeasureRow[] {
  const mine = { conflicts: run.conflicts, ...run.measures }, theirs = other && { conflicts: other.conflicts, ...other.measures };
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs ?? {})])].filter((name) => name !== 'findings' && name !== 'leftOut');
  return names.map((name) => ({ name, mine: (mine as Record<string, number>)[name], theirs: (theirs as Record<string, number> | undefined)?.[name] }));
}

/** `-4 096 (-98 %)`, as this run is to the one beside it. */
export function differenceText(mine: number | undefined, theirs: number | undefined): string {
  if (mine === undefined || theirs === undefined) return '';
  if (mine === theirs) return '=';
  const percent = theirs === 0 ? '' : ` (${mine > theirs ? '+' : '\u2212'}${Math.round(Math.abs(mine - theirs) / Math.abs(theirs) * 100)} %)`;
  return `${mine > theirs ? '+' : '\u2212'}${count(Math.abs(mine - theirs))}${percent}`;
}
