/** Rows of cells as columns: the first left, numbers (and what stands in their columns) right. */
export function columnsText(rows: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const numeric = widths.map((_, i) => rows.slice(1).every((row) => /^[-+]?\d*(\.\d+)?%?$/.test(row[i] ?? '')));
  return rows.map((row) => row.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ').trimEnd()).join('\n');
}
