import { t } from '@vscode/l10n';
import type { FromPanel, RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { iconButton } from './elements.js';
import { icons } from './icons.js';

type Told = Extract<FromPanel, { type: 'compare' | 'export' }>;

/** What can be done with the run as a whole: put another beside it, keep something of it. */
export class RunTools {
  readonly root = element('div', { class: 'controls', role: 'group', 'aria-label': t('Run') });
  private readonly tell: (message: Told) => void;

  constructor(tell: (message: Told) => void) {
    this.tell = tell;
  }

  /** A changed scenario is compared with itself as it was, one with a twin with that, any other with what a person chooses. */
  open({ twin }: RunInfo, changed: boolean): void {
    const button = (label: string, hint: string, message: Told): HTMLElement => {
      const made = element('button', { class: 'link tool', title: hint }, [label]);
      made.addEventListener('click', () => { this.tell(message); });
      return made;
    };
    this.root.replaceChildren(
      ...(changed ? [button(t('Beside the original'), t('Compare with the scenario\u2019s own values'), { type: 'compare', with: 'unchanged' })] : []),
      ...(twin === undefined ? [] : [button(t('Beside its twin'), t('Compare with {0}, which does the same rightly', twin), { type: 'compare', with: 'twin' })]),
      iconButton(icons.compare, t('Compare'), t('Compare with another scenario'), () => { this.tell({ type: 'compare', with: 'chosen' }); }),
      iconButton(icons.export, t('Export'), t('Export picture, run, trace or scenario'), () => { this.tell({ type: 'export' }); }),
    );
  }
}
