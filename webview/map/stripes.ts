import { type MapLayout, rectOf } from './layout.js';

/** Which rows of pixels of the map have to be painted anew. Lengths in device pixels of the map. Pure. */
export interface Stripe {
  readonly top: number;
  readonly bottom: number;
}

/** The rows of pixels that cells stand in, with some above and below each. */
export function stripesOf(cells: Iterable<number>, around: number, map: MapLayout): readonly Stripe[] {
  const stripes = new Map<number, Stripe>();
  for (const cell of cells) {
    const rect = rectOf(cell, map);
    if (rect && !stripes.has(rect.y)) stripes.set(rect.y, { top: Math.floor(rect.y - around), bottom: Math.ceil(rect.y + rect.height + around) });
  }
  return [...stripes.values()];
}

/** From the top down; stripes that touch are one. */
export function joined(stripes: readonly Stripe[]): readonly Stripe[] {
  const found: { top: number; bottom: number }[] = [];
  for (const { top, bottom } of [...stripes].sort((a, b) => a.top - b.top)) {
    const last = found.at(-1);
    if (last && top <= last.bottom) last.bottom = Math.max(last.bottom, bottom);
    else found.push({ top, bottom });
  }
  return found;
}
