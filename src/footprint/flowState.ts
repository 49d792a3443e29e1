/** What is known at one point of a function: its variables, and the words of the objects it has looked at. */
import type { Chain, HeldWord } from './effect.js';
import { INITIAL, join, type Thing, unknown, type Value } from './value.js';

/** A word by place: bytes from the object's start, or the members that lead to it. */
export interface WordPlace {
  readonly thing: Thing;
  readonly offset: number | undefined;
  readonly size: number;
  readonly record: string;
  readonly path: string;
}

/** One bit of a word of an object, kept beside the word itself: what is known of a flag outlives what is known of all flags. */
export function bitPlace(thing: Thing, offset: number, bit: number): WordPlace {
  return { thing, offset: undefined, size: 0, record: BIT, path: `${offset}.${bit}` };
}

/** The byte offset of the word and the number of the bit, for what {@link bitPlace} made. */
export function bitOf(word: Pick<HeldWord, 'record' | 'path'>): { readonly offset: number; readonly bit: number } | undefined {
  if (word.record !== BIT) return undefined;
  const [offset, bit] = word.path.split('.').map(Number);
  return { offset: offset!, bit: bit! };
}

/** In the place of a record's name: no C name has it. */
const BIT = '#bit';

export class FlowState {
  readonly variables: Map<string, Value>;
  readonly memory: Map<Thing, readonly HeldWord[]>;

  constructor(variables = new Map<string, Value>(), memory = new Map<Thing, readonly HeldWord[]>()) {
    this.variables = variables;
    this.memory = memory;
  }

  fork(): FlowState {
    return new FlowState(new Map(this.variables), new Map(this.memory));
  }

  /** What a word holds, or undefined when nothing was written to it and nothing told. */
  held(place: WordPlace): HeldWord | undefined {
    return this.memory.get(place.thing)?.find((word) => same(word, place));
  }

  store(place: WordPlace, value: Value, chain: Chain | undefined, weak = false): void {
    const words = this.memory.get(place.thing) ?? [];
    const before = words.find((word) => same(word, place));
    const kept = words.filter((word) => word !== before && !overlaps(word, place));
    // What a part of an older value leaves of it cannot be told.
    for (const word of words) if (word !== before && overlaps(word, place) && !covers(place, word)) kept.push({ ...word, value: unknown('partly overwritten') });
    const now = weak ? join(before?.value ?? INITIAL, value) : value;
    kept.push({ offset: place.offset, size: place.size, record: place.record, path: place.path, value: now, ...(chain && { chain }) });
    this.memory.set(place.thing, kept);
  }

  /** An object was handed to code that nobody can follow: what was known of it is not known any more. */
  forget(thing: Thing): void {
    const words = this.memory.get(thing);
    if (words) this.memory.set(thing, words.map((word) => ({ ...word, value: unknown('handed to a call that could not be followed') })));
  }

  /** Two ways meet. */
  joined(other: FlowState): FlowState {
    const variables = new Map<string, Value>();
    for (const [name, value] of this.variables) {
      const theirs = other.variables.get(name);
      variables.set(name, theirs ? join(value, theirs) : value);
    }
    for (const [name, value] of other.variables) if (!variables.has(name)) variables.set(name, value);
    const memory = new Map<Thing, readonly HeldWord[]>();
    for (const thing of new Set([...this.memory.keys(), ...other.memory.keys()])) memory.set(thing, joinWords(this.memory.get(thing) ?? [], other.memory.get(thing) ?? []));
    return new FlowState(variables, memory);
  }
}

function joinWords(mine: readonly HeldWord[], theirs: readonly HeldWord[]): readonly HeldWord[] {
  if (mine === theirs) return mine;
  const joined = mine.map((word) => {
    const other = theirs.find((one) => same(one, word));
    const chain = word.chain ?? other?.chain;
    return { ...word, value: join(word.value, other?.value ?? INITIAL), ...(chain && { chain }) };
  });
  for (const word of theirs) if (!mine.some((one) => same(one, word))) joined.push({ ...word, value: join(INITIAL, word.value) });
  return joined;
}

type Range = Pick<HeldWord, 'offset' | 'size' | 'path' | 'record'>;

function same(a: Range, b: Range): boolean {
  return a.offset !== undefined && b.offset !== undefined ? a.offset === b.offset && a.size === b.size : a.offset === b.offset && a.record === b.record && a.path === b.path;
}

function overlaps(a: Range, b: Range): boolean {
  if (a.offset === undefined || b.offset === undefined) return a.offset === b.offset && a.record === b.record && a.path === b.path;
  return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

function covers(a: Range, b: Range): boolean {
  return a.offset !== undefined && b.offset !== undefined && a.offset <= b.offset && a.offset + a.size >= b.offset + b.size;
}
