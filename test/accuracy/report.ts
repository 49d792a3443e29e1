import { accessAgreement, precision, recall, type Score, type Tally } from './score.js';

const COLUMNS = ['', 'to be found', 'found', 'recall', 'reported', 'wrong', 'precision', 'access right'];

/** A share in percent, rounded down to three digits. */
export const inPercent = (share: number): number => Math.floor(share * 100_000) / 1000;

const percent = (share: number): string => `${inPercent(share).toFixed(3)} %`;

const cells = (name: string, tally: Tally): readonly string[] =>
  [name, String(tally.rows), String(tally.found), percent(recall(tally)), String(tally.reported), String(tally.wrong), percent(precision(tally)), percent(accessAgreement(tally))];

/** A Markdown table, padded so that it reads as text too. */
function table(rows: readonly (readonly string[])[]): string {
  const all = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(COLUMNS), rule, ...rows.map(line)].join('\n');
}

const bySize = (map: ReadonlyMap<string, Tally>): readonly (readonly [string, Tally])[] => [...map].sort(([a, x], [b, y]) => y.rows - x.rows || (a < b ? -1 : 1));

const list = (lines: readonly string[]): string => (lines.length === 0 ? 'None.' : lines.map((line) => `- ${line}`).join('\n'));

const at = (use: { readonly file: string; readonly line: number; readonly column: number; readonly record: string; readonly field: string }): string =>
  `${use.file}:${use.line}:${use.column} ${use.record}.${use.field}`;

/** The report kept in the repository: figures and every disagreement. */
export function reportText(score: Score): string {
  return `# Typed uses in Linux 6.1, against a compiler

\`pagelens uses\` over linux-source-6.1, compared with what clang saw in 1,170 files of it (\`test/data/oracle/README.md\` has the rules). Written by \`npm run accuracy\`;
a test holds the first line's figures from falling.

${table([cells('all', score.total)])}

## By record

${table(bySize(score.byRecord).map(([name, tally]) => cells(name, tally)))}

## By directory

${table(bySize(score.byDirectory).map(([name, tally]) => cells(name, tally)))}

## Missed

${list(score.misses.map((row) => `${at(row)} ${row.access.join('|')}`))}

## Reported and not confirmed

${list(score.falsePositives.map((use) => `${at(use)} ${use.access}`))}

## Another access

${list(score.wrongAccess.map(({ row, use }) => `${at(use)} ${use.access}, compiler: ${row.access.join('|')}`))}
`;
}

/** Recall, precision and access agreement of a kept report, in percent. */
export function keptFigures(report: string): { readonly recall: number; readonly precision: number; readonly access: number } {
  const line = /^\| all .*$/m.exec(report)?.[0] ?? '';
  const [found, precise, access] = [...line.matchAll(/([\d.]+) %/g)].map((hit) => Number(hit[1]));
  if (found === undefined || precise === undefined || access === undefined) throw new Error('the kept report has no line of totals');
  return { recall: found, precision: precise, access };
}
