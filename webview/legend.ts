import { t } from '@vscode/l10n';
import type { StateInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { count } from './format.js';
import { type LegendRow, legendRows } from './legendRows.js';

/** The states present, their colours and how many pages each has: the map's table. */
export class Legend {
  readonly root = element('table', { class: 'legend' });
  private readonly body = element('tbody');
  private shown = '';

  constructor() {
    this.root.append(
      element('caption', { class: 'spoken' }, [t('Pages by state')]),
      element('thead', { class: 'spoken' }, [element('tr', {}, [element('th', { scope: 'col' }, [t('State')]), element('th', { scope: 'col' }, [t('Pages')])])]),
      this.body,
    );
  }

  show(states: readonly StateInfo[], conflictPages: number): void {
    const rows = legendRows(states, conflictPages);
    const key = JSON.stringify(rows);
    if (key === this.shown) return;
    this.shown = key;
    this.body.replaceChildren(...rows.map(row));
  }
}

function row({ colour, name, title, pages }: LegendRow): HTMLElement {
  const swatch = element('span', { class: `swatch colour-${colour}`, 'aria-hidden': 'true' });
  return element('tr', { title }, [element('th', { scope: 'row' }, [swatch, name]), element('td', {}, [count(pages)])]);
}
