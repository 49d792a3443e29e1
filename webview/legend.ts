import type { StateInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { count } from './format.js';
import { colourOf } from './map/stateColours.js';

/** The states present, their colours and how many pages each has: the map's table. */
export class Legend {
  readonly root = element('table', { class: 'legend' });
  private readonly body = element('tbody');
  private shown = '';

  constructor() {
    this.root.append(
      element('caption', { class: 'spoken' }, ['Pages by state']),
      element('thead', { class: 'spoken' }, [element('tr', {}, [element('th', { scope: 'col' }, ['State']), element('th', { scope: 'col' }, ['Pages'])])]),
      this.body,
    );
  }

  show(states: readonly StateInfo[], conflictPages: number): void {
    const present = states.filter(({ name, pages }) => name !== '' && pages > 0);
    const key = `${conflictPages} ${present.map(({ name, pages }) => `${name} ${pages}`).join(' ')}`;
    if (key === this.shown) return;
    this.shown = key;
    const rows = present.map(({ name, title, pages }) => row(`colour-${colourOf(name)}`, name, title, pages));
    if (conflictPages > 0) rows.push(row('colour-conflict', 'met a conflict', 'pages with a conflict up to this step', conflictPages));
    this.body.replaceChildren(...rows);
  }
}

function row(colour: string, name: string, title: string, pages: number): HTMLElement {
  const swatch = element('span', { class: `swatch ${colour}`, 'aria-hidden': 'true' });
  return element('tr', { title }, [element('th', { scope: 'row' }, [swatch, name]), element('td', {}, [count(pages)])]);
}
