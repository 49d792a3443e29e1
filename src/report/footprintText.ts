/** A function's footprint in words and as a table. */
import type { Footprint, FootprintRange } from '../footprint/footprint.js';
import type { Site } from '../footprint/value.js';

const VERBS: Readonly<Record<FootprintRange['access'], string>> = { read: 'reads', write: 'writes', readwrite: 'changes', address: 'takes the address of' };

/** Where a site is, for a reader: `mm/swap.c:117`. */
export type PlaceOf = (site: Site) => string;

/**
 * `reads compound_head, flags; changes _refcount; may reach free_pages_prepare()`.
 * @param pageRecords struct page and its views
 * @param most members that are named of each access; the rest is counted
 */
export function footprintSentence(footprint: Footprint, pageRecords: ReadonlySet<string>, most = 6): string {
  const parts: string[] = [];
  for (const access of ['read', 'write', 'readwrite'] as const) {
    const names = [...new Set(footprint.ranges.filter((range) => range.access === access).map((range) => memberOf(range, footprint.ranges, pageRecords)))];
    if (names.length > 0) parts.push(`${VERBS[access]} ${names.slice(0, most).join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`);
  }
  if (footprint.reaches.length > 0) parts.push(`may reach ${[...new Set(footprint.reaches.map((one) => `${one.function}()`))].join(', ')}`);
  return parts.length === 0 ? 'does nothing to it that can be told' : parts.join('; ');
}

/** One line a range, with the way that leads there. */
export function footprintTable(footprint: Footprint, place: PlaceOf): string {
  const rows = footprint.ranges.map((range) => [`${range.offset}-${range.offset + range.size - 1}`, `${range.may ? 'may ' : ''}${range.access}`, range.via, wayOf(range.sites, place)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => `  ${row.map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell)).join('  ')}`);
  for (const reached of footprint.reaches) lines.push(`  reaches ${reached.function}()  ${wayOf(reached.sites, place)}`);
  return lines.join('\n');
}

function wayOf(sites: readonly Site[], place: PlaceOf): string {
  const last = sites[sites.length - 1]!;
  const steps = sites.map((site) => site.function).filter((name, index, all) => name !== all[index - 1]);
  return `${place(last)}  ${steps.join(' -> ')}`;
}

/**
 * The page's member that a range is of, as the page names it: what a list helper writes through its `list_head *` is `_deferred_list.next`,
 * what an atomic does through a pointer to bytes is `flags`. The address that was taken tells which member was handed on.
 */
function memberOf(range: FootprintRange, ranges: readonly FootprintRange[], pageRecords: ReadonlySet<string>): string {
  const [record = '', ...path] = range.via.split('.');
  if (pageRecords.has(record)) return path.filter((part, i) => i > 0 || !pageRecords.has(part)).join('.') || 'the whole page';
  const holders = ranges.filter((one) => one.access === 'address' && pageRecords.has(one.via.split('.')[0]!) && one.offset <= range.offset && range.offset + range.size <= one.offset + one.size);
  const holder = holders.sort((a, b) => a.size - b.size)[0];
  const name = holder && memberOf(holder, ranges, pageRecords);
  if (holder === undefined || name === undefined || name === 'the whole page') return path.join('.') || `bytes ${range.offset}-${range.offset + range.size - 1}`;
  return holder.size === range.size ? name : [name, ...path].join('.');
}
