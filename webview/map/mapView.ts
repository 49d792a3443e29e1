import { t } from '@vscode/l10n';
import type { CellsUpdate, RunInfo, StateInfo } from '../../src/panelProtocol.js';
import { element } from '../dom.js';
import { count } from '../format.js';
import { measured } from '../measured.js';
import { cellAt, layoutMap, type MapLayout, neighbour, nextSide, rectOf, withCell, type ZoneCells } from './layout.js';
import { CellPicture } from './cellPicture.js';
import { ConflictCells } from './conflictCells.js';
import { MapGestures } from './gestures.js';
import { isPicture, type MapPicture, paintMap, statePixels } from './paint.js';
import { type Palette, readPalette } from './palette.js';
import { joined, stripesOf } from './stripes.js';
import { clampedTo, revealing, type Viewport, zoomedAt } from './viewport.js';

/** Height of the map at most, as a part of the panel's height. */
const heightPart = 0.36;
/** Pages of a pageblock: pageblock_order 9 (include/linux/pageblock-flags.h, x86 with hugetlb). */
const pageblock = 512;
/** With more changed cells than this part of all, the map is painted as a whole. */
const patched = 1 / 16;
/** Pixels that a cell's colour and the marks of a page and a conflict reach beyond it. */
const blended = 2;
const marked = 8;

/** What is shown of the map at a moment. */
export interface MapMoment {
  /** With the states where they are told anew. */
  readonly map: CellsUpdate & { readonly states?: readonly StateInfo[] };
  /** Conflicts of the run so far. */
  readonly conflicts: number;
  /** Page frame number, or -1 where none is chosen. */
  readonly page: number;
}

/** The memory map: a canvas that follows its width, the theme and the screen's resolution, can be zoomed and moved, and takes clicks and keys. */
export class MapView {
  readonly root = element('div', { class: 'map' });
  /** Called when zooming in or out becomes possible or impossible. */
  zoomed: () => void = () => undefined;
  private readonly canvas = element('canvas', { tabindex: '0', role: 'application', 'aria-roledescription': t('memory map') });
  private readonly probe = element('span', { hidden: '' });
  private readonly choose: (page: number) => void;
  private readonly label: string;
  private palette: Palette | undefined;
  private run: RunInfo | undefined;
  private zones: readonly ZoneCells[] = [];
  private cells = new Uint8Array(0);
  private states: readonly StateInfo[] = [];
  private conflicts = 0;
  private conflictCells = new ConflictCells(new Int32Array(0));
  private chosen = -1;
  private fit: MapLayout | undefined;
  private layout: MapLayout | undefined;
  private view: Viewport = { x: 0, y: 0, width: 0, height: 0 };
  /** What the canvas may take, without its edge. */
  private room = { width: 0, height: 0 };
  private painting = 0;
  private readonly cellPicture = new CellPicture();
  /** Cells that are not painted as they are now, and such whose mark is not; undefined: nothing is. */
  private changed: { readonly cells: number[]; readonly marks: number[] } | undefined;

  constructor(label: string, choose: (page: number) => void) {
    this.label = label;
    this.choose = choose;
    this.root.append(this.canvas, this.probe);
    this.canvas.addEventListener('mousemove', (event) => { this.canvas.title = this.describe(this.cellUnder(event)); });
    this.canvas.addEventListener('keydown', (event) => { this.keyed(event); });
    new MapGestures(this.canvas, {
      click: (event) => { const cell = this.cellUnder(event); if (cell >= 0) this.choose(cell * (this.run?.pagesPerCell ?? 1)); },
      zoom: (larger, event) => { this.zoom(larger, event); },
      pan: (x, y) => this.pan(x * devicePixelRatio, y * devicePixelRatio),
    });
    new ResizeObserver(() => { this.arrange(); }).observe(this.root);
    // The editor puts the theme's variables and class on these two.
    const themes = new MutationObserver(() => {
      this.palette = undefined;
      this.paint();
    });
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  open(run: RunInfo): void {
    this.run = run;
    this.conflictCells = new ConflictCells(run.conflictCells);
    const { pagesPerCell } = run;
    this.zones = run.zones.map(({ name, start, end }) => ({
      name: pagesPerCell > 1 ? t('{0}, {1} pages, {2} to a cell', name, count(end - start), pagesPerCell) : t('{0}, {1} pages', name, count(end - start)),
      first: Math.floor(start / pagesPerCell), cells: Math.ceil(end / pagesPerCell) - Math.floor(start / pagesPerCell),
    }));
    this.arrange();
  }

  show({ map, conflicts, page }: MapMoment): void {
    if (map.kind === 'whole') {
      this.cells = map.cells.slice();
      this.changed = undefined;
    } else {
      map.at.forEach((cell, i) => {
        this.cells[cell] = map.cells[i]!;
        this.changed?.cells.push(cell);
      });
    }
    if (map.states) this.states = map.states;
    for (let i = Math.min(conflicts, this.conflicts); i < Math.max(conflicts, this.conflicts); i++) this.changed?.marks.push(this.run?.conflictCells[i] ?? -1);
    this.conflicts = conflicts;
    const chosen = page < 0 ? -1 : Math.floor(page / (this.run?.pagesPerCell ?? 1));
    if (chosen !== this.chosen) {
      this.changed?.marks.push(this.chosen, chosen);
      this.chosen = chosen;
      this.reveal();
    }
    // A run that is played is not described picture by picture: with the states come the texts.
    if (map.states) this.canvas.setAttribute('aria-label', t('{0}. {1}. Arrow keys choose another page, plus and minus zoom.', this.label, this.describe(this.chosen)));
    this.repaint();
  }

  /** Cells that met a conflict so far. */
  get conflictCount(): number {
    return this.conflictCells.upTo(this.conflicts).size;
  }

  /** The states of all cells, for a table of the same content. */
  get content(): { readonly cells: Uint8Array; readonly states: readonly StateInfo[]; readonly run: RunInfo | undefined } {
    return { cells: this.cells, states: this.states, run: this.run };
  }

  /** What is in sight, and how: for pictures to be kept. */
  picture(): { readonly picture: MapPicture; readonly view: Viewport; readonly palette: Palette; readonly canvas: HTMLCanvasElement } | undefined {
    const picture = this.present();
    return picture && this.palette ? { picture, view: this.view, palette: this.palette, canvas: this.canvas } : undefined;
  }

  get zoomable(): { readonly larger: boolean; readonly smaller: boolean } {
    const { layout, fit } = this;
    return { larger: layout !== undefined && fit !== undefined && nextSide(layout.cell, true, fit.cell) > layout.cell, smaller: layout !== undefined && fit !== undefined && layout.cell > fit.cell };
  }

  /** By one size of cells, around a point of the canvas or the chosen page; `fit` shows all again. */
  zoom(to: 'in' | 'out' | 'fit', at?: { readonly offsetX: number; readonly offsetY: number }): void {
    const { layout, fit } = this;
    if (!layout || !fit) return;
    const cell = to === 'fit' ? fit.cell : nextSide(layout.cell, to === 'in', fit.cell);
    if (cell === layout.cell) return;
    const rect = rectOf(this.chosen, layout);
    const [x, y] = at ? [at.offsetX * devicePixelRatio, at.offsetY * devicePixelRatio] : rect ? [rect.x - this.view.x, rect.y - this.view.y] : [0, 0];
    this.layout = withCell(this.zones, fit, cell, this.labelHeight);
    this.view = zoomedAt(this.view, cell / layout.cell, x, y);
    this.place();
    if (!at) this.reveal();
    this.zoomed();
  }

  private get labelHeight(): number {
    return Math.round(16 * devicePixelRatio);
  }

  /** Room for the ring around a page at the edge. */
  private get edge(): number {
    return Math.ceil(4 * devicePixelRatio);
  }

  private arrange(): void {
    const { width } = this.root.getBoundingClientRect();
    if (width < 32 || this.zones.length === 0) return;
    const room = { width: Math.floor(width * devicePixelRatio) - 2 * this.edge, height: Math.floor(Math.max(160, innerHeight * heightPart) * devicePixelRatio) - 2 * this.edge, label: this.labelHeight };
    // What a person has zoomed to stays; what was fitted is fitted anew.
    const cell = this.zoomable.smaller ? this.layout?.cell ?? 0 : 0;
    this.fit = layoutMap(this.zones, room);
    this.layout = cell > this.fit.cell ? withCell(this.zones, this.fit, cell, room.label) : this.fit;
    this.room = room;
    this.place();
    this.zoomed();
  }

  /** Puts canvas and view right after the map, its size or the part in sight has changed. */
  private place(): void {
    if (!this.layout) return;
    const size = { width: Math.min(this.room.width, this.layout.width), height: Math.min(this.room.height, this.layout.height) };
    this.view = clampedTo(this.layout, { ...this.view, ...size });
    const [width, height] = [Math.max(1, size.width) + 2 * this.edge, size.height + 2 * this.edge];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.canvas.style.width = `${width / devicePixelRatio}px`;
    this.canvas.style.height = `${height / devicePixelRatio}px`;
    this.canvas.classList.toggle('movable', this.layout.width > this.view.width || this.layout.height > this.view.height);
    this.paint();
  }

  /** Moves the map; false where it cannot go further that way. */
  private pan(x: number, y: number): boolean {
    if (!this.layout) return false;
    const moved = clampedTo(this.layout, { ...this.view, x: this.view.x + x, y: this.view.y + y });
    const changed = moved.x !== this.view.x || moved.y !== this.view.y;
    this.view = moved;
    if (changed) this.paint();
    return changed;
  }

  private reveal(): void {
    const rect = this.layout && rectOf(this.chosen, this.layout);
    if (!rect || !this.layout) return;
    const { x, y } = this.view;
    this.view = clampedTo(this.layout, revealing(this.view, rect, 4 * this.edge));
    if (this.view.x !== x || this.view.y !== y) this.paint();
  }

  /** Everything, with the screen's next picture. */
  private paint(): void {
    this.changed = undefined;
    this.repaint();
  }

  /** What has changed. */
  private repaint(): void {
    if (this.painting === 0) this.painting = requestAnimationFrame(() => { this.paintNow(); });
  }

  private present(): MapPicture | undefined {
    const { layout, run } = this;
    if (!layout || !run) return undefined;
    return { layout, cells: this.cells, states: this.states.map(({ name }) => name), conflicts: this.conflictCells.upTo(this.conflicts), chosen: this.chosen, ratio: devicePixelRatio, blockCells: pageblock / run.pagesPerCell };
  }

  private paintNow(): void {
    this.painting = 0;
    const context = this.canvas.getContext('2d', { alpha: false });
    const picture = this.present();
    if (!context || !picture) return;
    const start = performance.now();
    const palette = this.palette ??= readPalette(this.probe);
    const changed = this.changed && this.changed.cells.length <= this.cells.length * patched ? this.changed : undefined;
    this.changed = { cells: [], marks: [] };
    const { layout, cells, states, ratio } = picture;
    if (isPicture(layout)) this.cellPicture.update({ layout, cells, pixels: statePixels(states, palette) }, changed?.cells);
    context.setTransform(1, 0, 0, 1, this.edge - this.view.x, this.edge - this.view.y);
    const whole = { top: this.view.y - this.edge, bottom: this.view.y + this.view.height + this.edge };
    const stripes = changed ? joined([...stripesOf(changed.cells, blended, layout), ...stripesOf(changed.marks, marked * ratio, layout)]) : [whole];
    for (const { top, bottom } of stripes) {
      context.save();
      context.beginPath();
      context.rect(this.view.x - this.edge, top, this.view.width + 2 * this.edge, bottom - top);
      context.clip();
      paintMap(context, picture, { ...this.view, y: top, height: bottom - top }, palette, this.cellPicture.canvas);
      context.restore();
    }
    measured('pagelens.paint', start);
  }

  private cellUnder({ offsetX, offsetY }: MouseEvent): number {
    if (!this.layout) return -1;
    return cellAt(offsetX * devicePixelRatio - this.edge + this.view.x, offsetY * devicePixelRatio - this.edge + this.view.y, this.layout);
  }

  private keyed(event: KeyboardEvent): void {
    if (!this.layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const zoom = { '+': 'in', '=': 'in', '-': 'out', '0': 'fit' } as const;
    if (event.key.startsWith('Arrow')) this.choose(neighbour(Math.max(0, this.chosen), event.key, this.layout) * (this.run?.pagesPerCell ?? 1));
    else if (event.key in zoom) this.zoom(zoom[event.key as keyof typeof zoom]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private describe(cell: number): string {
    const { run } = this;
    if (!run || cell < 0) return '';
    const first = cell * run.pagesPerCell;
    const title = this.states[this.cells[cell] ?? 0]?.title ?? '';
    return run.pagesPerCell > 1 ? t('Pages {0} to {1}: {2}', first, first + run.pagesPerCell - 1, title) : t('Page {0}: {1}', first, title);
  }
}
