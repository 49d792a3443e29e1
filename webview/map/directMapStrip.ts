import { t } from '@vscode/l10n';
import type { DirectMapInfo } from '../../src/panelProtocol.js';
import { element } from '../dom.js';
import { directMapText, stretches } from './stretches.js';

const classes = ['whole', 'large', 'split'] as const;

/** The direct map above the pages: where it is made of 1 GiB, 2 MiB and 4 KiB entries. */
export class DirectMapStrip {
  readonly root = element('div', { class: 'direct-map' });
  private readonly bar = element('div', { class: 'bar', role: 'img' });
  private readonly text = element('p', { class: 'muted' });
  private shown = '';

  constructor() {
    this.root.append(this.bar, this.text);
    this.root.hidden = true;
  }

  show(info: DirectMapInfo | undefined): void {
    this.root.hidden = info === undefined;
    if (!info) return;
    const key = info.regions.join('');
    if (key === this.shown) return;
    this.shown = key;
    const says = directMapText(info);
    this.text.textContent = t('Direct map: {0}', says);
    this.bar.setAttribute('aria-label', t('Direct map by regions of 2 MiB: {0}', says));
    this.bar.replaceChildren(...stretches(info.regions).map(({ state, length }) => {
      const piece = element('span', { class: `entry ${classes[state] ?? 'large'}` });
      piece.style.flexGrow = String(length);
      return piece;
    }));
  }
}
