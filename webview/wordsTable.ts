import type { PageWords, SourceLine, WordInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { bytes, functionName, memberNames, overlayText, readAsText, writtenText } from './format.js';

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
  private page = -1;

  constructor(asked: WordAsked) {
    this.asked = asked;
    const head = ['Bytes', 'Members', 'Value', 'Written by', 'Last read by'].map((title) => element('th', { scope: 'col' }, [title]));
    this.root.append(element('caption', { class: 'spoken' }, ['Words of the chosen page']), element('thead', {}, [element('tr', {}, head)]), this.body);
  }

  show({ page, words }: PageWords): void {
    this.body.replaceChildren(...words.map((word) => this.row(word)));
    // A page of the reader's own scrolling stays where it is.
    if (page !== this.page) this.body.querySelector('.conflict')?.scrollIntoView({ block: 'nearest' });
    this.page = page;
  }

  private row(word: WordInfo): HTMLElement {
    const { read, overlays } = word;
    const conflict = read?.conflict === true;
    const others = overlays.map(({ record }) => record).join(', ');
    return element('tr', { class: conflict ? 'conflict' : word.writtenAt < 0 ? 'boot' : '', 'data-offset': String(word.offset) }, [
      element('th', { scope: 'row' }, [this.history(word)]),
      cell(element('span', { class: 'members', title: word.members.join(', ') }, [memberNames(word.members)]), others === '' ? '' : `also ${others}`, overlayText(overlays)),
      cell(element('code', { title: word.value }, [word.value]), word.decoded),
      cell(this.writer(word), writtenText(word)),
      read ? cell(element('span', {}, [...(conflict ? [element('strong', { class: 'mark' }, ['conflict']), ' '] : []), read.observer]), readAsText(read)) : element('td', { class: 'none' }, ['\u2013']),
    ]);
  }

  /** The bytes, as a link to all writes of them. */
  private history(word: WordInfo): HTMLElement {
    const link = element('button', { class: 'link plain', title: 'History of this word' }, [bytes(word)]);
    link.addEventListener('click', () => { this.asked.history(word); });
    return link;
  }

  /** The writer, as a link where the tree's line is known. */
  private writer(word: WordInfo): HTMLElement {
    const { source } = word.writer;
    const { owner, by } = word.writer;
    if (!source) return element('span', { title: functionName(by) }, [owner]);
    const link = element('button', { class: 'link', title: `${functionName(by)}, ${source.file}:${source.line}` }, [owner]);
    link.addEventListener('click', () => { this.asked.showSource(source); });
    return link;
  }
}

/** Two lines: what it is, and more about it. */
function cell(first: HTMLElement, second = '', hint = second): HTMLElement {
  return element('td', {}, second === '' ? [first] : [first, element('small', { title: hint }, [second])]);
}
