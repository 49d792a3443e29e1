import type { DirectMapInfo, RunInfo } from '../../src/panelProtocol.js';
import { count } from '../format.js';

/** Neighbours of the same kind told as one piece: of the map's pages, and of the direct map's regions. Pure. */

/** Regions of 2 MiB that a strip shows one by one; of more, each piece stands for several. */
const pieces = 512;

/** Pages [first, end) that are in one state, zone by zone. */
export function stretchesOf(cells: Uint8Array, { zones, pagesPerCell }: Pick<RunInfo, 'zones' | 'pagesPerCell'>): readonly { readonly first: number; readonly end: number; readonly state: number }[] {
  const found: { first: number; end: number; state: number }[] = [];
  for (const zone of zones) {
    let inZone: { first: number; end: number; state: number } | undefined;
    for (let page = zone.start; page < zone.end; page += pagesPerCell) {
      const state = cells[Math.floor(page / pagesPerCell)]!;
      const end = Math.min(zone.end, page + pagesPerCell);
      if (inZone?.state === state) inZone.end = end;
      else found.push(inZone = { first: page, end, state });
    }
  }
  return found;
}

/** `510 entries of 2 MiB, 1 024 entries of 4 KiB` */
export function directMapText({ entries1G, entries2M, entries4K }: DirectMapInfo): string {
  return [[entries1G, '1 GiB'], [entries2M, '2 MiB'], [entries4K, '4 KiB']].filter(([entries]) => entries !== 0).map(([entries, size]) => `${count(Number(entries))} entries of ${size}`).join(', ');
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
