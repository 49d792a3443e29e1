import { membersAt } from '../model/memberRange.js';
import { describeFinding } from './finding.js';
import { PageWrites } from './pageWrites.js';
import type { Simulation } from './simulation.js';
import { hex, viewWord } from './wordView.js';

/** A word of the chosen page. */
export interface WordCell {
  readonly offset: number;
  readonly size: number;
  readonly members: readonly string[];
  readonly value: string;
  /** Who wrote it last, as what, in which function. */
  readonly writer: { readonly owner: string; readonly member: string; readonly by: string; readonly kind: string; readonly source?: { readonly file: string; readonly line: number } };
  /** The journal's event that wrote it; -1 for memory of boot. */
  readonly event: number;
  /** Readers that took it for something else, up to the present event. */
  readonly misreadBy: readonly string[];
}

/** A page at the journal's position, for a person. */
export interface PageView {
  readonly page: number;
  readonly state: string;
  readonly userMappings: number;
  readonly words: readonly WordCell[];
  readonly findings: readonly string[];
}

/** Where the player stands. */
export interface PlayState {
  readonly event: number;
  readonly events: number;
  readonly operation: string;
  /** Number of the last story line told so far, or -1. */
  readonly storyLine: number;
}

/** Plays a finished run: moves through its journal and shows what the memory looks like there. Plain data for a panel. */
export class Player {
  private readonly simulation: Simulation;
  /** Where the pages were written. */
  readonly writes: PageWrites;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
    this.writes = new PageWrites(simulation.machine.memory);
  }

  state(): PlayState {
    const journal = this.journal;
    const { story } = this.simulation;
    let [low, high] = [0, story.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (story[middle]!.event <= journal.position) low = middle + 1;
      else high = middle;
    }
    const operation = journal.position === 0 ? 'start' : journal.operation(journal.event(journal.position - 1).operation).text;
    return { event: journal.position, events: journal.length, operation, storyLine: low - 1 };
  }

  /** To an event; outside of the run, to its nearer end. */
  seek(event: number): void {
    this.journal.seek(Math.max(0, Math.min(this.journal.length, Math.trunc(event))));
  }

  step(): void {
    this.seek(this.journal.position + 1);
  }

  back(): void {
    this.seek(this.journal.position - 1);
  }

  /** To the end of the operation the next event belongs to. */
  stepOperation(): void {
    const { journal } = this;
    if (journal.position >= journal.length) return;
    const { operation } = journal.event(journal.position);
    this.seek(operation + 1 < journal.operations ? Math.max(journal.operation(operation + 1).firstEvent, journal.position + 1) : journal.length);
  }

  /** A page word by word: the two counts of 32 bits apart, everything else by machine words. */
  page(pfn: number): PageView {
    const { memory, meta, layout, units } = this.simulation.machine;
    if (!Number.isInteger(pfn) || pfn < 0 || pfn >= memory.pages) throw new RangeError(`no page ${pfn}`);
    const found = this.findingsSoFar().filter((one) => one.page === pfn);
    const words: WordCell[] = [];
    const written = this.writes.lastOf(pfn);
    for (let offset = 0; offset < memory.pageSize;) {
      const halved = offset / 4 === units.mapcount || offset / 4 === units.refcount;
      const size = halved || memory.pageSize - offset < layout.abi.wordSize ? 4 : layout.abi.wordSize;
      const view = viewWord(memory, pfn, { offset, size });
      const { owner, member, by, value, source } = view.writer;
      words.push({
        offset, size, members: membersAt({ offset, size }, layout), value: hex(view.value),
        writer: { owner, member, by, kind: value.kind, ...(source && { source }) },
        event: Math.max(written[offset / 4] ?? -1, size === 8 ? written[offset / 4 + 1] ?? -1 : -1),
        misreadBy: found.flatMap((one) => (one.kind === 'misread' && one.offset < offset + size && offset < one.offset + one.size ? [one.observer] : [])),
      });
      offset += size;
    }
    return { page: pfn, state: meta.state(pfn), userMappings: meta.maps(pfn), words, findings: found.map(describeFinding) };
  }

  private findingsSoFar(): Simulation['findings'] {
    return this.simulation.findings.filter((one) => one.event <= this.journal.position);
  }

  private get journal(): NonNullable<Simulation['machine']['memory']['journal']> {
    return this.simulation.machine.memory.journal!;
  }
}
