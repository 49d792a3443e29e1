/** "What if I move this member?" as text and as JSON objects. */
import type { Finding } from '../check/finding.js';
import type { LayoutSet } from '../layout/record.js';
import type { MoveAnswer, MoveRow } from '../whatif/move/answer.js';
import { describeEdit, editedMember } from '../whatif/move/edit.js';
import type { FindingChanges } from '../whatif/move/findings.js';
import type { RecordChange } from '../whatif/move/layoutDiff.js';
import type { AffectedUses } from '../whatif/move/uses.js';
import { tableText } from './columns.js';
import { groundsText } from './groundsText.js';
import { layoutText } from './layoutText.js';
import { textDiff } from './textDiff.js';
import { wrapText } from './wrap.js';

const MOST = 12;

/** What was looked for in the tree beside its layouts; absent where it was not read. */
export interface MoveConsequences {
  readonly uses: readonly AffectedUses[];
  readonly findings?: FindingChanges;
}

export function moveText(answer: MoveAnswer, consequences: MoveConsequences | undefined, width: number): string {
  const list = (texts: readonly string[]): string[] => texts.map((text) => wrapText(`- ${text}`, width, '  ', '    '));
  const lines = [wrapText(answer.edits.map(describeEdit).join('; '), width), ''];
  lines.push('Size in bytes (cache lines):', ...sizeTable(answer.rows, width - 2).split('\n').map((line) => `  ${line}`), '');
  lines.push(...section('Overlay asserts that break', grouped(answer.rows, (row) => row.broken.map((one) => `${one.file}:${one.line}: ${one.text}${one.why === undefined ? '' : ` (${one.why})`}`)), list, 'No overlay assert breaks.'));
  lines.push(...section('Records that cannot be laid out any more', grouped(answer.rows, (row) => row.lost.map((tag) => `struct ${tag}`)), list));
  lines.push(...section('Members that share bits now and did not before', grouped(answer.rows, (row) => overlapTexts(row, answer)), list, 'No member shares bits that did not before.'));
  lines.push(...section('Who keeps something in those bits', grouped(answer.rows, claimTexts), list));
  lines.push(...section('Who reads them without asking for the owner', grouped(answer.rows, (row) => row.readers.map(({ member, reader }) => `${member}: ${reader}`)), list));
  lines.push(...usesText(consequences?.uses, list), ...findingsText(consequences?.findings, list, width));
  const [first] = answer.rows;
  if (first) lines.push(`Layout of struct ${diffRecord(answer)} on ${first.config}:`, layoutDiff(first, diffRecord(answer), width), '');
  lines.push(groundsText(answer.grounds, width));
  return lines.join('\n');
}

/** Before and after as pahole shows them. */
export function layoutTexts(row: MoveRow, record: string): { readonly before: string; readonly after: string } {
  const text = (layout: LayoutSet): string => {
    const found = layout.records[record];
    // Without the place of the declaration, which says nothing of the layout and would differ.
    return found ? layoutText({ kind: found.kind, record: found.record, size: found.size, align: found.align, fields: found.fields }, `${layout.kernel} ${layout.arch}, ${layout.config}`, layout.abi.wordSize) : '';
  };
  return { before: text(row.before), after: text(row.after) };
}

export function diffRecord(answer: MoveAnswer): string {
  return answer.edits[0] ? editedMember(answer.edits[0]).record : 'page';
}

/** Below this width a layout's columns are closed up. */
const COLUMNS_WIDTH = 100;

function layoutDiff(row: MoveRow, record: string, width: number): string {
  const { before, after } = layoutTexts(row, record);
  const fitted = (text: string): string => (width >= COLUMNS_WIDTH ? text : text.split('\n').map((line) => closedUp(line, width - 1)).join('\n'));
  return textDiff(fitted(before), fitted(after));
}

/** A line without its columns; without its condition where it is too long even so. */
function closedUp(line: string, width: number): string {
  const short = line.replace(/^\t/, ' ').replace(/(\S) {2,}/g, '$1 ').replace(/\/\* +/g, '/* ');
  return short.length <= width ? short : short.replace(/ \/\* if .*$/, '').slice(0, width);
}

const short = (config: string): string => config.replace(/ preset$/, '');

function sizeTable(rows: readonly MoveRow[], width: number): string {
  const tags = [...new Set(rows.flatMap((row) => row.changes.map(({ record }) => record)))];
  const cell = (change: RecordChange | undefined, row: MoveRow, tag: string): string => {
    if (!change) return String(row.before.records[tag]?.size ?? '-');
    if (change.sizeBefore === change.sizeAfter) return String(change.sizeAfter);
    return `${change.sizeBefore} -> ${change.sizeAfter}${change.cachelinesBefore === change.cachelinesAfter ? '' : ` (${change.cachelinesBefore} -> ${change.cachelinesAfter})`}`;
  };
  const named = tags.includes('page') ? tags : ['page', ...tags];
  return tableText([['', ...rows.map((row) => short(row.config))], ...named.map((tag) => [tag, ...rows.map((row) => cell(row.changes.find(({ record }) => record === tag), row, tag))])], width);
}

/** Texts with the configurations they hold for; those of all come without. */
function grouped(rows: readonly MoveRow[], texts: (row: MoveRow) => readonly string[]): readonly string[] {
  const byText = new Map<string, string[]>();
  for (const row of rows) for (const text of new Set(texts(row))) byText.set(text, [...byText.get(text) ?? [], short(row.config)]);
  return [...byText].map(([text, configs]) => (configs.length === rows.length ? text : `${text} [${configs.join(', ')}]`));
}

function section(title: string, texts: readonly string[], list: (texts: readonly string[]) => string[], none?: string): string[] {
  if (texts.length === 0) return none === undefined ? [] : [none, ''];
  return [`${title}:`, ...list(texts.slice(0, MOST)), ...(texts.length > MOST ? [`  ... and ${texts.length - MOST} more`] : []), ''];
}

/** Pairs with an edited member; the others, which only follow the shift, as a number. */
function overlapTexts(row: MoveRow, answer: MoveAnswer): readonly string[] {
  const names = new Set(answer.edits.map(editedMember).map(({ record, member }) => `${record}.${member}`));
  const own = row.overlaps.filter(([a, b]) => names.has(a) || names.has(b));
  const rest = row.overlaps.length - own.length;
  return [...own.map(([a, b]) => `${a} and ${b}`), ...(rest > 0 ? [`${rest} pairs of members that were not edited, because others moved: ${row.overlaps.filter((pair) => !own.includes(pair)).slice(0, 3).map((pair) => pair.join(' and ')).join('; ')} ...`] : [])];
}

function claimTexts(row: MoveRow): readonly string[] {
  const byUse = new Map<string, string[]>();
  for (const { member, state, by, for: use } of row.claims) byUse.set(`${member}: ${by} for ${use}`, [...byUse.get(`${member}: ${by} for ${use}`) ?? [], state]);
  return [...byUse].map(([text, states]) => `${text} (${[...new Set(states)].join(', ')})`);
}

function usesText(uses: readonly AffectedUses[] | undefined, list: (texts: readonly string[]) => string[]): string[] {
  if (uses === undefined) return ['Uses that change their meaning were not counted: that reads the tree.', ''];
  if (uses.length === 0) return ['No use changes its meaning.', ''];
  return ['Uses that change their meaning:', ...list(uses.map(({ member, why, count, owners }) => `${count} of ${member}${owners.length > 0 ? ` (${owners.join(', ')})` : ''}: ${why}`)), ''];
}

function findingsText(findings: FindingChanges | undefined, list: (texts: readonly string[]) => string[], width: number): string[] {
  if (!findings) return ['Findings of pagelens check that appear or vanish were not looked for.', ''];
  const { appeared, vanished, checked, left } = findings;
  const told = (one: Finding): string => `${one.file}:${one.line}: ${one.severity}: ${one.rule}: ${one.message}`;
  const where = [`${checked} files that use these members were checked`, ...(left > 0 ? [`${left} more not yet, for lack of time`] : [])].join(', ');
  if (appeared.length + vanished.length === 0) return [wrapText(`No finding of pagelens check appears or vanishes: ${where}.`, width), ''];
  return [
    ...section('Findings of pagelens check that appear', appeared.map(told), list), ...section('Findings of pagelens check that vanish', vanished.map(told), list),
    wrapText(`${where[0]!.toUpperCase()}${where.slice(1)}.`, width), '',
  ];
}

/** An object a configuration, then one for the uses of each member and one for each finding that appeared or vanished. */
export function publicMove(answer: MoveAnswer, consequences: MoveConsequences | undefined): readonly object[] {
  return [
    ...answer.rows.map(({ config, arch, changes, overlaps, broken, lost, claims, readers }) => ({ config, arch, changes, overlaps, broken, lost, claims, readers })),
    ...(consequences?.uses ?? []).map((one) => ({ uses: one })),
    ...(['appeared', 'vanished'] as const).flatMap((kind) => (consequences?.findings?.[kind] ?? []).map((one) => ({ [kind]: one }))),
  ];
}
