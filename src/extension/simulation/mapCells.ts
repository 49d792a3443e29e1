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
    const { cells, sent } = this;
    if (sent === undefined) {
      const states = this.read();
      this.sent = cells.slice();
      return { kind: 'whole', states, cells: cells.slice() };
    }
    sent.set(cells);
    const states = this.read();
    const at = changedAt(sent, cells, cells.length * PATCHED);
    if (at === undefined) return { kind: 'whole', states, cells: cells.slice() };
    return { kind: 'changed', states, at, cells: Uint8Array.from(at, (cell) => cells[cell]!) };
  }

  /** Fills the cells, each with the state that most of its pages are in, and counts pages by state. */
  private read(): readonly StateInfo[] {
    const { machine: { memory, zones, meta }, pagesPerCell } = this;
    const counts = new Uint32Array(256);
    for (const zone of zones) {
      if (pagesPerCell === 1) this.copy(memory.units.subarray(meta.at + zone.start, meta.at + zone.end), zone.start, counts);
      else {
        for (let page = zone.start; page < zone.end;) {
          const end = Math.min(page + pagesPerCell, memory.pages);
          this.cells[Math.floor(page / pagesPerCell)] = this.count(page, end, counts);
          page = end;
        }
      }
    }
    return this.names.map((name, number) => ({ name, title: stateTitle(name, this.machine.model), pages: counts[number]! }));
  }

  /** One page a cell, the common case, in a loop of its own: it runs at every frame of a run that is played. */
  private copy(states: Uint32Array, first: number, counts: Uint32Array): void {
    const { cells } = this;
    for (let i = 0; i < states.length; i++) {
      const state = states[i]! & 0xff;
      cells[first + i] = state;
      counts[state]!++;
    }
    counts.forEach((pages, state) => {
      if (pages > 0 && (this.names[state] ?? '') === '') this.learn(state, first + states.findIndex((unit) => (unit & 0xff) === state));
    });
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

/** Where two maps differ; undefined where there are more such cells than `limit`. Four cells are compared at a time. */
function changedAt(before: Uint8Array, after: Uint8Array, limit: number): Uint32Array | undefined {
  const at: number[] = [];
  const fours = Math.floor(before.length / 4);
  const [old, now] = [new Uint32Array(before.buffer, 0, fours), new Uint32Array(after.buffer, 0, fours)];
  const check = (from: number, to: number): void => { for (let cell = from; cell < to; cell++) if (before[cell] !== after[cell]) at.push(cell); };
  for (let four = 0; four < fours; four++) {
    if (old[four] !== now[four]) check(four * 4, four * 4 + 4);
    if (at.length > limit) return undefined;
  }
  check(fours * 4, before.length);
  return at.length > limit ? undefined : Uint32Array.from(at);
}

function stateTitle(name: string, model: SimulatedMachine['model']): string {
  return stateNamed(name, model)?.title ?? ownTitles[name] ?? name;
}
