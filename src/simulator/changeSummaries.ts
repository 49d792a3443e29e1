/** Of a changed unit: its number, its value before and after, its sites before and after. */
const ENTRY = 4;
const [UNIT, BEFORE, AFTER, SITES] = [0, 1, 2, 3] as const;

/** What is summed up: the simulated memory, how many events an interval has, and how many bytes for each of them its summary may take. */
export interface SummariesSpec {
  readonly units: Uint32Array;
  readonly shadow: Uint16Array;
  readonly interval: number;
  readonly bytesAnEvent: number;
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
  private readonly limit: number;
  /** By interval; undefined where it changed too much. */
  private readonly ended: (Uint32Array | undefined)[] = [];
  /** One bit a unit: changed in the present interval. */
  private readonly changed: Uint32Array;
  private pending = new Uint32Array(1024 * ENTRY);
  private count = 0;

  constructor({ units, shadow, interval, bytesAnEvent }: SummariesSpec) {
    this.interval = interval;
    this.units = units;
    this.shadow = shadow;
    this.limit = Math.floor((interval * bytesAnEvent) / (ENTRY * 4));
    this.changed = new Uint32Array(Math.ceil(units.length / 32));
  }

  /** Remembers what a unit holds, before the first change of it in the present interval. */
  note(unit: number): void {
    const bit = 1 << (unit & 31);
    const word = this.changed[unit >>> 5]!;
    if ((word & bit) !== 0 || this.count > this.limit) return;
    this.changed[unit >>> 5] = word | bit;
    if ((this.count + 1) * ENTRY > this.pending.length) {
      const larger = new Uint32Array(this.pending.length * 2);
      larger.set(this.pending);
      this.pending = larger;
    }
    const at = this.count++ * ENTRY;
    this.pending[at + UNIT] = unit;
    this.pending[at + BEFORE] = this.units[unit]!;
    this.pending[at + SITES] = this.shadow[unit]!;
  }

  /** Ends the present interval: its units as they are now. */
  end(): void {
    const { pending, count } = this;
    for (let at = 0; at < count * ENTRY; at += ENTRY) {
      const unit = pending[at + UNIT]!;
      this.changed[unit >>> 5] = 0;
      pending[at + AFTER] = this.units[unit]!;
      pending[at + SITES] = pending[at + SITES]! | (this.shadow[unit]! << 16);
    }
    this.ended.push(count > this.limit ? undefined : pending.slice(0, count * ENTRY));
    this.count = 0;
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
    for (let at = 0; at < summary.length; at += ENTRY) {
      const unit = summary[at + UNIT]!;
      units[unit] = summary[at + value]!;
      shadow[unit] = summary[at + SITES]! >>> shift;
    }
    return true;
  }
}
