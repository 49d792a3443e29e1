import { type Band, type MapLayout, rectOf, rectsOf } from './layout.js';
import type { Palette } from './palette.js';
import { runsOf } from './runs.js';
import { colourOf } from './stateColours.js';

/** What the map shows. */
export interface MapPicture {
  readonly layout: MapLayout;
  readonly cells: Uint8Array;
  /** Names of the states that the cells name by number. */
  readonly states: readonly string[];
  /** Cells with a conflict so far. */
  readonly conflicts: Iterable<number>;
  readonly chosen: number;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
}

/** Cells of this side are drawn one by one with a gap between; smaller ones as the pixels of a picture. */
const drawnApart = 4;

export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture, palette: Palette): void {
  const { layout, ratio } = picture;
  context.fillStyle = palette.background;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.font = `${11 * ratio}px ${palette.font}`;
  context.textBaseline = 'top';
  for (const band of layout.bands) {
    context.fillStyle = palette.text;
    context.fillText(band.name, 0, band.labelAt + ratio);
    if (layout.cell >= drawnApart) paintApart(context, band, picture, palette);
    else paintPixels(context, band, picture, palette);
  }
  paintConflicts(context, picture, palette);
  paintChosen(context, picture, palette);
}

function paintApart(context: CanvasRenderingContext2D, band: Band, { cells, states, layout }: MapPicture, palette: Palette): void {
  let last = -1;
  for (const { first, length, state } of runsOf(cells, band.first, band.first + band.cells, states)) {
    if (state !== last) context.fillStyle = palette.states[colourOf(states[state] ?? '')];
    last = state;
    for (const { x, y, width, height } of rectsOf(first, length, layout)) context.fillRect(x, y, width - 1, height - 1);
  }
}

function paintPixels(context: CanvasRenderingContext2D, band: Band, { cells, states, layout }: MapPicture, palette: Palette): void {
  const pixels = new Uint32Array(layout.columns * band.rows);
  const byState = states.map((state) => palette.pixels[colourOf(state)]);
  for (let cell = 0; cell < band.cells; cell++) pixels[cell] = byState[cells[band.first + cell]!] ?? 0;
  const image = new OffscreenCanvas(layout.columns, band.rows);
  image.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), layout.columns, band.rows), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, band.at, layout.columns * layout.cell, band.rows * layout.cell);
}

/** A conflict's cell is filled and wider than others, so that one pixel among many is seen. */
function paintConflicts(context: CanvasRenderingContext2D, { conflicts, layout, ratio }: MapPicture, palette: Palette): void {
  context.fillStyle = palette.conflict;
  const wider = layout.cell >= drawnApart ? 0 : ratio;
  for (const cell of conflicts) {
    const rect = rectOf(cell, layout);
    if (rect) context.fillRect(rect.x - wider, rect.y - wider, Math.max(1, rect.width - 1) + 2 * wider, Math.max(1, rect.height - 1) + 2 * wider);
  }
}

function paintChosen(context: CanvasRenderingContext2D, { chosen, layout, ratio }: MapPicture, palette: Palette): void {
  const rect = rectOf(chosen, layout);
  if (!rect) return;
  const around = (by: number, colour: string, width: number): void => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.strokeRect(rect.x - by - 0.5, rect.y - by - 0.5, rect.width + 2 * by, rect.height + 2 * by);
  };
  around(ratio, palette.background, 2 * ratio);
  around(3 * ratio, palette.chosen, 2 * ratio);
}
