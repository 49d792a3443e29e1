import { wrapText } from './wrap.js';

/** Rows of cells as columns: the first left, numbers (and what stands in their columns) right. */
export function columnsText(rows: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const numeric = widths.map((_, i) => rows.slice(1).every((row) => /^[-+]?\d*(\.\d+)?%?$/.test(row[i] ?? '')));
  return rows.map((row) => row.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ').trimEnd()).join('\n');
}

/** The same as columns where they fit the width, else a wrapped line a row: `name: x86_64 64, arm64 64`. */
export function tableText(rows: readonly (readonly string[])[], width: number): string {
  const columns = columnsText(rows);
  if (columns.split('\n').every((line) => line.length <= width)) return columns;
  const [head = [], ...body] = rows;
  return body.map(([name = '', ...cells]) => wrapText(`${name}: ${cells.map((cell, i) => `${head[i + 1] ?? ''} ${cell}`).join(', ')}`, width, '', '  ')).join('\n');
}
