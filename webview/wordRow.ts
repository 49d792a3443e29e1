import { t } from '@vscode/l10n';
import type { WordInfo } from '../src/panelProtocol.js';
import { wordColourVariable } from '../src/wordColours.js';
import { element } from './dom.js';
import { bytes, functionName, memberNames, overlayText, readAsText, writtenText } from './format.js';
import type { WordAsked } from './wordsTable.js';

/** A word of the chosen page: a row of cells with two lines each, what it is and more about it. */
export class WordRow {
  readonly root = element('tr');
  private readonly swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  private readonly place = element('button', { class: 'link plain', title: t('History of this word') });
  private readonly members = element('span', { class: 'members' });
  private readonly overlays = element('small');
  private readonly value = element('code');
  private readonly decoded = element('small');
  private readonly writer = element('span');
  private readonly writerLink = element('button', { class: 'link' });
  private readonly written = element('small');
  private readonly mark = element('strong', { class: 'mark' }, [t('conflict ')]);
  private readonly observer = element('span');
  private readonly reading = element('small');
  private word: WordInfo | undefined;
  private shown = '';

  constructor(asked: WordAsked) {
    this.place.addEventListener('click', () => { if (this.word) asked.history(this.word); });
    this.writerLink.addEventListener('click', () => { if (this.word?.writer.source) asked.showSource(this.word.writer.source); });
    this.root.append(
      element('th', { scope: 'row' }, [this.swatch, this.place]), element('td', {}, [this.members, this.overlays]), element('td', {}, [this.value, this.decoded]),
      element('td', {}, [this.writer, this.writerLink, this.written]), element('td', {}, [element('span', {}, [this.mark, this.observer]), this.reading]),
    );
  }

  /** @param wordSize bytes of the machine's word */
  show(word: WordInfo, wordSize: number): void {
    this.word = word;
    const key = JSON.stringify(word);
    if (key === this.shown) return;
    this.shown = key;
    const { read, writer: { source, owner, by } } = word;
    const conflict = read?.conflict === true;
    this.root.className = conflict ? 'conflict' : word.writtenAt < 0 ? 'boot' : '';
    this.root.dataset['offset'] = String(word.offset);
    // A row may be half of a word: both halves have its colour.
    this.swatch.style.color = wordColourVariable(word.offset, wordSize);
    say(this.place, bytes(word));
    say(this.members, memberNames(word.members), word.members.join(', '));
    say(this.overlays, word.overlays.map(({ record, members }) => `${record}: ${memberNames(members, 2)}`).join('; '), overlayText(word.overlays));
    say(this.value, word.value, word.value);
    say(this.decoded, word.decoded, word.decoded);
    say(this.writer, source ? '' : owner, functionName(by));
    say(this.writerLink, source ? owner : '', source ? `${functionName(by)}, ${source.file}:${source.line}` : '');
    say(this.written, writtenText(word), writtenText(word));
    this.mark.hidden = !conflict;
    say(this.observer, read?.observer ?? '\u2013');
    this.observer.classList.toggle('none', !read);
    say(this.reading, read ? readAsText(read) : '', read ? readAsText(read) : '');
  }
}

/** Text and hint of an element; without a text it takes no room. */
function say(where: HTMLElement, text: string, hint?: string): void {
  if (where.textContent !== text) where.textContent = text;
  where.hidden = text === '';
  if (hint !== undefined && where.title !== hint) where.title = hint;
}
