/** Where the cells of the memory map stand on the canvas. Lengths in device pixels. Pure. */

/** Cells [first, first + cells) of one zone. */
export interface ZoneCells {
  readonly name: string;
  readonly first: number;
  readonly cells: number;
}

export interface Room {
  readonly width: number;
  readonly height: number;
  /** Height of a zone's name. */
  readonly label: number;
}

/** A zone in the map: its name at `labelAt`, its first row of cells at `at`. */
export interface Band extends ZoneCells {
  readonly labelAt: number;
  readonly at: number;
  readonly rows: number;
}

export interface MapLayout {
  /** Cells a row: a power of two, so that an aligned block is a rectangle. */
  readonly columns: number;
  /** Side of a cell; less than 1 where more pages than pixels are shown. */
  readonly cell: number;
  readonly bands: readonly Band[];
  readonly width: number;
  readonly height: number;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const columnChoices = [32, 64, 128, 256, 512, 1024];
const largestCell = 24;

/** Sides of cells to zoom to. */
const cellSides = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;

/** The largest cells with which all zones fit into the room, and of such maps the widest; where none of a whole pixel fit, smaller ones. */
export function layoutMap(zones: readonly ZoneCells[], room: Room): MapLayout {
  const choices = columnChoices.map((columns) => arrange(zones, columns, fittingSide(zones, columns, room), room.label));
  const best = choices.reduce((a, b) => (b.cell >= a.cell ? b : a));
  return best.cell > 0 ? best : arrange(zones, columnChoices[0]!, 1, room.label);
}

/** The same map with cells of another side. */
export function withCell(zones: readonly ZoneCells[], map: MapLayout, cell: number, label: number): MapLayout {
  return arrange(zones, map.columns, cell, label);
}

/** The next larger or smaller side of a cell; `fit` is the smallest. */
export function nextSide(cell: number, larger: boolean, fit: number): number {
  const sides = [fit, ...cellSides.filter((side) => side > fit)];
  return (larger ? sides.find((side) => side > cell) : sides.findLast((side) => side < cell)) ?? cell;
}

function fittingSide(zones: readonly ZoneCells[], columns: number, room: Room): number {
  const rows = zones.reduce((sum, zone) => sum + Math.ceil(zone.cells / columns), 0);
  const labels = zones.length * (room.label + Math.ceil(room.label / 2)) - Math.ceil(room.label / 2);
  const side = Math.min(largestCell, room.width / columns, (room.height - labels) / Math.max(1, rows));
  return side >= 1 ? Math.floor(side) : Math.max(0, side);
}

function arrange(zones: readonly ZoneCells[], columns: number, cell: number, label: number): MapLayout {
  const bands: Band[] = [];
  let at = 0;
  for (const zone of zones) {
    const rows = Math.ceil(zone.cells / columns);
    bands.push({ ...zone, labelAt: at, at: at + label, rows });
    at += label + Math.ceil(rows * cell) + Math.ceil(label / 2);
  }
  return { columns, cell, bands, width: Math.ceil(columns * cell), height: Math.max(1, at - Math.ceil(label / 2)) };
}

/** Where a cell is drawn; undefined for one that no zone has. */
export function rectOf(cell: number, map: MapLayout): Rect | undefined {
  const band = map.bands.find((one) => cell >= one.first && cell < one.first + one.cells);
  if (band === undefined) return undefined;
  const inside = cell - band.first;
  return { x: (inside % map.columns) * map.cell, y: band.at + Math.floor(inside / map.columns) * map.cell, width: map.cell, height: map.cell };
}

/** The cell at a point, or -1. */
export function cellAt(x: number, y: number, map: MapLayout): number {
  const band = map.bands.find((one) => y >= one.at && y < one.at + one.rows * map.cell);
  const column = Math.floor(x / map.cell);
  if (band === undefined || column < 0 || column >= map.columns) return -1;
  const inside = Math.floor((y - band.at) / map.cell) * map.columns + column;
  return inside < band.cells ? band.first + inside : -1;
}

/** The rectangles that `length` cells from `first` on cover: one for an aligned block, up to three for any other stretch. */
export function rectsOf(first: number, length: number, map: MapLayout): readonly Rect[] {
  const band = map.bands.find((one) => first >= one.first && first < one.first + one.cells);
  if (band === undefined) return [];
  const rects: Rect[] = [];
  const { columns, cell } = map;
  let at = first - band.first;
  const end = Math.min(at + length, band.cells);
  while (at < end) {
    const column = at % columns;
    const rows = column === 0 ? Math.floor((end - at) / columns) : 0;
    const take = rows > 0 ? rows * columns : Math.min(end - at, columns - column);
    rects.push({ x: column * cell, y: band.at + Math.floor(at / columns) * cell, width: (rows > 0 ? columns : take) * cell, height: Math.max(1, rows) * cell });
    at += take;
  }
  return rects;
}

/** The cell that an arrow key leads to from another; the same one at the map's edge. */
export function neighbour(cell: number, key: string, map: MapLayout): number {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -map.columns, ArrowDown: map.columns }[key] ?? 0;
  const to = cell + by;
  return map.bands.some((one) => to >= one.first && to < one.first + one.cells) ? to : cell;
}
