import { t } from '@vscode/l10n';
import type { MatrixQuestion, ToMatrix } from '../src/matrixProtocol.js';
import type { PlacementCell, PlacementRow, Placements } from '../src/whatIfProtocol.js';
import { element } from './dom.js';
import { hintedField, select, textButton } from './elements.js';
import type { Host } from './host.js';

/** What a verdict is called in a cell, and the sign that tells it without its colour. */
const VERDICTS: Readonly<Record<PlacementCell['verdict'], { readonly sign: string; readonly says: string }>> = {
  free: { sign: '\u2713', says: t('free') }, duties: { sign: '!', says: t('duties') }, conflict: { sign: '\u2717', says: t('conflict') }, claimed: { sign: '\u25a0', says: t('claimed') },
};
const MAPPINGS: readonly { readonly value: NonNullable<MatrixQuestion['mappable']> | ''; readonly text: string }[] = [
  { value: '', text: t('Mapped as the state tells') }, { value: 'yes', text: t('User processes may map it') }, { value: 'no', text: t('No user process maps it') },
];
/** Of the names of some bytes, those that are shown above a column. */
const NAMES = 3;

interface Chosen {
  readonly row: PlacementRow;
  readonly cell: PlacementCell;
}

/** Placements by states: a table of verdicts, and the reasons of the chosen one beside it. */
export class MatrixView {
  readonly root = element('main', { class: 'matrix' });
  private readonly host: Host;
  private readonly heading = element('h1', {}, [t('Where can it be kept?')]);
  private readonly about = element('p', { class: 'source' });
  private readonly controls = element('div', { class: 'controls' });
  private readonly room = element('div', { class: 'table-room', tabindex: '0', role: 'region', 'aria-label': t('Placements by states') });
  private readonly card = element('section', { class: 'reasons', 'aria-live': 'polite', 'aria-label': t('The chosen placement') });
  private question: MatrixQuestion | undefined;
  /** Buttons by row and column, for the arrow keys. */
  private buttons: HTMLButtonElement[][] = [];

  constructor(host: Host) {
    this.host = host;
    this.root.append(element('header', {}, [element('div', { class: 'heading-line' }, [this.heading, this.controls]), this.about]), element('div', { class: 'columns' }, [this.room, this.card]));
    this.room.addEventListener('keydown', (event) => { this.keyed(event); });
  }

  show({ question, types, placements }: ToMatrix): void {
    if (JSON.stringify(this.question) !== JSON.stringify(question)) this.showControls(question, types);
    this.question = question;
    this.host.keep({ matrix: question });
    this.heading.textContent = t('Where can {0} be kept?', question.type);
    this.about.textContent = placements === undefined ? t('Asking every state ...') : 'problem' in placements ? placements.problem : placements.heading;
    this.card.replaceChildren(element('p', { class: 'muted' }, [t('Choose a cell: its reasons stand here, with the lines they rest on.')]));
    this.room.replaceChildren(...(placements && 'rows' in placements ? [this.table(placements)] : []));
  }

  private showControls(question: MatrixQuestion, types: readonly string[]): void {
    const ask = (changed: Partial<MatrixQuestion>): void => { this.host.tell({ type: 'ask', question: { ...question, ...changed } }); };
    this.controls.replaceChildren(
      select(t('What is kept'), [...new Set([question.type, ...types])].map((type) => ({ value: type, text: type })), question.type, (type) => { ask({ type }); }),
      hintedField('Other type', 'bits:3, struct foo', (type) => { if (type.trim() !== '') ask({ type: type.trim() }); }),
      select(t('Mapping'), MAPPINGS, question.mappable ?? '', (value) => {
        const { mappable, ...rest } = question;
        if (value !== (mappable ?? '')) this.host.tell({ type: 'ask', question: value === 'yes' || value === 'no' ? { ...rest, mappable: value } : rest });
      }),
    );
  }

  private table({ rows }: Extract<Placements, { readonly rows: unknown }>): HTMLElement {
    const columns = [...new Map(rows.flatMap(({ cells }) => cells).map((cell) => [cell.offset, cell])).values()].sort((a, b) => (a.offset ?? Infinity) - (b.offset ?? Infinity));
    this.buttons = [];
    return element('table', { class: 'plain placements' }, [
      element('caption', {}, [t('Verdicts by state and place; arrow keys go from cell to cell, Enter chooses one')]),
      element('thead', {}, [element('tr', {}, [element('th', { scope: 'col' }, [t('State')]), ...columns.map((column) => element('th', { scope: 'col', title: column.members.join(', ') }, columnName(column)))])]),
      element('tbody', {}, rows.map((row) => {
        const buttons: HTMLButtonElement[] = [];
        this.buttons.push(buttons);
        return element('tr', {}, [
          element('th', { scope: 'row', title: row.title }, [row.state]),
          ...columns.map(({ offset }) => {
            const cell = row.cells.find((one) => one.offset === offset);
            if (!cell) return element('td');
            const button = this.button({ row, cell });
            buttons.push(button);
            return element('td', {}, [button]);
          }),
        ]);
      })),
    ]);
  }

  private button(chosen: Chosen): HTMLButtonElement {
    const { sign, says } = VERDICTS[chosen.cell.verdict];
    const first = this.buttons.length === 1 && this.buttons[0]?.length === 0;
    const button = element('button', { class: `verdict ${chosen.cell.verdict}`, tabindex: first ? '0' : '-1', 'aria-pressed': 'false', title: chosen.cell.reasons[0]?.text ?? says }, [element('span', { 'aria-hidden': 'true' }, [sign]), ` ${says}`]);
    button.addEventListener('click', () => {
      for (const other of this.room.querySelectorAll('[aria-pressed="true"]')) other.setAttribute('aria-pressed', 'false');
      button.setAttribute('aria-pressed', 'true');
      this.focusOn(button);
      this.showReasons(chosen);
    });
    return button;
  }

  private showReasons({ row, cell }: Chosen): void {
    const place = cell.offset === null ? t('in the page itself') : t('at byte {0} ({1})', cell.offset, cell.members.slice(0, 8).join(', ') || t('padding'));
    const { offset } = cell;
    this.card.replaceChildren(
      element('h2', {}, [`${row.state}, ${cell.offset === null ? cell.begins : t('{0}, byte {1}', cell.begins, cell.offset)}: ${VERDICTS[cell.verdict].says}`]),
      element('p', { class: 'muted' }, [`${row.title}; ${place}`]),
      ...(cell.reasons.length === 0 ? [element('p', {}, [t('Nobody keeps or reads anything there that the model knows of.')])] : [element('ul', {}, cell.reasons.map(({ text, evidence }) => element('li', {}, [text, ...evidence.flatMap((one) => [' ', this.cited(one)])])))]),
      ...(cell.replays && offset !== null ? [textButton(t('Replay in the simulator'), () => { this.host.tell({ type: 'replay', state: row.state, offset }); })] : []),
    );
  }

  private cited({ file, function: name, line }: PlacementCell['reasons'][number]['evidence'][number]): HTMLElement {
    if (line === undefined) return element('code', {}, [`${file} ${name}`]);
    const link = element('button', { class: 'link' }, [`${file}:${line} ${name}`]);
    link.addEventListener('click', () => { this.host.tell({ type: 'source', source: { file, line } }); });
    return link;
  }

  private keyed(event: KeyboardEvent): void {
    const row = this.buttons.findIndex((buttons) => buttons.some((button) => button === document.activeElement));
    if (row < 0) return;
    const column = this.buttons[row]!.findIndex((button) => button === document.activeElement);
    const to = {
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], Home: [row, 0], End: [row, this.buttons[row]!.length - 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const button = this.buttons[to[0]!]?.[to[1]!];
    if (button) this.focusOn(button);
  }

  /** One cell is in the order of Tab: the one the arrow keys went to last. */
  private focusOn(button: HTMLButtonElement): void {
    for (const other of this.room.querySelectorAll('.verdict[tabindex="0"]')) other.setAttribute('tabindex', '-1');
    button.tabIndex = 0;
    button.focus();
  }
}

/** The place, and under it its first names. */
function columnName({ offset, members, begins }: PlacementCell): (HTMLElement | string)[] {
  if (offset === null) return [element('span', {}, [t('page contents')])];
  const names = [begins, ...members.filter((name) => name !== begins)].slice(0, NAMES);
  return [element('span', { class: 'byte' }, [t('byte {0}', offset)]), element('br'), `${names.join(', ')}${members.length > NAMES ? ' ...' : ''}`];
}
