import type { Memory } from './memory.js';

/** What the simulation knows of a page beside its words: its state, whether users map it, whether it is pinned. One 32-bit unit a page. */
export class PageMeta {
  private readonly memory: Memory;
  /** Unit of page 0's state. */
  readonly at: number;
  private readonly names: string[] = ['unknown'];
  private readonly numbers = new Map<string, number>([['unknown', 0]]);
  /** The site states are written under. */
  readonly site: number;

  constructor(memory: Memory) {
    this.memory = memory;
    this.at = memory.allocateObject(memory.pages);
    this.site = memory.sites.intern('simulator', 'state', { kind: 'integer', means: 'state' }, '');
  }

  /** The number of a state's name, for setState in loops. */
  stateNumber(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.length;
    if (number > 0xff) throw new RangeError('more than 255 page states');
    this.names.push(name);
    this.numbers.set(name, number);
    return number;
  }

  /** The names of all states so far, by number. */
  get stateNames(): readonly string[] {
    return this.names;
  }

  setState(pfn: number, state: number): void {
    const unit = this.at + pfn;
    this.memory.setUnit(unit, (this.memory.ints[unit]! & ~0xff) | state, this.site);
  }

  setStateNamed(pfn: number, name: string): void {
    this.setState(pfn, this.stateNumber(name));
  }

  state(pfn: number): string {
    return this.names[this.memory.units[this.at + pfn]! & 0xff]!;
  }

  stateNumberOf(pfn: number): number {
    return this.memory.units[this.at + pfn]! & 0xff;
  }

  /** User mappings by normal PTEs. */
  maps(pfn: number): number {
    return (this.memory.units[this.at + pfn]! >>> 8) & 0xfff;
  }

  /** Pins and long references held by users of GUP. */
  pins(pfn: number): number {
    return this.memory.units[this.at + pfn]! >>> 20;
  }

  addMaps(pfn: number, by: 1 | -1): void {
    const unit = this.at + pfn;
    this.memory.setUnit(unit, (this.memory.units[unit]! + by * 0x100) >>> 0, this.site);
  }

  addPins(pfn: number, by: 1 | -1): void {
    const unit = this.at + pfn;
    this.memory.setUnit(unit, (this.memory.units[unit]! + by * 0x100000) >>> 0, this.site);
  }

  /** Sets the state of every page without the journal: at boot. */
  fill(state: number): void {
    this.memory.units.fill(state, this.at, this.at + this.memory.pages);
    this.memory.shadow.fill(this.site, this.at, this.at + this.memory.pages);
  }
}
