import { t } from '@vscode/l10n';
import type { PageWords, SourceLine, WordInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { bytes } from './format.js';
import { WordRow } from './wordRow.js';

/** What a person may ask of a word. */
export interface WordAsked {
  showSource(source: SourceLine): void;
  history(word: WordInfo): void;
}

/** The words of the chosen page: what stands there, who wrote it, who read it last as what. */
export class WordsTable {
  readonly root = element('table', { class: 'words' });
  private readonly body = element('tbody');
  private readonly asked: WordAsked;
  private rows: readonly WordRow[] = [];
  private shape = '';
  private page = -1;

  constructor(asked: WordAsked) {
    this.asked = asked;
    const head = [t('Bytes'), t('Members'), t('Value'), t('Written by'), t('Last read by')].map((title) => element('th', { scope: 'col' }, [title]));
    this.root.append(element('caption', { class: 'spoken' }, [t('Words of the chosen page')]), element('thead', {}, [element('tr', {}, head)]), this.body);
  }

  show({ page, words }: PageWords): void {
    // Rows stay while a run is played: only what they say changes.
    const shape = words.map(bytes).join();
    if (shape !== this.shape) {
      this.shape = shape;
      this.rows = words.map(() => new WordRow(this.asked));
      this.body.replaceChildren(...this.rows.map(({ root }) => root));
    }
    const wordSize = Math.max(...words.map(({ size }) => size));
    words.forEach((word, i) => { this.rows[i]?.show(word, wordSize); });
    if (page !== this.page) this.body.querySelector('.conflict')?.scrollIntoView({ block: 'nearest' });
    this.page = page;
  }
}
