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
  /** Side of a cell. */
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

/** The largest cells with which all zones fit into the room; where none do, one pixel a cell and a map that is higher than the room. */
export function layoutMap(zones: readonly ZoneCells[], room: Room): MapLayout {
  const fitting = columnChoices
    .map((columns) => arrange(zones, columns, Math.min(largestCell, Math.floor(room.width / columns)), room.label))
    .filter(({ cell }) => cell >= 1);
  const best = fitting.filter(({ height }) => height <= room.height).sort((a, b) => b.cell - a.cell)[0];
  return best ?? fitting.at(-1) ?? arrange(zones, columnChoices[0]!, 1, room.label);
}

function arrange(zones: readonly ZoneCells[], columns: number, cell: number, label: number): MapLayout {
  const bands: Band[] = [];
  let at = 0;
  for (const zone of zones) {
    const rows = Math.ceil(zone.cells / columns);
    bands.push({ ...zone, labelAt: at, at: at + label, rows });
    at += label + rows * cell + Math.ceil(label / 2);
  }
  return { columns, cell, bands, width: columns * cell, height: Math.max(1, at - Math.ceil(label / 2)) };
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
