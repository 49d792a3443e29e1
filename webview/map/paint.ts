import { type Band, type MapLayout, type Rect, rectOf, rectsOf } from './layout.js';
import type { Palette } from './palette.js';
import { runsOf } from './runs.js';
import { colourOf } from './stateColours.js';
import type { Viewport } from './viewport.js';

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
  /** Cells of a pageblock: 2 MiB on x86-64. */
  readonly blockCells: number;
}

/** Cells of this side are drawn one by one with a gap between; smaller ones as the pixels of a picture. */
const drawnApart = 4;
/** Pageblocks are outlined where their outlines do not fill the map: rows of cells between two lines, in CSS pixels. */
const outlined = 6;

/** Whether the cells are painted as a picture of a pixel each. */
export function isPicture({ cell }: MapLayout): boolean {
  return cell < drawnApart;
}

/** The colours of states as pixels. */
export function statePixels(states: readonly string[], palette: Palette): Uint32Array {
  return Uint32Array.from(states, (state) => palette.pixels[colourOf(state)]);
}

/** Paints the part of the map in sight; the context's origin is the map's corner. @param cellPicture the cells as pixels, where they are painted so */
export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture, view: Viewport, palette: Palette, cellPicture: CanvasImageSource): void {
  const { layout, ratio } = picture;
  context.fillStyle = palette.background;
  context.fillRect(view.x - 8 * ratio, view.y - 8 * ratio, view.width + 16 * ratio, view.height + 16 * ratio);
  let top = 0;
  for (const band of layout.bands) {
    const { first, end } = rowsInSight(band, layout, view);
    if (band.labelAt < view.y + view.height && band.at > view.y) paintLabel(context, band, view, ratio, palette);
    const own = top;
    top += band.rows;
    if (end <= first) continue;
    if (isPicture(layout)) paintPixels(context, band, first, end, layout, cellPicture, own);
    else paintApart(context, band, first, end, picture, palette);
    paintPageblocks(context, band, first, end, picture, palette);
  }
  paintConflicts(context, picture, palette);
  paintChosen(context, picture, palette);
}

/** With one more above and below: a row is blended with its neighbours where cells are scaled, and the last one's line is below it. */
function rowsInSight(band: Band, { cell }: MapLayout, view: Viewport): { readonly first: number; readonly end: number } {
  return { first: Math.max(0, Math.floor((view.y - band.at) / cell) - 1), end: Math.min(band.rows, Math.ceil((view.y + view.height - band.at) / cell) + 1) };
}

function paintLabel(context: CanvasRenderingContext2D, { name, labelAt }: Band, view: Viewport, ratio: number, palette: Palette): void {
  context.fillStyle = palette.text;
  context.font = `${11 * ratio}px ${palette.font}`;
  context.textBaseline = 'top';
  context.fillText(name, view.x, labelAt + ratio);
}

function paintApart(context: CanvasRenderingContext2D, band: Band, first: number, end: number, { cells, states, layout }: MapPicture, palette: Palette): void {
  let last = -1;
  const from = band.first + first * layout.columns, to = band.first + Math.min(band.cells, end * layout.columns);
  for (const run of runsOf(cells, from, to, states)) {
    if (run.state !== last) context.fillStyle = palette.states[colourOf(states[run.state] ?? '')];
    last = run.state;
    for (const { x, y, width, height } of rectsOf(run.first, run.length, layout)) context.fillRect(x, y, width - 1, height - 1);
  }
}

/** @param top the band's first row in the picture */
function paintPixels(context: CanvasRenderingContext2D, band: Band, first: number, end: number, { columns, cell }: MapLayout, cellPicture: CanvasImageSource, top: number): void {
  context.imageSmoothingEnabled = cell < 1;
  context.drawImage(cellPicture, 0, top + first, columns, end - first, 0, band.at + first * cell, columns * cell, (end - first) * cell);
}

/** Lines between pageblocks, where a pageblock is whole rows of cells. */
function paintPageblocks(context: CanvasRenderingContext2D, band: Band, first: number, end: number, { layout, blockCells, ratio }: MapPicture, palette: Palette): void {
  const { columns, cell } = layout;
  const rows = blockCells / columns;
  if (!Number.isInteger(rows) || rows * cell < outlined * ratio) return;
  context.fillStyle = palette.outline;
  for (let row = Math.ceil(Math.max(1, first) / rows) * rows; row < end; row += rows) context.fillRect(0, Math.round(band.at + row * cell) - 1, Math.min(columns, band.cells) * cell, 1);
}

/** A conflict's cell is filled and wider than others, so that one pixel among many is seen. */
function paintConflicts(context: CanvasRenderingContext2D, { conflicts, layout, ratio }: MapPicture, palette: Palette): void {
  context.fillStyle = palette.conflict;
  for (const cell of conflicts) {
    const rect = rectOf(cell, layout);
    if (!rect) continue;
    const { x, y, width, height } = layout.cell >= drawnApart ? { ...rect, width: rect.width - 1, height: rect.height - 1 } : atLeast(rect, 3 * ratio);
    context.fillRect(x, y, width, height);
  }
}

function paintChosen(context: CanvasRenderingContext2D, { chosen, layout, ratio }: MapPicture, palette: Palette): void {
  const rect = rectOf(chosen, layout);
  if (!rect) return;
  const { x, y, width, height } = atLeast(rect, 3 * ratio);
  const around = (by: number, colour: string, line: number): void => {
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(x - by - 0.5, y - by - 0.5, width + 2 * by, height + 2 * by);
  };
  around(ratio, palette.background, 2 * ratio);
  around(3 * ratio, palette.chosen, 2 * ratio);
}

/** The rectangle, widened around its middle where a side is shorter. */
function atLeast({ x, y, width, height }: Rect, side: number): Rect {
  const [wide, high] = [Math.max(width, side), Math.max(height, side)];
  return { x: Math.round(x - (wide - width) / 2), y: Math.round(y - (high - height) / 2), width: wide, height: high };
}
