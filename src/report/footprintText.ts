/** A function's footprint in words and as a table. */
import type { Footprint, FootprintRange } from '../footprint/footprint.js';
import type { Site } from '../footprint/value.js';

const VERBS: Readonly<Record<FootprintRange['access'], string>> = { read: 'reads', write: 'writes', readwrite: 'changes', address: 'takes the address of' };

/** Where a site is, for a reader: `mm/swap.c:117`. */
export type PlaceOf = (site: Site) => string;

/** `reads compound_head, flags; changes _refcount; may reach free_pages_prepare()`. */
export function footprintSentence(footprint: Footprint): string {
  const parts: string[] = [];
  for (const access of ['read', 'write', 'readwrite'] as const) {
    const names = [...new Set(footprint.ranges.filter((range) => range.access === access).map((range) => memberOf(range)))];
    if (names.length > 0) parts.push(`${VERBS[access]} ${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`);
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

function memberOf(range: FootprintRange): string {
  return range.via.includes('.') ? range.via.slice(range.via.indexOf('.') + 1) : range.via;
}
