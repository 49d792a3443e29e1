import type { FromPanel, RunInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { iconButton } from './elements.js';
import { icons } from './icons.js';

type Told = Extract<FromPanel, { type: 'compare' | 'export' }>;

/** What can be done with the run as a whole: put another beside it, keep something of it. */
export class RunTools {
  readonly root = element('div', { class: 'controls', role: 'group', 'aria-label': 'Run' });
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
      ...(changed ? [button('Beside the original', 'Compare with the scenario\u2019s own values', { type: 'compare', with: 'unchanged' })] : []),
      ...(twin === undefined ? [] : [button('Beside its twin', `Compare with ${twin}, which does the same rightly`, { type: 'compare', with: 'twin' })]),
      iconButton(icons.compare, 'Compare', 'Compare with another scenario', () => { this.tell({ type: 'compare', with: 'chosen' }); }),
      iconButton(icons.export, 'Export', 'Export picture, run, trace or scenario', () => { this.tell({ type: 'export' }); }),
    );
  }
}
