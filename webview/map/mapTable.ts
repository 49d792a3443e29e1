import { t } from '@vscode/l10n';
import type { RunInfo, StateInfo } from '../../src/panelProtocol.js';
import { element } from '../dom.js';
import { count } from '../format.js';
import { stretchesOf, stretchText } from './stretches.js';

/** Stretches shown; of more, the rest is counted. */
const rows = 400;

/** The memory map as a table: stretches of neighbouring pages in the same state. */
export class MapTable {
  readonly root = element('div', { class: 'table-room' });
  private readonly choose: (page: number) => void;

  constructor(choose: (page: number) => void) {
    this.choose = choose;
  }

  show({ cells, states, run }: { readonly cells: Uint8Array; readonly states: readonly StateInfo[]; readonly run: RunInfo | undefined }): void {
    if (!run) return;
    const all = stretchesOf(cells, states.map(({ name }) => name), run);
    const table = element('table', { class: 'plain' }, [
      element('caption', { class: 'spoken' }, [t('Pages by state, in the order of their numbers')]),
      element('thead', {}, [element('tr', {}, [t('Pages'), t('Count'), t('State')].map((title, i) => element('th', { scope: 'col', class: i === 1 ? 'number' : '' }, [title])))]),
      element('tbody', {}, all.slice(0, rows).map((stretch) => element('tr', {}, [
        element('th', { scope: 'row' }, [this.link(stretch.first, stretch.end)]), element('td', { class: 'number' }, [count(stretch.end - stretch.first)]), element('td', {}, [stretchText(stretch, states)]),
      ]))),
    ]);
    this.root.replaceChildren(table, ...(all.length > rows ? [element('p', { class: 'muted' }, [t('and {0} more stretches', count(all.length - rows))])] : []));
  }

  private link(first: number, end: number): HTMLElement {
    const link = element('button', { class: 'link' }, [end - first === 1 ? String(first) : `${first}\u2013${end - 1}`]);
    link.addEventListener('click', () => { this.choose(first); });
    return link;
  }
}
