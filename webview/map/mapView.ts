import type { Frame, RunInfo, StateInfo } from '../../src/panelProtocol.js';
import { element } from '../dom.js';
import { count } from '../format.js';
import { cellAt, layoutMap, type MapLayout, neighbour, type ZoneCells } from './layout.js';
import { paintMap } from './paint.js';
import { type Palette, readPalette } from './palette.js';

/** Height the map may take before it scrolls, as a part of the panel's height. */
const heightPart = 0.38;

/** The memory map: a canvas that follows its width, the theme and the screen's resolution, and takes clicks and arrow keys. */
export class MapView {
  readonly root = element('div', { class: 'map' });
  private readonly canvas = element('canvas', { tabindex: '0', role: 'application', 'aria-roledescription': 'memory map' });
  private readonly probe = element('span', { hidden: '' });
  private readonly choose: (page: number) => void;
  private palette: Palette | undefined;
  private run: RunInfo | undefined;
  private zones: readonly ZoneCells[] = [];
  private cells = new Uint8Array(0);
  private states: readonly StateInfo[] = [];
  private conflicts = 0;
  private chosen = -1;
  private layout: MapLayout | undefined;
  private painting = 0;

  constructor(choose: (page: number) => void) {
    this.choose = choose;
    this.root.append(this.canvas, this.probe);
    this.canvas.addEventListener('click', (event) => { this.clicked(event); });
    this.canvas.addEventListener('mousemove', (event) => { this.canvas.title = this.describe(this.cellUnder(event)); });
    this.canvas.addEventListener('keydown', (event) => { this.keyed(event); });
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
    const { pagesPerCell } = run;
    this.zones = run.zones.map(({ name, start, end }) => ({
      name: `${name}, ${count(end - start)} pages${pagesPerCell > 1 ? `, ${pagesPerCell} to a cell` : ''}`,
      first: Math.floor(start / pagesPerCell), cells: Math.ceil(end / pagesPerCell) - Math.floor(start / pagesPerCell),
    }));
    this.arrange();
  }

  show({ map, conflicts, page }: Frame): void {
    if (map.kind === 'whole') this.cells = map.cells.slice();
    else map.at.forEach((cell, i) => { this.cells[cell] = map.cells[i]!; });
    this.states = map.states;
    this.conflicts = conflicts;
    this.chosen = Math.floor(page.page / (this.run?.pagesPerCell ?? 1));
    this.canvas.setAttribute('aria-label', `Memory map. ${this.describe(this.chosen)}. Arrow keys choose another page.`);
    this.paint();
  }

  private arrange(): void {
    const { width } = this.root.getBoundingClientRect();
    if (width < 32 || this.zones.length === 0) return;
    const ratio = devicePixelRatio;
    // Room for the ring around a page at the edge.
    const edge = Math.ceil(4 * ratio);
    this.layout = layoutMap(this.zones, { width: Math.floor(width * ratio) - 2 * edge, height: Math.floor(innerHeight * heightPart * ratio), label: Math.round(16 * ratio) });
    this.canvas.width = this.layout.width + 2 * edge;
    this.canvas.height = this.layout.height + 2 * edge;
    this.canvas.style.width = `${this.canvas.width / ratio}px`;
    this.canvas.style.height = `${this.canvas.height / ratio}px`;
    this.paint();
  }

  private paint(): void {
    if (this.painting === 0) this.painting = requestAnimationFrame(() => { this.paintNow(); });
  }

  private paintNow(): void {
    this.painting = 0;
    const context = this.canvas.getContext('2d');
    if (!context || !this.layout || !this.run) return;
    this.palette ??= readPalette(this.probe);
    const edge = Math.ceil(4 * devicePixelRatio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.translate(edge, edge);
    const conflicts = new Set(this.run.conflictCells.subarray(0, this.conflicts));
    paintMap(context, { layout: this.layout, cells: this.cells, states: this.states.map(({ name }) => name), conflicts, chosen: this.chosen, ratio: devicePixelRatio }, this.palette);
  }

  private cellUnder({ offsetX, offsetY }: MouseEvent): number {
    const edge = Math.ceil(4 * devicePixelRatio);
    return this.layout ? cellAt(offsetX * devicePixelRatio - edge, offsetY * devicePixelRatio - edge, this.layout) : -1;
  }

  private clicked(event: MouseEvent): void {
    const cell = this.cellUnder(event);
    if (cell >= 0) this.choose(cell * (this.run?.pagesPerCell ?? 1));
  }

  private keyed(event: KeyboardEvent): void {
    if (!event.key.startsWith('Arrow') || !this.layout) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(neighbour(this.chosen, event.key, this.layout) * (this.run?.pagesPerCell ?? 1));
  }

  private describe(cell: number): string {
    const { run } = this;
    if (!run || cell < 0) return '';
    const first = cell * run.pagesPerCell;
    const name = run.pagesPerCell > 1 ? `Pages ${first} to ${first + run.pagesPerCell - 1}` : `Page ${first}`;
    return `${name}: ${this.states[this.cells[cell] ?? 0]?.title ?? ''}`;
  }
}
