import type { MapUpdate, StateInfo } from '../../panelProtocol.js';
import { stateNamed } from '../../model/pageModel.js';
import type { SimulatedMachine } from '../../simulator/machine.js';

/** Cells of a map at most: what a canvas shows one by one. */
const CELLS = 262_144;
/** With more changed cells than this part of all, the whole map is sent. */
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
  private sent: Uint8Array | undefined;
  private readonly names: string[] = [];

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
    const states = this.read();
    const { cells, sent } = this;
    if (sent !== undefined) {
      const at: number[] = [];
      const limit = cells.length * PATCHED;
      for (let cell = 0; cell < cells.length && at.length <= limit; cell++) if (cells[cell] !== sent[cell]) at.push(cell);
      if (at.length <= limit) {
        for (const cell of at) sent[cell] = cells[cell]!;
        return { kind: 'changed', states, at: Uint32Array.from(at), cells: Uint8Array.from(at, (cell) => cells[cell]!) };
      }
    }
    this.sent = cells.slice();
    return { kind: 'whole', states, cells: cells.slice() };
  }

  /** Fills the cells, each with the state that most of its pages are in, and counts pages by state. */
  private read(): readonly StateInfo[] {
    const { memory, zones } = this.machine;
    const counts = new Uint32Array(256);
    for (const zone of zones) {
      for (let page = zone.start; page < zone.end;) {
        const end = Math.min(page + this.pagesPerCell, memory.pages);
        const cell = Math.floor(page / this.pagesPerCell);
        this.cells[cell] = this.count(page, end, counts);
        page = end;
      }
    }
    return this.names.map((name, number) => ({ name, title: stateTitle(name, this.machine.model), pages: counts[number]! }));
  }

  private count(from: number, to: number, counts: Uint32Array): number {
    const { meta } = this.machine;
    let [most, votes] = [0, 0];
    for (let page = from; page < to; page++) {
      const state = meta.stateNumberOf(page);
      if ((this.names[state] ?? '') === '') this.learn(state, page);
      counts[state]!++;
      // A majority, where there is one, survives this vote; else one of the states present does.
      if (votes === 0) most = state;
      votes += state === most ? 1 : -1;
    }
    return most;
  }

  private learn(state: number, page: number): void {
    while (this.names.length < state) this.names.push('');
    this.names[state] = this.machine.meta.state(page);
  }
}

function stateTitle(name: string, model: SimulatedMachine['model']): string {
  return stateNamed(name, model)?.title ?? ownTitles[name] ?? name;
}
