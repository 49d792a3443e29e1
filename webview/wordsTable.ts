import type { PageWords, SourceLine, WordInfo } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { bytes, functionName, memberNames, readAsText, writtenText } from './format.js';

/** The words of the chosen page: what stands there, who wrote it, who read it last as what. */
export class WordsTable {
  readonly root = element('table', { class: 'words' });
  private readonly body = element('tbody');
  private readonly showSource: (source: SourceLine) => void;

  constructor(showSource: (source: SourceLine) => void) {
    this.showSource = showSource;
    const head = ['Bytes', 'Members', 'Value', 'Written by', 'Last read by'].map((title) => element('th', { scope: 'col' }, [title]));
    this.root.append(element('caption', { class: 'spoken' }, ['Words of the chosen page']), element('thead', {}, [element('tr', {}, head)]), this.body);
  }

  show({ words }: PageWords): void {
    this.body.replaceChildren(...words.map((word) => this.row(word)));
    this.body.querySelector('.conflict')?.scrollIntoView({ block: 'nearest' });
  }

  private row(word: WordInfo): HTMLElement {
    const { read } = word;
    const conflict = read?.conflict === true;
    return element('tr', { class: conflict ? 'conflict' : word.writtenAt < 0 ? 'boot' : '', 'data-offset': String(word.offset) }, [
      element('th', { scope: 'row' }, [bytes(word)]),
      cell(element('span', { class: 'members', title: word.members.join(', ') }, [memberNames(word.members)])),
      cell(element('code', {}, [word.value]), word.decoded),
      cell(this.writer(word), writtenText(word)),
      read ? cell(element('span', {}, [...(conflict ? [element('strong', { class: 'mark' }, ['conflict']), ' '] : []), read.observer]), readAsText(read)) : element('td', { class: 'none' }, ['\u2013']),
    ]);
  }

  /** The writer, as a link where the tree's line is known. */
  private writer(word: WordInfo): HTMLElement {
    const { source } = word.writer;
    const { owner, by } = word.writer;
    if (!source) return element('span', { title: functionName(by) }, [owner]);
    const link = element('button', { class: 'link', title: `${functionName(by)}, ${source.file}:${source.line}` }, [owner]);
    link.addEventListener('click', () => { this.showSource(source); });
    return link;
  }
}

/** Two lines: what it is, and more about it. */
function cell(first: HTMLElement, second = ''): HTMLElement {
  return element('td', {}, second === '' ? [first] : [first, element('small', { title: second }, [second])]);
}
