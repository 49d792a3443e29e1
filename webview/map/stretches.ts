import { t } from '@vscode/l10n';
import type { DirectMapInfo, RunInfo } from '../../src/panelProtocol.js';
import { count } from '../format.js';
import { runsOf } from './runs.js';
import { blockKind } from './stateColours.js';

/** Neighbours of the same kind told as one piece: of the map's pages, and of the direct map's regions. Pure. */

/** Regions of 2 MiB that a strip shows one by one; of more, each piece stands for several. */
const pieces = 512;

/** Pages [first, end) in one state, or of one block by the state of its head. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
  readonly state: number;
}

/** All pages zone by zone; blocks of the allocator apart from each other. */
export function stretchesOf(cells: Uint8Array, states: readonly string[], { zones, pagesPerCell }: Pick<RunInfo, 'zones' | 'pagesPerCell'>): readonly Stretch[] {
  const found: { first: number; end: number; state: number }[] = [];
  for (const zone of zones) {
    const first = Math.floor(zone.start / pagesPerCell);
    let last: { first: number; end: number; state: number } | undefined;
    for (const run of runsOf(cells, first, Math.ceil(zone.end / pagesPerCell), states)) {
      const end = Math.min(zone.end, (run.first + run.length) * pagesPerCell);
      if (last?.state === run.state && run.length === 1) last.end = end;
      else found.push(last = { first: Math.max(zone.start, run.first * pagesPerCell), end, state: run.state });
    }
  }
  return found;
}

/** What a stretch is: a block by its order, anything else by its state. */
export function stretchText({ first, end, state }: Stretch, states: readonly { readonly name: string; readonly title: string }[]): string {
  const { name = '', title = '' } = states[state] ?? {};
  const order = Math.log2(end - first);
  const block = blockKind(name)?.block;
  if (block === undefined || !Number.isInteger(order)) return title;
  return block === 'free' ? t('free block of order {0}', order) : t('compound block of order {0}', order);
}

/** `510 entries of 2 MiB, 1 024 entries of 4 KiB` */
export function directMapText({ entries1G, entries2M, entries4K }: DirectMapInfo): string {
  return [[entries1G, '1 GiB'], [entries2M, '2 MiB'], [entries4K, '4 KiB']].filter(([entries]) => entries !== 0).map(([entries, size]) => t('{0} entries of {1}', count(Number(entries)), String(size))).join(', ');
}

/** Neighbouring regions of the same size of entry as one piece; of several regions in a piece, the smallest entries count. */
export function stretches(regions: Uint8Array): readonly { readonly state: number; readonly length: number }[] {
  const each = Math.ceil(regions.length / pieces);
  const found: { state: number; length: number }[] = [];
  for (let at = 0; at < regions.length; at += each) {
    const part = regions.subarray(at, at + each);
    const state = Math.max(...part);
    const last = found.at(-1);
    if (last?.state === state && state !== 2) last.length += part.length;
    else found.push({ state, length: part.length });
  }
  return found;
}
