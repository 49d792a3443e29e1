import { t } from '@vscode/l10n';
import type { PartialRun, RunInfo, ScenarioRef } from '../src/panelProtocol.js';
import { element } from './dom.js';

/** Says of a run that ended before its scenario did where and why: what is not on the timeline was not run. */
export class PartialNotice {
  readonly root = element('div', { class: 'partial', role: 'note' });
  private readonly show: (place: Pick<PartialRun, 'line' | 'column'>) => void;

  constructor(show: (place: Pick<PartialRun, 'line' | 'column'>) => void) {
    this.show = show;
    this.root.hidden = true;
  }

  open({ partial }: RunInfo, scenario: ScenarioRef): void {
    this.root.hidden = partial === undefined;
    if (!partial) return;
    const { line, column, says } = partial;
    this.root.replaceChildren(element('p', {}, [element('strong', {}, [t('The run ended early')]), ` ${t('at line {0}, column {1} of the scenario: {2}. What follows was not run.', line, column, says)}`]));
    // With other values than its own the scenario was written anew: its places are no file's.
    if (scenario.kind !== 'file' || (scenario.changes ?? []).length > 0) return;
    const link = element('button', { class: 'link' }, [t('Show the step')]);
    link.addEventListener('click', () => { this.show({ line, column }); });
    this.root.append(link);
  }
}
