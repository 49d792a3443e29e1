/** Of a unit that changes in the present interval: its number, its value and site before. */
const NOTED = 3;
const [UNIT, OLD, SITE] = [0, 1, 2] as const;
/** Of an ended interval, a changed unit: its number, its sites before and after, its value before and after; of two on end by the same sites, the values of both. */
const [HEAD, SITES, BEFORE, AFTER] = [0, 1, 2, 3] as const;
const NARROW = 4;
const BOTH = 6;
const WIDE = 0x80000000;
/** As many units, with their sites, no longer stay in a processor's cache. */
const MANY = 1 << 16;

/**
 * What is summed up: the simulated memory, how many events an interval has, and how many bytes for each of them its summary may take, those
 * of shorter intervals within it included.
 */
export interface SummariesSpec {
  readonly units: Uint32Array;
  readonly shadow: Uint16Array;
  readonly interval: number;
  readonly bytesAnEvent: number;
  readonly shorter?: ChangeSummaries;
}

/**
 * What intervals of a journal change altogether: each unit that an interval's events write, with its value and site before the first of
 * them and after the last. An interval that changes more than fits has none: its events are gone through one by one.
 */
export class ChangeSummaries {
  /** Events of an interval. */
  readonly interval: number;
  private readonly units: Uint32Array;
  private readonly shadow: Uint16Array;
  private readonly bytesAnEvent: number;
  private readonly shorter: ChangeSummaries | undefined;
  /** Numbers of 32 bits that the summaries take, and those of shorter intervals took when the present one began. */
  private taken = 0;
  private shorterTaken = 0;
  /** By interval; undefined where it changed too much. */
  private readonly ended: (Uint32Array | undefined)[] = [];
  /** One bit a unit: changed in the present interval. */
  private readonly changed: Uint32Array;
  private pending = new Uint32Array(1024 * NOTED);
  private count = 0;

  constructor({ units, shadow, interval, bytesAnEvent, shorter }: SummariesSpec) {
    this.interval = interval;
    this.units = units;
    this.shadow = shadow;
    this.bytesAnEvent = bytesAnEvent;
    this.shorter = shorter;
    this.changed = new Uint32Array(Math.ceil(units.length / 32));
  }

  /** Remembers what a unit holds, before the first change of it in the present interval. */
  note(unit: number): void {
    const bit = 1 << (unit & 31);
    const word = this.changed[unit >>> 5]!;
    if ((word & bit) !== 0 || this.isFull()) return;
    this.changed[unit >>> 5] = word | bit;
    if ((this.count + 1) * NOTED > this.pending.length) {
      const larger = new Uint32Array(this.pending.length * 2);
      larger.set(this.pending);
      this.pending = larger;
    }
    const at = this.count++ * NOTED;
    this.pending[at + UNIT] = unit;
    this.pending[at + OLD] = this.units[unit]!;
    this.pending[at + SITE] = this.shadow[unit]!;
  }

  /** Ends the present interval: its units as they are now. */
  end(): void {
    const { pending, count, changed } = this;
    const summary = this.summary();
    this.ended.push(summary);
    this.taken += summary?.length ?? 0;
    this.shorterTaken = this.shorter?.taken ?? 0;
    for (let at = 0; at < count; at++) changed[pending[at * NOTED + UNIT]! >>> 5] = 0;
    this.count = 0;
  }

  /** Numbers that a summary may take. */
  private get room(): number {
    return (this.interval * this.bytesAnEvent) / 4;
  }

  private summary(): Uint32Array | undefined {
    const { pending, units, shadow, count } = this;
    if (this.isFull()) return undefined;
    const order = this.order();
    let length = 0;
    for (let at = 0; at < count; at++) length += this.areOnEnd(order[at]!, order[at + 1]) ? (at++, BOTH) : NARROW;
    if (length > this.room - ((this.shorter?.taken ?? 0) - this.shorterTaken)) return undefined;
    const summary = new Uint32Array(length);
    for (let at = 0, to = 0; at < count; at++) {
      const [first, second] = [order[at]!, order[at + 1]];
      const both = this.areOnEnd(first, second);
      const unit = pending[first * NOTED + UNIT]!;
      summary[to + HEAD] = both ? unit | WIDE : unit;
      summary[to + SITES] = pending[first * NOTED + SITE]! | (shadow[unit]! << 16);
      summary[to + BEFORE] = pending[first * NOTED + OLD]!;
      summary[to + AFTER] = units[unit]!;
      to += NARROW;
      if (!both) continue;
      summary[to++] = pending[second! * NOTED + OLD]!;
      summary[to++] = units[unit + 1]!;
      at++;
    }
    return summary;
  }

  /** Units take three numbers each at least: more of them cannot fit, however many stand on end. */
  private isFull(): boolean {
    return this.count * (BOTH / 2) > this.room;
  }

  /** The noted units in the order in which they are passed over: by number where they are many, for memory is fastest from one end to the other. */
  private order(): Uint32Array {
    const { count, changed, pending } = this;
    const order = new Uint32Array(count);
    if (count < MANY) return order.map((_, at) => at);
    // A unit's rank is the number of changed ones below it.
    const below = new Uint32Array(changed.length);
    let sum = 0;
    for (let word = 0; word < changed.length; word++) {
      below[word] = sum;
      sum += bitsIn(changed[word]!);
    }
    for (let at = 0; at < count; at++) {
      const unit = pending[at * NOTED + UNIT]!;
      order[below[unit >>> 5]! + bitsIn(changed[unit >>> 5]! & ((1 << (unit & 31)) - 1))] = at;
    }
    return order;
  }

  /** Whether two noted units are on end and their sites were and are the same: halves of one word mostly. */
  private areOnEnd(first: number, second: number | undefined): boolean {
    if (second === undefined) return false;
    const { pending, shadow } = this;
    const unit = pending[first * NOTED + UNIT]!;
    return pending[second * NOTED + UNIT] === unit + 1 && pending[second * NOTED + SITE] === pending[first * NOTED + SITE] && shadow[unit + 1] === shadow[unit];
  }

  /** The boundary between ended intervals that lies nearest: boundary n is n intervals from the start. */
  nearestBoundary(event: number): number {
    return Math.min(Math.round(event / this.interval), this.ended.length);
  }

  /** Brings memory that stands at a boundary to the next or the one before; false where the interval between has no summary. */
  pass(boundary: number, by: 1 | -1): boolean {
    const summary = this.ended[by > 0 ? boundary : boundary - 1];
    if (summary === undefined) return false;
    const { units, shadow } = this;
    const value = by > 0 ? AFTER : BEFORE;
    const shift = by > 0 ? 16 : 0;
    for (let at = 0; at < summary.length;) {
      const head = summary[at + HEAD]!;
      const unit = head & ~WIDE;
      const site = summary[at + SITES]! >>> shift;
      units[unit] = summary[at + value]!;
      shadow[unit] = site;
      if (head >= WIDE) {
        units[unit + 1] = summary[at + value + 2]!;
        shadow[unit + 1] = site;
        at += BOTH;
      } else at += NARROW;
    }
    return true;
  }
}

/** How many bits of 32 are set. */
function bitsIn(word: number): number {
  const twos = word - ((word >>> 1) & 0x55555555);
  const fours = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
