import { t } from '@vscode/l10n';
import type { ListRow } from '../src/panelProtocol.js';
import { element } from './dom.js';
import { chunksOf, rowWindow, scrollFor } from './rowWindow.js';

const rowHeight = 22;
const chunkSize = 100;

export interface LongListSource {
  /** Names the list in the page's ids. */
  readonly name: string;
  readonly label: string;
  fetch(from: number, count: number): Promise<readonly ListRow[]>;
  open(row: number): void;
}

/** A list of any length: only the rows in sight are fetched and made. One row is the present one; arrow keys and Enter go to another. */
export class LongList {
  readonly root = element('div', { class: 'list', role: 'listbox', tabindex: '0' });
  private readonly room = element('div', { class: 'rows', role: 'presentation' });
  private readonly source: LongListSource;
  private readonly chunks = new Map<number, readonly ListRow[]>();
  private readonly shown = new Map<number, { readonly line: HTMLElement; readonly key: string }>();
  private length = 0;
  private present = -1;
  private active = -1;
  /** As the browser last told them: asking for them in the middle of a frame would lay out the page once more. */
  private height = 0;
  private top = 0;

  constructor(source: LongListSource) {
    this.source = source;
    this.root.setAttribute('aria-label', source.label);
    this.root.append(this.room);
    this.root.addEventListener('scroll', () => {
      this.top = this.root.scrollTop;
      this.draw();
    });
    this.root.addEventListener('keydown', (event) => { this.keyed(event); });
    new ResizeObserver(([entry]) => {
      this.height = entry?.contentRect.height ?? 0;
      if (this.present >= 0) this.reveal(this.present);
      this.draw();
    }).observe(this.root);
  }

  open(length: number): void {
    this.length = length;
    this.chunks.clear();
    this.shown.clear();
    this.room.replaceChildren();
    this.present = this.active = -1;
    this.room.style.height = `${length * rowHeight}px`;
    this.draw();
  }

  /** Marks the present row and brings it into sight; -1 for none. */
  mark(row: number): void {
    if (this.present === row && this.active === row) return;
    this.present = this.active = row;
    if (this.height === 0) return;
    if (row >= 0) this.reveal(row);
    this.draw();
  }

  private reveal(row: number): void {
    const to = scrollFor(row, this.top, this.height, rowHeight);
    if (to === undefined) return;
    this.top = to;
    // Moving it makes the browser lay out the page at once: just before that is done anyway, it costs nothing.
    requestAnimationFrame(() => { this.root.scrollTop = this.top; });
  }

  private draw(): void {
    const inSight = rowWindow(this.top, this.height, rowHeight, this.length);
    for (const chunk of chunksOf(inSight, chunkSize)) void this.load(chunk);
    for (const [row, { line }] of this.shown) {
      if (row >= inSight.first && row < inSight.end) continue;
      line.remove();
      this.shown.delete(row);
    }
    for (let row = inSight.first; row < inSight.end; row++) this.drawRow(row);
    if (this.active >= 0) this.root.setAttribute('aria-activedescendant', `${this.source.name}-${this.active}`);
    else this.root.removeAttribute('aria-activedescendant');
  }

  /** Makes a row anew only where something of it has changed: a run that is played changes two of them a frame. */
  private drawRow(row: number): void {
    const content = this.chunks.get(Math.floor(row / chunkSize))?.[row % chunkSize];
    const key = `${content === undefined ? '' : `${content.step} ${content.text}`}${row === this.present ? ' present' : ''}${row === this.active ? ' active' : ''}`;
    const before = this.shown.get(row);
    if (before?.key === key) return;
    const line = this.row(row, content);
    if (before) before.line.replaceWith(line);
    else this.room.append(line);
    this.shown.set(row, { line, key });
  }

  private row(row: number, content: ListRow | undefined): HTMLElement {
    const line = element('div', {
      id: `${this.source.name}-${row}`, role: 'option', 'aria-selected': String(row === this.present), 'aria-setsize': String(this.length), 'aria-posinset': String(row + 1),
      class: ['row', row === this.present ? 'present' : '', row === this.active ? 'active' : '', content?.conflict ? 'conflict' : ''].filter((name) => name !== '').join(' '),
    }, content ? [
      element('span', { class: 'number' }, [String(content.step)]),
      element('span', { class: 'text', title: content.text }, [content.text]),
      element('span', { class: 'page' }, [content.page < 0 ? '' : t('page {0}', content.page)]),
    ] : []);
    line.style.top = `${row * rowHeight}px`;
    line.addEventListener('click', () => { this.source.open(row); });
    return line;
  }

  private async load(chunk: number): Promise<void> {
    if (this.chunks.has(chunk)) return;
    const { chunks } = this;
    chunks.set(chunk, []);
    chunks.set(chunk, await this.source.fetch(chunk * chunkSize, chunkSize));
    this.draw();
  }

  private keyed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.height / rowHeight) - 1);
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[event.key];
    if (by !== undefined) {
      this.active = Math.max(0, Math.min(this.length - 1, this.active + by));
      this.reveal(this.active);
      this.draw();
    } else if (event.key === 'Enter' && this.active >= 0) this.source.open(this.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
