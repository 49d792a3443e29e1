import type { PlayerAnswer, WordInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { bytes, changeText, count, functionName, memberNames } from './format.js';

/** Every write of one word of a page, in order; the present one is marked. */
export class HistoryTable {
  readonly root = element('div', { class: 'table-room history' }, [element('p', { class: 'muted' }, ['The bytes of a word in the table of the page lead to its history.'])]);
  private readonly seek: (step: number) => void;
  private rows: readonly { readonly step: number; readonly row: HTMLElement }[] = [];

  constructor(seek: (step: number) => void) {
    this.seek = seek;
  }

  show(page: number, word: Pick<WordInfo, 'offset' | 'size' | 'members'>, { writes, leftOut }: Extract<PlayerAnswer, { type: 'history' }>): void {
    this.rows = writes.map((write) => {
      const link = element('button', { class: 'link' }, [count(write.step)]);
      link.addEventListener('click', () => { this.seek(write.step); });
      const row = element('tr', {}, [
        element('th', { scope: 'row' }, [link]), element('td', {}, [element('code', {}, [changeText(write)])]), element('td', {}, [write.decoded]),
        element('td', {}, [write.owner]), element('td', {}, [write.member]), element('td', {}, [functionName(write.by)]),
      ]);
      return { step: write.step, row };
    });
    const title = `Page ${page}, bytes ${bytes(word)} (${memberNames(word.members)}): ${writes.length === 0 ? 'nobody writes it' : `${count(writes.length + leftOut)} ${writes.length + leftOut === 1 ? 'write' : 'writes'}`}`;
    this.root.replaceChildren(
      element('p', { class: 'muted' }, [title]),
      ...(writes.length === 0 ? [] : [element('table', { class: 'plain' }, [
        element('caption', { class: 'spoken' }, [title]),
        element('thead', {}, [element('tr', {}, ['Step', 'Change', 'Means', 'By', 'As', 'In'].map((name) => element('th', { scope: 'col' }, [name])))]),
        element('tbody', {}, this.rows.map(({ row }) => row)),
      ])]),
      ...(leftOut > 0 ? [element('p', { class: 'muted' }, [`and ${count(leftOut)} later ones`])] : []),
    );
  }

  /** Marks the write that stands at a step. */
  mark(step: number): void {
    const present = this.rows.findLast((one) => one.step <= step);
    for (const { row } of this.rows) row.classList.toggle('present', row === present?.row);
  }
}
