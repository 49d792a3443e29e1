/** "How many users are left?" as tables and as JSON objects. */
import type { Grouping, LeftCount } from '../whatif/left/count.js';
import { describeChange, type LeftTrend } from '../whatif/left/trend.js';
import { columnsText } from './columns.js';

export type LeftRow = LeftCount | LeftTrend;

export interface LeftTable {
  readonly by: Grouping;
  readonly rows: readonly LeftRow[];
}

const TITLES: Readonly<Record<Grouping, string>> = { member: 'by member', file: 'by file', directory: 'by directory', owner: 'by owner' };

/** @param most rows of a table; the rest is told as a number */
export function leftText(tables: readonly LeftTable[], most: number): string {
  return tables.map(({ by, rows }) => {
    const compared = rows.some((row) => 'before' in row);
    const several = by !== 'member' && new Set(rows.map((row) => row.member)).size > 1;
    const head = [TITLES[by], ...(several ? ['member'] : []), ...(compared ? ['before', 'now', 'change'] : ['uses']), 'read', 'written', 'address', 'inactive'];
    const body = rows.slice(0, most).map((row) => [
      row.key, ...(several ? [row.member] : []), ...('before' in row ? [String(row.before), String(row.count), describeChange(row)] : [String(row.count)]),
      String(row.reads), String(row.writes), String(row.addresses), String(row.inactive),
    ]);
    const rest = rows.length > most ? `\n... and ${rows.length - most} more with ${rows.slice(most).reduce((sum, row) => sum + row.count, 0)} uses` : '';
    return columnsText([head, ...body]) + rest;
  }).join('\n\n');
}

/** The counts of the contract, with `before` and `change` where two trees were counted. */
export function publicLeft(row: LeftRow): object {
  return 'before' in row ? { ...row, change: row.count - row.before } : row;
}
