/** A function's footprint in words and as a table. */
import type { Footprint, FootprintRange } from '../footprint/footprint.js';
import type { Site } from '../footprint/value.js';

/** What it does not change, only looks at. */
export const READS = 'reads';
const VERBS: Readonly<Record<FootprintRange['access'], string>> = { read: READS, write: 'writes', readwrite: 'changes', address: 'takes the address of' };

/** Of an object that is handed on to nothing that was followed. */
export const NOTHING_TOLD = 'does nothing to it that can be told';

/** Where a site is, for a reader: `mm/swap.c:117`. */
export type PlaceOf = (site: Site) => string;

/** What a function does to one object it is handed, kind by kind. */
export interface FootprintPhrase {
  /** `reads`, `writes`, `changes`, `may reach`. */
  readonly verb: string;
  /** The members, or the functions that are reached. */
  readonly names: readonly string[];
  /** How many more there are. */
  readonly more: number;
}

/**
 * @param pageRecords struct page and its views
 * @param most members that are named of each access; the rest is counted
 */
export function footprintPhrases(footprint: Footprint, pageRecords: ReadonlySet<string>, most = 6): readonly FootprintPhrase[] {
  const phrases = (['read', 'write', 'readwrite'] as const).map((access): FootprintPhrase => {
    const names = wholeLists([...new Set(footprint.ranges.filter((range) => range.access === access).map((range) => memberOf(range, footprint.ranges, pageRecords)))]);
    return { verb: VERBS[access], names: names.slice(0, most), more: Math.max(0, names.length - most) };
  });
  const reached = [...new Set(footprint.reaches.map((one) => `${one.function}()`))];
  phrases.push({ verb: 'may reach', names: reached.slice(0, most), more: Math.max(0, reached.length - most) });
  return phrases.filter(({ names }) => names.length > 0);
}

/** `reads compound_head, flags; changes _refcount; may reach free_pages_prepare()`, see {@link footprintPhrases}. */
export function footprintSentence(footprint: Footprint, pageRecords: ReadonlySet<string>, most?: number): string {
  return sentenceOf(footprintPhrases(footprint, pageRecords, most));
}

/** The phrases in a line. */
export function sentenceOf(phrases: readonly FootprintPhrase[]): string {
  const parts = phrases.map(({ verb, names, more }) => `${verb} ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  return parts.length === 0 ? NOTHING_TOLD : parts.join('; ');
}

/** `lru.next, lru.prev` is `lru`: both halves of a list node are all of it. */
function wholeLists(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return names.flatMap((name) => {
    const [, list, half] = /^(.+)\.(next|prev)$/.exec(name) ?? [];
    if (list === undefined || !all.has(`${list}.next`) || !all.has(`${list}.prev`)) return [name];
    // Told once, in the place of the first half; not where it is named by itself.
    return all.has(list) || names.indexOf(`${list}.${half === 'next' ? 'prev' : 'next'}`) < names.indexOf(name) ? [] : [list];
  });
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
