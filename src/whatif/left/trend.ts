import type { LeftCount } from './count.js';

/** A count in an older and a newer tree. */
export interface LeftTrend extends LeftCount {
  /** In the older tree. */
  readonly before: number;
}

/** Counts of the newer tree beside those of the older; groups that are gone count 0. */
export function trend(now: readonly LeftCount[], before: readonly LeftCount[]): readonly LeftTrend[] {
  const id = ({ key, member }: LeftCount): string => `${key} ${member}`;
  const older = new Map(before.map((one) => [id(one), one]));
  const rows: LeftTrend[] = now.map((one) => ({ ...one, before: older.get(id(one))?.count ?? 0 }));
  const kept = new Set(now.map(id));
  for (const one of before) if (!kept.has(id(one))) rows.push({ ...one, count: 0, reads: 0, writes: 0, addresses: 0, inactive: 0, before: one.count });
  return rows.sort((a, b) => b.count - a.count || b.before - a.before || (a.key < b.key ? -1 : 1));
}

/** `-12 (-40%)`, `+3 (new)`, `gone`. */
export function describeChange({ count, before }: LeftTrend): string {
  const change = count - before;
  if (before === 0) return count === 0 ? '0' : `+${count} (new)`;
  if (count === 0) return `-${before} (gone)`;
  return change === 0 ? '0' : `${change > 0 ? '+' : ''}${change} (${change > 0 ? '+' : ''}${Math.round((change / before) * 100)}%)`;
}
