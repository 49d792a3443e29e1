/** Which part of a map that is larger than its canvas is in sight. Lengths in device pixels. Pure. */

export interface Viewport {
  /** Of the map, at the canvas's corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Kept inside the map; a map that is smaller than the canvas stays at its corner. */
export function clampedTo(map: Size, view: Viewport): Viewport {
  return { ...view, x: Math.max(0, Math.min(Math.round(view.x), map.width - view.width)), y: Math.max(0, Math.min(Math.round(view.y), map.height - view.height)) };
}

/** After the map has grown or shrunk by a factor, with what is at (x, y) of the canvas still there. */
export function zoomedAt(view: Viewport, factor: number, x: number, y: number): Viewport {
  return { ...view, x: (view.x + x) * factor - x, y: (view.y + y) * factor - y };
}

/** Moved as little as shows the rectangle with some room around it. */
export function revealing(view: Viewport, rect: { readonly x: number; readonly y: number } & Size, around: number): Viewport {
  const along = (at: number, length: number, from: number, size: number): number =>
    (from - around < at ? from - around : from + size + around > at + length ? from + size + around - length : at);
  return { ...view, x: along(view.x, view.width, rect.x, rect.width), y: along(view.y, view.height, rect.y, rect.height) };
}
