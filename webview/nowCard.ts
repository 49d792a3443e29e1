import { t } from '@vscode/l10n';
import type { ConflictInfo, Now, SourceLine, WordChange } from '../src/panelProtocol.js';
import { bitsStrip } from './bitsStrip.js';
import { breakable, element } from './dom.js';
import { changeText, count, decidesText, functionName } from './format.js';

/** Changes that the card shows without scrolling. */
const inSight = 13;

/** Functions of a step that are named. */
const named = 4;

/** What a person may ask of the present step. */
export interface NowAsked {
  choose(page: number): void;
  showSource(source: SourceLine): void;
  showFunction(name: string): void;
}

/** What happens in the present step: the words it changes, or writer and reader of a conflict side by side. */
export class NowCard {
  readonly root = element('div', { class: 'now-card' });
  private readonly asked: NowAsked;
  private isScrolled = false;

  constructor(asked: NowAsked) {
    this.asked = asked;
    this.root.addEventListener('scroll', () => { this.isScrolled = true; });
  }

  /** `brief`: a run is played, and what cannot be seen without scrolling need not be made. */
  show(now: Now, brief = false): void {
    const { conflict } = now;
    this.root.classList.toggle('conflict', conflict !== undefined);
    const place = now.page < 0 ? [] : [this.pageLink(now.page), ' '];
    this.root.replaceChildren(element('p', { class: 'what' }, [...place, now.text]), ...(conflict ? this.conflict(conflict) : this.changes(now, brief ? inSight : Infinity)));
    // Only where it is needed: it makes the browser lay out the page at once.
    if (this.isScrolled) this.root.scrollTop = 0;
    this.isScrolled = false;
  }

  private conflict({ writer, reader, harm, text, bits }: ConflictInfo): HTMLElement[] {
    if (!writer || !reader) return [element('p', {}, [text])];
    const { source } = writer;
    const side = (title: string, rows: readonly (readonly [string, string | HTMLElement])[]): HTMLElement =>
      element('div', {}, [element('h3', {}, [title]), element('dl', {}, rows.flatMap(([name, value]) => [element('dt', {}, [name]), element('dd', {}, typeof value === 'string' ? breakable(value) : [value])]))]);
    const sides = element('div', { class: 'sides' }, [
      side(t('Writer'), [[t('who'), writer.owner], [t('as'), writer.member], [t('in'), this.functionLink(writer.by)], ...(source ? [[t('at'), `${source.file}:${source.line}`] as const] : [])]),
      side(t('Reader'), [[t('who'), reader.name], [t('as'), `${reader.member}, ${reader.readAs.replaceAll(' *', '\u00a0*')}`], [t('sees'), reader.value]]),
    ]);
    const path = element('p', { class: 'reached' }, [t('reached by '), ...reader.path.flatMap((name, i) => (i === 0 ? [this.functionLink(name)] : [' \u2192 ', this.functionLink(name)]))]);
    const decided = bits ? [bitsStrip(bits), element('p', { class: 'muted' }, [decidesText(bits)])] : [];
    return [element('p', { class: 'harm' }, [harm]), sides, ...decided, path, ...(source ? [this.sourceLink(source)] : [])];
  }

  private changes({ changes, changesLeftOut, functions }: Now, most: number): HTMLElement[] {
    if (changes.length === 0) return [element('p', { class: 'none' }, [t('No word changes in this step.')])];
    const rows = changes.slice(0, most).map((change) => element('li', {}, [...this.whose(change), ' ', element('code', {}, [changeText(change)])]));
    const more = changesLeftOut + changes.length - rows.length;
    if (more > 0) rows.push(element('li', { class: 'none' }, [t('and {0} more', count(more))]));
    const by = functions.slice(0, named).flatMap((name, i) => [i === 0 ? t('in ') : ', ', this.functionLink(name)]);
    return [...(by.length > 0 ? [element('p', { class: 'muted by' }, by)] : []), element('ul', { class: 'changes' }, rows)];
  }

  private whose({ page, member, owner }: WordChange): (HTMLElement | string)[] {
    return page < 0 ? [element('span', { class: 'none' }, [owner]), ' ', member] : [this.pageLink(page), ' ', member];
  }

  private sourceLink(source: SourceLine): HTMLElement {
    return this.link(t('Show the line'), () => { this.asked.showSource(source); });
  }

  private pageLink(page: number): HTMLElement {
    return this.link(t('page {0}', page), () => { this.asked.choose(page); });
  }

  /** A function of the kernel leads to its place in the opened tree; what is no function's name stays as it is. */
  private functionLink(name: string): HTMLElement | string {
    const text = functionName(name);
    return text === name ? name : this.link(text, () => { this.asked.showFunction(name); });
  }

  private link(text: string, run: () => void): HTMLElement {
    const link = element('button', { class: 'link' }, breakable(text));
    link.addEventListener('click', run);
    return link;
  }
}
