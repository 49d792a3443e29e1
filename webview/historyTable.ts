import { t } from '@vscode/l10n';
import type { PlayerAnswer, WordInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { bytes, changeText, count, functionName, memberNames } from './format.js';

/** Every write of one word of a page, in order; the present one is marked. */
export class HistoryTable {
  readonly root = element('div', { class: 'table-room history' }, [element('p', { class: 'muted' }, [t('The bytes of a word in the table of the page lead to its history.')])]);
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
    const all = writes.length + leftOut;
    const says = all === 0 ? t('nobody writes it') : all === 1 ? t('1 write') : t('{0} writes', count(all));
    const title = t('Page {0}, bytes {1} ({2}): {3}', page, bytes(word), memberNames(word.members), says);
    this.root.replaceChildren(
      element('p', { class: 'muted' }, [title]),
      ...(writes.length === 0 ? [] : [element('table', { class: 'plain' }, [
        element('caption', { class: 'spoken' }, [title]),
        element('thead', {}, [element('tr', {}, [t('Step'), t('Change'), t('Means'), t('By'), t('As'), t('In')].map((name) => element('th', { scope: 'col' }, [name])))]),
        element('tbody', {}, this.rows.map(({ row }) => row)),
      ])]),
      ...(leftOut > 0 ? [element('p', { class: 'muted' }, [t('and {0} later ones', count(leftOut))])] : []),
    );
  }

  /** Marks the write that stands at a step. */
  mark(step: number): void {
    const present = this.rows.findLast((one) => one.step <= step);
    for (const { row } of this.rows) row.classList.toggle('present', row === present?.row);
  }
}
