import type { MapLayout } from './layout.js';

/** What the picture is made of. */
export interface CellColours {
  readonly layout: MapLayout;
  readonly cells: Uint8Array;
  /** Of each state, as one number a pixel. */
  readonly pixels: Uint32Array;
}

/** The cells as a picture of a pixel each, to be scaled: the rows of one band below those of the one before. Kept, so that a few changed cells cost as many rows. */
export class CellPicture {
  readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context = this.canvas.getContext('2d', { willReadFrequently: true });
  private image = new ImageData(1, 1);
  private numbers = new Uint32Array(this.image.data.buffer);

  /** @param changed cells; undefined for all */
  update({ layout, cells, pixels }: CellColours, changed: Iterable<number> | undefined): void {
    const { columns, bands } = layout;
    const rows = bands.reduce((sum, band) => sum + band.rows, 0);
    const fits = this.image.width === columns && this.image.height === rows;
    if (!fits) {
      this.image = new ImageData(columns, rows);
      this.numbers = new Uint32Array(this.image.data.buffer);
      [this.canvas.width, this.canvas.height] = [columns, rows];
    }
    const touched = new Set<number>();
    let top = 0;
    for (const { first, cells: length, rows: high } of bands) {
      const from = top * columns - first;
      if (changed && fits) {
        for (const cell of changed) {
          if (cell < first || cell >= first + length) continue;
          this.numbers[from + cell] = pixels[cells[cell]!]!;
          touched.add(Math.floor((from + cell) / columns));
        }
      } else for (let cell = first; cell < first + length; cell++) this.numbers[from + cell] = pixels[cells[cell]!]!;
      top += high;
    }
    if (!changed || !fits) this.context?.putImageData(this.image, 0, 0);
    else for (const row of touched) this.context?.putImageData(this.image, 0, 0, 0, row, columns, 1);
  }
}
