import { SimulatedFault } from './fault.js';

/** Numbers of 32 bits an event takes: 28 bytes. */
const EVENT = 7;
const CHUNK_EVENTS = 1 << 16;
const WIDE = 0x80000000;
/** Events of a run that nobody bounded: 28 bytes each. */
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

/** Events that a summary covers. */
const INTERVAL = 1 << 20;
/** Units a summary may name: with more, going through the events costs no more. */
const SUMMARY_LIMIT = INTERVAL / 8;
/** Of a summary's unit: its number, its value before and after, its sites before and after. */
const SUMMARY_ENTRY = 4;

/**
 * Every change of the simulated memory in order, 28 bytes each, applied and undone in place. A summary of each million events says what
 * they change altogether, so that a far seek passes over them in one go.
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
  /** By interval; undefined where the interval changed too much. */
  private readonly summaries: (Uint32Array | undefined)[] = [];
  /** One bit a unit: changed in the present interval. */
  private readonly changed: Uint32Array;
  private pending = new Uint32Array(1024 * SUMMARY_ENTRY);
  private pendingCount = 0;

  /** Events it takes; with more, the operation ends in a fault. */
  readonly limit: number;

  constructor(units: Uint32Array, shadow: Uint16Array, limit = DEFAULT_LIMIT) {
    this.limit = limit;
    this.units = units;
    this.shadow = shadow;
    this.changed = new Uint32Array(Math.ceil(units.length / 32));
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
    this.current[at + 3] = this.units[unit + 1]!;
    this.current[at + 5] = new1;
  }

  private append(head: number, unit: number, value: number, site: number): number {
    if (this.length % INTERVAL === 0 && this.length > 0) this.summarize();
    if (this.cursor === CHUNK_EVENTS * EVENT) this.addChunk();
    this.note(unit);
    const chunk = this.current;
    const at = this.cursor;
    chunk[at] = head;
    chunk[at + 1] = this.operationCount - 1;
    chunk[at + 2] = this.units[unit]!;
    chunk[at + 4] = value;
    chunk[at + 6] = site | (this.shadow[unit]! << 16);
    this.cursor = at + EVENT;
    this.length++;
    this.position++;
    return at;
  }

  /** Remembers what a unit held before its first change in this interval. */
  private note(unit: number): void {
    const bit = 1 << (unit & 31);
    const word = this.changed[unit >>> 5]!;
    if ((word & bit) !== 0 || this.pendingCount > SUMMARY_LIMIT) return;
    this.changed[unit >>> 5] = word | bit;
    if ((this.pendingCount + 1) * SUMMARY_ENTRY > this.pending.length) {
      const larger = new Uint32Array(this.pending.length * 2);
      larger.set(this.pending);
      this.pending = larger;
    }
    const at = this.pendingCount++ * SUMMARY_ENTRY;
    this.pending[at] = unit;
    this.pending[at + 1] = this.units[unit]!;
    this.pending[at + 3] = this.shadow[unit]!;
  }

  /** Ends an interval: the units it changed, as they are now. */
  private summarize(): void {
    const { pending, pendingCount } = this;
    for (let at = 0; at < pendingCount * SUMMARY_ENTRY; at += SUMMARY_ENTRY) {
      const unit = pending[at]!;
      this.changed[unit >>> 5] = 0;
      pending[at + 2] = this.units[unit]!;
      pending[at + 3] = pending[at + 3]! | (this.shadow[unit]! << 16);
    }
    this.summaries.push(pendingCount > SUMMARY_LIMIT ? undefined : pending.slice(0, pendingCount * SUMMARY_ENTRY));
    this.pendingCount = 0;
  }

  event(number: number): WordChange {
    const chunk = this.chunks[Math.floor(number / CHUNK_EVENTS)];
    if (chunk === undefined || number < 0 || number >= this.length) throw new RangeError(`no event ${number}: there are ${this.length}`);
    const at = (number % CHUNK_EVENTS) * EVENT;
    return {
      unit: chunk[at]! & ~WIDE, wide: (chunk[at]! & WIDE) !== 0, operation: chunk[at + 1]!, old0: chunk[at + 2]!, old1: chunk[at + 3]!,
      new0: chunk[at + 4]!, new1: chunk[at + 5]!, site: chunk[at + 6]! & 0xffff, previousSite: chunk[at + 6]! >>> 16,
    };
  }

  operation(number: number): Operation {
    if (number < 0 || number >= this.operationCount) throw new RangeError(`no operation ${number}: there are ${this.operationCount}`);
    return { text: this.texts[this.operationText[number]!]!, page: this.operationPage[number]!, firstEvent: this.operationFirst[number]!, step: this.operationStep[number]! };
  }

  /**
   * The last event up to the present position that wrote each of `count` units from `first` on, or -1. One scan backwards: for a
   * person's question, not for a loop.
   */
  lastWrites(first: number, count: number): Int32Array {
    const found = new Int32Array(count).fill(-1);
    // What nobody has written since boot need not be looked for.
    let missing = 0;
    for (let unit = first; unit < first + count; unit++) if (this.shadow[unit] !== 0) missing++;
    for (let number = this.position - 1; number >= 0 && missing > 0; number--) {
      const head = this.chunks[Math.floor(number / CHUNK_EVENTS)]![(number % CHUNK_EVENTS) * EVENT]!;
      const at = (head & ~WIDE) - first;
      if (at >= -1 && at < count) missing -= mark(found, at, number) + (head >= WIDE ? mark(found, at + 1, number) : 0);
    }
    return found;
  }

  /** The numbers of all events that write any of `count` units from `first` on. One scan: for a person's question, not for a loop. */
  writesOf(first: number, count: number): readonly number[] {
    const found: number[] = [];
    for (let number = 0; number < this.length; number++) {
      const head = this.chunks[Math.floor(number / CHUNK_EVENTS)]![(number % CHUNK_EVENTS) * EVENT]!;
      const at = (head & ~WIDE) - first;
      if (at < count && at >= (head >= WIDE ? -1 : 0)) found.push(number);
    }
    return found;
  }

  /** Brings the memory to the state after the first `target` events. */
  seek(target: number): void {
    if (!Number.isInteger(target) || target < 0 || target > this.length) throw new RangeError(`no event ${target}: there are ${this.length}`);
    const here = this.nearestBoundary(this.position);
    const there = this.nearestBoundary(target);
    if (Math.abs(target - this.position) > INTERVAL / 2 && here !== there) {
      this.move(here * INTERVAL);
      for (let interval = here; interval < there; interval++) this.pass(interval, true);
      for (let interval = here - 1; interval >= there; interval--) this.pass(interval, false);
    }
    this.move(target);
  }

  /** The interval's number whose start lies nearest and has been passed by recording. */
  private nearestBoundary(event: number): number {
    return Math.min(Math.round(event / INTERVAL), this.summaries.length);
  }

  private move(target: number): void {
    if (target < this.position) this.undoTo(target);
    else this.redoTo(target);
  }

  /** Over a whole interval: by its summary, or through its events where it has none. */
  private pass(interval: number, forward: boolean): void {
    const target = (interval + (forward ? 1 : 0)) * INTERVAL;
    const summary = this.summaries[interval];
    if (summary === undefined) {
      this.move(target);
      return;
    }
    const { units, shadow } = this;
    const value = forward ? 2 : 1;
    const shift = forward ? 16 : 0;
    for (let at = 0; at < summary.length; at += SUMMARY_ENTRY) {
      const unit = summary[at]!;
      units[unit] = summary[at + value]!;
      shadow[unit] = summary[at + 3]! >>> shift;
    }
    this.position = target;
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
        units[unit] = chunk[at + 2]!;
        shadow[unit] = chunk[at + 6]! >>> 16;
        if (head >= WIDE) {
          units[unit + 1] = chunk[at + 3]!;
          shadow[unit + 1] = chunk[at + 6]! >>> 16;
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
        const site = chunk[at + 6]! & 0xffff;
        units[unit] = chunk[at + 4]!;
        shadow[unit] = site;
        if (head >= WIDE) {
          units[unit + 1] = chunk[at + 5]!;
          shadow[unit + 1] = site;
        }
      }
    }
    this.position = position;
  }

  private addChunk(): void {
    if (this.length >= this.limit) throw new SimulatedFault('journal-full', `the journal holds ${this.length} events and takes no more`);
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

/** Notes the event where none is noted yet; the number of places filled. */
function mark(found: Int32Array, at: number, event: number): 0 | 1 {
  if (found[at] !== -1) return 0;
  found[at] = event;
  return 1;
}
