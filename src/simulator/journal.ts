import { ChangeSummaries } from './changeSummaries.js';
import { SimulatedFault } from './fault.js';

/** Numbers of 32 bits an event takes, 24 bytes: the unit, the sites now and before, the low or only unit's old and new value, the other unit's. */
const EVENT = 6;
const [SITES, OLD0, NEW0, OLD1, NEW1] = [1, 2, 3, 4, 5] as const;
const CHUNK_EVENTS = 1 << 16;
const WIDE = 0x80000000;
/** Events of a run that nobody bounded. */
const DEFAULT_LIMIT = 40_000_000;

/** An operation: what was done to which page. Events between two operations belong to the first. */
export interface Operation {
  readonly text: string;
  /** Page frame number, or -1. */
  readonly page: number;
  /** Number of the first event. */
  readonly firstEvent: number;
  /** 1-based number of the scenario's step it belongs to, counted as executed; 0 before the first. */
  readonly step: number;
}

/** A word that changed. `unit` counts 32-bit units of the simulated memory; `wide` events change two. */
export interface WordChange {
  readonly unit: number;
  readonly wide: boolean;
  readonly operation: number;
  readonly old0: number;
  readonly old1: number;
  readonly new0: number;
  readonly new1: number;
  readonly site: number;
  readonly previousSite: number;
}

/**
 * Every change of the simulated memory in order, applied and undone in place. Summaries of each 65,536 events and of each million say what
 * they change altogether, so that a far seek passes over them in one go; they take 8 bytes an event at most.
 */
export class Journal {
  /** Number of events recorded. */
  length = 0;
  /** How many of them are applied to the memory. */
  position = 0;
  private readonly chunks: Uint32Array[] = [];
  private current: Uint32Array = new Uint32Array(0);
  private cursor = CHUNK_EVENTS * EVENT;
  private readonly texts: string[] = [];
  private readonly textNumbers = new Map<string, number>();
  private operationText = new Uint16Array(1024);
  private operationPage = new Int32Array(1024);
  private operationFirst = new Uint32Array(1024);
  private operationStep = new Uint32Array(1024);
  private operationCount = 0;

  private readonly units: Uint32Array;
  private readonly shadow: Uint16Array;
  /** From short intervals to long ones. */
  private readonly summaries: readonly [ChangeSummaries, ChangeSummaries];

  /** Events it takes; with more, the operation ends in a fault. */
  readonly limit: number;

  constructor(units: Uint32Array, shadow: Uint16Array, limit = DEFAULT_LIMIT) {
    this.limit = limit;
    this.units = units;
    this.shadow = shadow;
    const short = new ChangeSummaries({ units, shadow, interval: CHUNK_EVENTS, bytesAnEvent: 2 });
    this.summaries = [short, new ChangeSummaries({ units, shadow, interval: CHUNK_EVENTS << 4, bytesAnEvent: 8, shorter: short })];
  }

  get operations(): number {
    return this.operationCount;
  }

  /** Starts an operation. Texts are few and repeat; the page is told apart. `step`: the scenario's; that of the operation before when absent. */
  begin(text: string, page: number, step = this.operationStep[Math.max(0, this.operationCount - 1)]!): void {
    let number = this.textNumbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      if (number > 0xffff) number = 0xffff;
      else this.texts.push(text);
      this.textNumbers.set(text, number);
    }
    if (this.operationCount === this.operationText.length) this.growOperations();
    this.operationText[this.operationCount] = number;
    this.operationPage[this.operationCount] = page;
    this.operationFirst[this.operationCount] = this.length;
    this.operationStep[this.operationCount] = step;
    this.operationCount++;
  }

  /** Records a change before it is made. */
  record(unit: number, wide: boolean, new0: number, new1: number, site: number): void {
    if (this.position !== this.length) throw new RangeError('the run is being played back: seek to its end before it goes on');
    if (wide && this.shadow[unit] !== this.shadow[unit + 1]) {
      this.append(unit, unit, new0, site);
      this.append(unit + 1, unit + 1, new1, site);
      return;
    }
    const at = this.append(wide ? (unit | WIDE) >>> 0 : unit, unit, new0, site);
    if (!wide) return;
    this.note(unit + 1);
    this.current[at + OLD1] = this.units[unit + 1]!;
    this.current[at + NEW1] = new1;
  }

  private append(head: number, unit: number, value: number, site: number): number {
    if (this.cursor === CHUNK_EVENTS * EVENT) this.addChunk();
    this.note(unit);
    const chunk = this.current;
    const at = this.cursor;
    chunk[at] = head;
    chunk[at + SITES] = site | (this.shadow[unit]! << 16);
    chunk[at + OLD0] = this.units[unit]!;
    chunk[at + NEW0] = value;
    this.cursor = at + EVENT;
    this.length++;
    this.position++;
    return at;
  }

  private note(unit: number): void {
    this.summaries[0].note(unit);
    this.summaries[1].note(unit);
  }

  event(number: number): WordChange {
    const chunk = this.chunks[Math.floor(number / CHUNK_EVENTS)];
    if (chunk === undefined || number < 0 || number >= this.length) throw new RangeError(`no event ${number}: there are ${this.length}`);
    const at = (number % CHUNK_EVENTS) * EVENT;
    return {
      unit: chunk[at]! & ~WIDE, wide: (chunk[at]! & WIDE) !== 0, operation: this.operationOf(number), old0: chunk[at + OLD0]!, old1: chunk[at + OLD1]!,
      new0: chunk[at + NEW0]!, new1: chunk[at + NEW1]!, site: chunk[at + SITES]! & 0xffff, previousSite: chunk[at + SITES]! >>> 16,
    };
  }

  /** The operation an event belongs to: the last that began before it. */
  private operationOf(event: number): number {
    let [low, high] = [0, this.operationCount];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.operationFirst[middle]! <= event) low = middle;
      else high = middle;
    }
    return low;
  }

  operation(number: number): Operation {
    if (number < 0 || number >= this.operationCount) throw new RangeError(`no operation ${number}: there are ${this.operationCount}`);
    return { text: this.texts[this.operationText[number]!]!, page: this.operationPage[number]!, firstEvent: this.operationFirst[number]!, step: this.operationStep[number]! };
  }

  /** The unit an event writes, the first where it writes two. For loops over many events: makes no object. */
  unitOf(number: number): number {
    return this.head(number) & ~WIDE;
  }

  /** Whether an event writes two units. */
  isWide(number: number): boolean {
    return this.head(number) >= WIDE;
  }

  private head(number: number): number {
    return this.chunks[Math.floor(number / CHUNK_EVENTS)]![(number % CHUNK_EVENTS) * EVENT]!;
  }

  /** Brings the memory to the state after the first `target` events. */
  seek(target: number): void {
    if (!Number.isInteger(target) || target < 0 || target > this.length) throw new RangeError(`no event ${target}: there are ${this.length}`);
    this.travel(target, this.summaries.length - 1);
  }

  /** By summaries of that level where there are any and they lead nearer, between them by those of the level below, and the rest event by event. */
  private travel(target: number, level: number): void {
    const summaries = this.summaries[level];
    if (summaries === undefined) {
      if (target < this.position) this.undoTo(target);
      else this.redoTo(target);
      return;
    }
    const { interval } = summaries;
    const here = summaries.nearestBoundary(this.position);
    const there = summaries.nearestBoundary(target);
    if (here !== there && Math.abs(target - this.position) > interval / 2) {
      this.travel(here * interval, level - 1);
      const by = here < there ? 1 : -1;
      for (let boundary = here; boundary !== there; boundary += by) {
        if (summaries.pass(boundary, by)) this.position = (boundary + by) * interval;
        else this.travel((boundary + by) * interval, level - 1);
      }
    }
    this.travel(target, level - 1);
  }

  private undoTo(target: number): void {
    const { units, shadow } = this;
    let position = this.position;
    while (position > target) {
      const chunk = this.chunks[Math.floor((position - 1) / CHUNK_EVENTS)]!;
      const first = Math.max(target, position - 1 - ((position - 1) % CHUNK_EVENTS));
      for (let at = ((position - 1) % CHUNK_EVENTS) * EVENT; position > first; at -= EVENT, position--) {
        const head = chunk[at]!;
        const unit = head & ~WIDE;
        units[unit] = chunk[at + OLD0]!;
        shadow[unit] = chunk[at + SITES]! >>> 16;
        if (head >= WIDE) {
          units[unit + 1] = chunk[at + OLD1]!;
          shadow[unit + 1] = chunk[at + SITES]! >>> 16;
        }
      }
    }
    this.position = position;
  }

  private redoTo(target: number): void {
    const { units, shadow } = this;
    let position = this.position;
    while (position < target) {
      const chunk = this.chunks[Math.floor(position / CHUNK_EVENTS)]!;
      const last = Math.min(target, position - (position % CHUNK_EVENTS) + CHUNK_EVENTS);
      for (let at = (position % CHUNK_EVENTS) * EVENT; position < last; at += EVENT, position++) {
        const head = chunk[at]!;
        const unit = head & ~WIDE;
        const site = chunk[at + SITES]! & 0xffff;
        units[unit] = chunk[at + NEW0]!;
        shadow[unit] = site;
        if (head >= WIDE) {
          units[unit + 1] = chunk[at + NEW1]!;
          shadow[unit + 1] = site;
        }
      }
    }
    this.position = position;
  }

  private addChunk(): void {
    if (this.length >= this.limit) throw new SimulatedFault('journal-full', `the journal holds ${this.length} events and takes no more`);
    for (const summaries of this.summaries) if (this.length > 0 && this.length % summaries.interval === 0) summaries.end();
    this.current = new Uint32Array(CHUNK_EVENTS * EVENT);
    this.chunks.push(this.current);
    this.cursor = 0;
  }

  private growOperations(): void {
    const size = this.operationCount * 2;
    const [text, page, first, step] = [new Uint16Array(size), new Int32Array(size), new Uint32Array(size), new Uint32Array(size)];
    text.set(this.operationText);
    page.set(this.operationPage);
    first.set(this.operationFirst);
    step.set(this.operationStep);
    [this.operationText, this.operationPage, this.operationFirst, this.operationStep] = [text, page, first, step];
  }
}
