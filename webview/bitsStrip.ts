import { t } from '@vscode/l10n';
import type { ConflictBits } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { bitList } from './format.js';

/** A word bit by bit, the highest first, in bytes: those that the reader tests are marked. */
export function bitsStrip({ digits, tested }: ConflictBits): HTMLElement {
  const width = digits.length;
  const marked = new Set(tested);
  const bytes: HTMLElement[] = [];
  for (let at = 0; at < width; at += 8) {
    bytes.push(element('span', { class: 'byte' }, Array.from({ length: 8 }, (_, i) => {
      const bit = width - 1 - at - i;
      const classes = ['bit', digits[at + i] === '1' ? 'set' : '', marked.has(bit) ? 'tested' : ''].filter((name) => name !== '').join(' ');
      return element('span', { class: classes, title: marked.has(bit) ? t('bit {0}: {1}, tested by the reader', bit, digits[at + i] ?? '') : t('bit {0}: {1}', bit, digits[at + i] ?? '') });
    })));
  }
  const says = tested.length === 0 ? t('The word bit by bit; the reader tests no single bit') : t('The word bit by bit; the reader tests {0}: {1}', bitList(tested), tested.map((bit) => digits[width - 1 - bit]).reverse().join(''));
  return element('div', { class: 'bits', role: 'img', 'aria-label': says }, bytes);
}
