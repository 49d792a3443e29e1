import type { CellsUpdate, MapUpdate } from '../../panelProtocol.js';
import { stateNamed } from '../../model/pageModel.js';
import type { SimulatedMachine } from '../../simulator/machine.js';

/** Cells of a map at most: what a canvas shows one by one. */
const CELLS = 262_144;
/** With more changed cells than this part of all, the whole map is sent; with as many events between two moments, it is read anew. */
const PATCHED = 1 / 8;

/** Names for states that only the simulator knows. */
const ownTitles: Readonly<Record<string, string>> = {
  'compound-head': 'head of a compound page', leaked: 'page that bad_page() keeps out of use', scamem: 'page of a scamem area', 'zsmalloc-tail': 'further page of a zspage',
};

/** The states of all pages as cells of a map, and what changed in it since it was last asked for. */
export class MapCells {
  readonly pagesPerCell: number;
  private readonly machine: SimulatedMachine;
  private readonly cells: Uint8Array;
  /** Pages by state. */
  private readonly counts = new Uint32Array(256);
  /** The journal's position that the cells show, once they were sent. */
  private sent: number | undefined;

  constructor(machine: SimulatedMachine) {
    this.machine = machine;
    this.pagesPerCell = 2 ** Math.max(0, Math.ceil(Math.log2(machine.memory.pages / CELLS)));
    this.cells = new Uint8Array(Math.ceil(machine.memory.pages / this.pagesPerCell));
  }

  /** The cell of a page, or -1 for none. */
  cellOf(page: number): number {
    return page < 0 ? -1 : Math.floor(page / this.pagesPerCell);
  }

  /** Forgets what was sent: the next update is whole. */
  reset(): void {
    this.sent = undefined;
  }

  update(): MapUpdate {
    const { meta, model } = this.machine;
    const cells = this.cellsUpdate();
    return { ...cells, states: meta.stateNames.map((name, number) => ({ name, title: stateTitle(name, model), pages: this.counts[number]! })) };
  }

  cellsUpdate(): CellsUpdate {
    const { cells, sent } = this;
    const { position } = this.machine.memory.journal!;
    this.sent = position;
    if (sent === undefined || Math.abs(position - sent) > cells.length * PATCHED) {
      this.read();
      return { kind: 'whole', cells: cells.slice() };
    }
    const at = this.change(sent, position);
    return { kind: 'changed', at, cells: Uint8Array.from(at, (cell) => cells[cell]!) };
  }

  /** Brings the cells from one position of the journal to another by the events between; the cells that changed. */
  private change(from: number, to: number): Uint32Array {
    const { cells, counts, pagesPerCell, machine: { memory, meta } } = this;
    const journal = memory.journal!;
    const forward = from < to;
    const touched = new Set<number>();
    for (let number = Math.min(from, to); number < Math.max(from, to); number++) {
      const page = journal.unitOf(number) - meta.at;
      if (page < 0 || page >= memory.pages) continue;
      const { old0, new0 } = journal.event(number);
      const [before, after] = [stateOf(forward ? old0 : new0), stateOf(forward ? new0 : old0)];
      if (before === after) continue;
      counts[before]!--;
      counts[after]!++;
      touched.add(this.cellOf(page));
    }
    const changed = [...touched].filter((cell) => {
      const before = cells[cell];
      cells[cell] = this.most(cell * pagesPerCell, Math.min(memory.pages, (cell + 1) * pagesPerCell));
      return cells[cell] !== before;
    });
    return Uint32Array.from(changed);
  }

  /** Fills the cells, each with the state that most of its pages are in, and counts pages by state. */
  private read(): void {
    const { machine: { memory, zones, meta }, pagesPerCell, counts, cells } = this;
    counts.fill(0);
    for (const { start, end } of zones) {
      for (let page = start; page < end; page++) {
        const state = stateOf(memory.units[meta.at + page]!);
        counts[state]!++;
        if (pagesPerCell === 1) cells[page] = state;
      }
      if (pagesPerCell === 1) continue;
      for (let page = start; page < end; page += pagesPerCell) cells[this.cellOf(page)] = this.most(page, Math.min(page + pagesPerCell, memory.pages));
    }
  }

  /** The state of most of some pages: a majority, where there is one, survives this vote; else one of the states present does. */
  private most(from: number, to: number): number {
    const { meta } = this.machine;
    let [most, votes] = [0, 0];
    for (let page = from; page < to; page++) {
      const state = meta.stateNumberOf(page);
      if (votes === 0) most = state;
      votes += state === most ? 1 : -1;
    }
    return most;
  }
}

/** The state's number, of what the simulation keeps of a page. */
function stateOf(unit: number): number {
  return unit & 0xff;
}

/** A state in words, of the model or of the simulator's own. */
export function stateTitle(name: string, model: SimulatedMachine['model']): string {
  return stateNamed(name, model)?.title ?? ownTitles[name] ?? name;
}
