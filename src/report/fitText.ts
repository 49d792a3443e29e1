/** "Does it fit?" as text and as JSON objects. */
import { describeCited } from '../whatif/cite.js';
import type { FitAnswer } from '../whatif/fit/answer.js';
import type { Links } from '../whatif/fit/expression.js';
import type { FitRow } from '../whatif/fit/fit.js';
import type { StandInAnswer } from '../whatif/fit/standIn.js';
import { tableText } from './columns.js';
import { groundsText } from './groundsText.js';
import { wrapText } from './wrap.js';

export interface FitTextOptions {
  readonly width: number;
  /** Only this state. */
  readonly state?: string;
}

export function fitText(answer: FitAnswer, { width, state }: FitTextOptions): string {
  const { proposal } = answer;
  const rows = answer.rows.filter((row) => state === undefined || row.state === state);
  const lines = [wrapText(proposal.title, width)];
  if (proposal.source !== undefined) lines.push(wrapText(`source: ${proposal.source}`, width, '', '  '));
  lines.push(wrapText(`struct page: ${sizesText(answer)}`, width, '', '  '), '');
  lines.push('Bits of struct page needed/there ("!": does not fit):', ...tableOf(rows, answer, width - 2).split('\n').map((line) => `  ${line}`), '');
  const short = rows.filter((row) => row.short > 0);
  lines.push(short.length === 0 ? 'Everything fits.' : 'What does not fit:', ...groupShort(short).map((text) => wrapText(`- ${text}`, width, '  ', '    ')), '');
  const elsewhere = elsewhereText(rows, state);
  if (elsewhere.length > 0) lines.push('Kept elsewhere:', ...elsewhere.map((text) => wrapText(`- ${text}`, width, '  ', '    ')), '');
  if (answer.contents.length > 0) lines.push('Lists in the free pages themselves need no bits of struct page, and cost:', ...answer.contents.map((one) => wrapText(`- ${one.text}${one.evidence.length === 0 ? '' : ` [${one.evidence.map(describeCited).join(', ')}]`}`, width, '  ', '    ')), '');
  if (answer.possible.length > 0) lines.push('What stays possible:', ...answer.possible.map((one) => wrapText(`- ${one.possible === 'if' ? `yes, if ${one.given.join(' and ')}` : one.possible}: ${one.operation}: ${one.unreached.length > 0 ? `nothing leads to ${one.unreached.join(', ')}` : one.steps.join('; ') || 'in hand'}`, width, '  ', '    ')), '');
  if (answer.standIn) lines.push(...standInText(answer.standIn, width), '');
  if (answer.replayed.length > 0) lines.push('Played by the simulator:', ...answer.replayed.map((one) => wrapText(`- ${one.scenario}${one.held ? '' : ' (NOT as expected)'}: ${one.title}: ${one.findings.length === 0 ? 'nothing goes wrong' : one.findings.slice(0, 2).join('; ')}`, width, '  ', '    ')), '');
  lines.push(groundsText(answer.grounds, width));
  return lines.join('\n');
}

function sizesText({ machines, sizes }: FitAnswer): string {
  const bySize = new Map<number, string[]>();
  machines.forEach((machine, i) => { bySize.set(sizes[i]!, [...bySize.get(sizes[i]!) ?? [], short(machine.name)]); });
  return [...bySize].map(([size, names]) => `${size} bytes on ${names.join(', ')}`).join('; ');
}

const short = (machine: string): string => machine.replace(/ preset$/, '');

const LINKS: Readonly<Record<Links, string>> = { pointers: 'lists by pointers', 'frame-numbers': 'lists by frame numbers', 'page-contents': 'lists in the free pages' };

function stateName(row: FitRow): string {
  return row.links === undefined ? row.state : `${row.state}, ${LINKS[row.links]}`;
}

/** States with the same numbers share a line. */
function tableOf(rows: readonly FitRow[], { machines }: FitAnswer, width: number): string {
  const byState = new Map<string, string[]>();
  for (const row of rows) {
    const cells = byState.get(stateName(row)) ?? machines.map(() => '-');
    cells[machines.findIndex(({ name }) => name === row.machine)] = `${row.needed}/${row.available}${row.short > 0 ? '!' : ''}`;
    byState.set(stateName(row), cells);
  }
  const byCells = new Map<string, { readonly names: string[]; readonly cells: readonly string[] }>();
  for (const [name, cells] of byState) {
    const known = byCells.get(cells.join());
    if (known) known.names.push(name);
    else byCells.set(cells.join(), { names: [name], cells });
  }
  const named = ({ names }: { readonly names: readonly string[] }): string => (names.length <= 2 ? names.join(' and ') : `${names[0]!} and ${names.length - 1} more (${names.slice(1, 4).join(', ')}${names.length > 4 ? ' ...' : ''})`);
  return tableText([['state', ...machines.map(({ name }) => short(name))], ...[...byCells.values()].map((one) => [named(one), ...one.cells])], width);
}

function groupShort(rows: readonly FitRow[]): readonly string[] {
  const grouped = new Map<string, { readonly row: FitRow; readonly states: string[]; readonly machines: string[] }>();
  for (const row of rows) {
    const key = `${row.links ?? ''} ${row.needed} ${row.available} ${row.short}`;
    const known = grouped.get(key);
    if (known) {
      if (!known.states.includes(row.state)) known.states.push(row.state);
      if (!known.machines.includes(short(row.machine))) known.machines.push(short(row.machine));
    } else grouped.set(key, { row, states: [row.state], machines: [short(row.machine)] });
  }
  return [...grouped.values()].map(({ row, states, machines }) => {
    const parts = row.needs.filter((need) => need.in !== 'object' && need.in !== 'contents' && need.bits > 0).map((need) => `${need.what} ${need.bits}`);
    const over = row.overfull.map((one) => ` (${one.member} is asked for ${one.needed} of its ${one.available})`).join('');
    return `${states.join(', ')} on ${machines.join(', ')}${row.links === undefined ? '' : `, ${LINKS[row.links]}`}: ${row.needed} bits needed, ${row.available} there: ${row.short} too many${over}: ${parts.join(', ')}`;
  });
}

/** What goes into objects of their own: their least sizes, or all that is in it for one state. Told for the first machine. */
function elsewhereText(rows: readonly FitRow[], state: string | undefined): readonly string[] {
  const machine = rows[0]?.machine;
  const objects = rows.filter((row) => row.machine === machine && (row.links ?? 'pointers') === 'pointers')
    .map((row) => ({ state: row.state, out: row.needs.filter((need) => need.in === 'object' && need.bits > 0) })).filter(({ out }) => out.length > 0);
  const bytes = (out: FitRow['needs']): number => Math.ceil(out.reduce((sum, { bits }) => sum + bits, 0) / 8);
  if (state !== undefined || objects.length <= 2) return objects.map((one) => `${one.state}: ${one.out.map(({ what, bits }) => `${what} (${bits} bits)`).join('; ')}: ${bytes(one.out)} bytes`);
  const bySize = new Map<number, string[]>();
  for (const one of objects) bySize.set(bytes(one.out), [...bySize.get(bytes(one.out)) ?? [], one.state]);
  return [`objects of at least so many bytes each on ${short(machine ?? '')}: ${[...bySize].sort(([a], [b]) => b - a).map(([size, states]) => `${size} for ${states.join(', ')}`).join('; ')}`];
}

function standInText(answer: StandInAnswer, width: number): readonly string[] {
  const finds = (names: readonly string[]): string => (names.length === 0 ? 'nothing of it' : names.join(', '));
  const line = (text: string): string => wrapText(`- ${text}`, width, '  ', '    ');
  return [
    wrapText(`struct ${answer.record} (${answer.size} bytes today) taken for a struct page needs at least ${answer.leastSize} bytes:`, width),
    ...answer.required.map((one) => line(`${one.member} at byte ${one.offset}; today ${finds(one.finds)} lies there`)),
    'Readers that follow the word to it and read something else:',
    ...answer.misread.map((one) => line(`${one.reader}: ${one.member} at byte ${one.offset}: ${one.beyond ? 'past its end' : `finds ${finds(one.finds)}`}`)),
    ...(answer.folioBeyond.length > 0 ? [line(`page_folio() callers that go on to the folio's later pages read past its end: ${answer.folioBeyond.slice(0, 12).join(', ')}${answer.folioBeyond.length > 12 ? ' ...' : ''}`)] : []),
    ...answer.reasons.map((one) => line(`${one.text}${one.evidence.length === 0 ? '' : ` [${one.evidence.map(describeCited).join(', ')}]`}`)),
  ];
}

/** A row a state and machine, then one object each for what stays possible and what was played. */
export function publicFit(answer: FitAnswer): readonly object[] {
  return [...answer.rows, ...answer.possible, ...(answer.standIn ? [answer.standIn] : []), ...answer.replayed];
}
