import type { PictureFormat } from '../src/panelProtocol.js';
import { rectsOf } from './map/layout.js';
import type { MapPicture } from './map/paint.js';
import type { Palette } from './map/palette.js';
import { runsOf } from './map/runs.js';
import { colourOf } from './map/stateColours.js';
import type { MapView } from './map/mapView.js';

/** The map as it is shown, as the bytes of a picture file. */
export async function drawing(map: MapView, format: PictureFormat): Promise<Uint8Array> {
  const shown = map.picture();
  if (!shown) return new Uint8Array(0);
  if (format === 'svg') return new TextEncoder().encode(svgOf(shown.picture, shown.palette));
  const blob = await new Promise<Blob | null>((resolve) => { shown.canvas.toBlob(resolve, 'image/png'); });
  return new Uint8Array(await blob?.arrayBuffer() ?? new ArrayBuffer(0));
}

/** The whole map as shapes: a rectangle for each stretch of neighbouring cells of one colour. */
export function svgOf({ layout, cells, states, conflicts, chosen }: Pick<MapPicture, 'layout' | 'cells' | 'states' | 'conflicts' | 'chosen'>, palette: Pick<Palette, 'states' | 'conflict' | 'chosen' | 'background' | 'text'>): string {
  const shapes: string[] = [];
  const rects = (first: number, length: number, colour: string, more = ''): void => {
    for (const { x, y, width, height } of rectsOf(first, length, layout)) shapes.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}"${more}/>`);
  };
  for (const band of layout.bands) {
    shapes.push(`<text x="0" y="${band.labelAt + 12}" font-family="sans-serif" font-size="11" fill="${palette.text}">${escaped(band.name)}</text>`);
    for (const { first, length, state } of joined(runsOf(cells, band.first, band.first + band.cells, states))) rects(first, length, palette.states[colourOf(states[state] ?? '')]);
  }
  for (const cell of conflicts) rects(cell, 1, palette.conflict);
  if (chosen >= 0) rects(chosen, 1, 'none', ` stroke="${palette.chosen}" stroke-width="2"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 ${layout.width + 16} ${layout.height + 16}"><rect x="-8" y="-8" width="100%" height="100%" fill="${palette.background}"/>${shapes.join('')}</svg>\n`;
}

/** Neighbouring single cells of the same state as one. */
function* joined(runs: Iterable<{ readonly first: number; readonly length: number; readonly state: number }>): Generator<{ first: number; length: number; state: number }> {
  let last: { first: number; length: number; state: number } | undefined;
  for (const { first, length, state } of runs) {
    if (last?.state === state && last.first + last.length === first && length === 1) last.length += length;
    else {
      if (last) yield last;
      last = { first, length, state };
    }
  }
  if (last) yield last;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
