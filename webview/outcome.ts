import { t } from '@vscode/l10n';
import type { RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { count } from './format.js';
import { differenceText, measureRows } from './measures.js';

/** What came of the whole run: expectations, numbers, and the same numbers of a run beside it. */
export class Outcome {
  readonly root = element('div', { class: 'table-room outcome' });
  private run: RunInfo | undefined;
  private other: RunInfo | undefined;
  private changed = false;

  /** `changed`: with other values than the scenario's own, which its expectations were made for. */
  open(run: RunInfo, changed: boolean): void {
    [this.run, this.changed] = [run, changed];
    this.draw();
  }

  compare(other: RunInfo | undefined): void {
    this.other = other;
    this.draw();
  }

  private expected({ partial }: RunInfo): string {
    if (partial) return t('Expected of this scenario, which ended early: nothing of it counts as held');
    return this.changed ? t('Expected of the scenario with its own values') : t('Expected of this scenario');
  }

  private draw(): void {
    const { run, other } = this;
    if (!run) return;
    const expectations = run.expectations.map(({ says, held }) => element('li', { class: held || this.changed ? 'held' : 'missed' }, [`${run.partial && held ? '?' : held ? '\u2713' : '\u2717'} ${says}`]));
    this.root.replaceChildren(
      ...(expectations.length === 0 ? [] : [element('h3', {}, [this.expected(run)]), element('ul', { class: 'expectations' }, expectations)]),
      measureTable(run, other),
    );
  }
}

function measureTable(run: RunInfo, other: RunInfo | undefined): HTMLElement {
  const rows = measureRows(run, other);
  const head = other ? [t('Measure'), t('this run'), t('beside'), t('difference')] : [t('Measure'), t('this run')];
  return element('table', { class: 'plain' }, [
    element('caption', {}, [other ? t('Beside: {0}', other.title) : t('Numbers of the run')]),
    element('thead', {}, [element('tr', {}, head.map((name, i) => element('th', { scope: 'col', class: i === 0 ? '' : 'number' }, [name])))]),
    element('tbody', {}, rows.map(({ name, mine, theirs }) => element('tr', { class: theirs !== undefined && theirs !== mine ? 'differs' : '' }, [
      element('th', { scope: 'row' }, [name]),
      ...[mine, ...(other ? [theirs] : [])].map((value) => element('td', { class: 'number' }, [value === undefined ? '\u2013' : count(value)])),
      ...(other ? [element('td', { class: 'number' }, [differenceText(mine, theirs)])] : []),
    ]))),
  ]);
}
