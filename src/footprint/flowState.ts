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
const BIT = '#bit', TEST = '#test', GONE = '#gone';

/** That a function said yes to an object: kept beside its words until something is done to it that nobody can follow. */
export function testPlace(thing: Thing, callee: string): WordPlace {
  return { thing, offset: undefined, size: 0, record: TEST, path: callee };
}

/** That an object was given back: kept beside its words until it is come by anew. */
export function gonePlace(thing: Thing): WordPlace {
  return { thing, offset: undefined, size: 0, record: GONE, path: '' };
}

/** Where an object with these words was given back, on every way that leads here. */
export function goneIn(words: readonly HeldWord[]): Chain | undefined {
  return words.find(({ record, value }) => record === GONE && value.kind === 'number')?.chain;
}

/** The functions that have said yes to an object with these words, on every way that leads here. */
export function testsIn(words: readonly HeldWord[]): readonly string[] {
  return words.flatMap(({ record, path, value }) => (record === TEST && value.kind === 'number' ? [path] : []));
}

/** The words of an object that is not there: the pointer to it is NULL. Told from no words by identity. */
const NOWHERE: readonly HeldWord[] = [];

/** Ways through a function part and meet at every branch and change little in between: what they share is copied when one of them writes. */
export class FlowState {
  #variables: Map<string, Value>;
  #memory: Map<Thing, readonly HeldWord[]>;
  #ownsVariables = false;
  #ownsMemory = false;

  constructor(variables = new Map<string, Value>(), memory = new Map<Thing, readonly HeldWord[]>()) {
    this.#variables = variables;
    this.#memory = memory;
  }

  /** By the id they were declared under. */
  get variables(): ReadonlyMap<string, Value> {
    return this.#variables;
  }

  get memory(): ReadonlyMap<Thing, readonly HeldWord[]> {
    return this.#memory;
  }

  fork(): FlowState {
    this.#ownsVariables = this.#ownsMemory = false;
    return new FlowState(this.#variables, this.#memory);
  }

  /** Gives a variable a value. */
  set(variable: string, value: Value): void {
    if (!this.#ownsVariables) this.#variables = new Map(this.#variables);
    this.#ownsVariables = true;
    this.#variables.set(variable, value);
  }

  #hold(thing: Thing, words: readonly HeldWord[]): void {
    if (!this.#ownsMemory) this.#memory = new Map(this.#memory);
    this.#ownsMemory = true;
    this.#memory.set(thing, words);
  }

  /** What a word holds, or undefined when nothing was written to it and nothing told. */
  held(place: WordPlace): HeldWord | undefined {
    return this.memory.get(place.thing)?.find((word) => samePlace(word, place));
  }

  store(place: WordPlace, value: Value, chain: Chain | undefined, weak = false): void {
    const words = this.memory.get(place.thing) ?? [];
    const before = words.find((word) => samePlace(word, place));
    const kept = words.filter((word) => word !== before && !overlaps(word, place));
    // What a part of an older value leaves of it cannot be told.
    for (const word of words) if (word !== before && overlaps(word, place) && !covers(place, word)) kept.push({ ...word, value: unknown('partly overwritten') });
    const now = weak ? join(before?.value ?? INITIAL, value) : value;
    kept.push({ offset: place.offset, size: place.size, record: place.record, path: place.path, value: now, ...(chain && { chain }) });
    this.#hold(place.thing, kept);
  }

  /** An object was handed to code that nobody can follow: what was known of it is not known any more. */
  forget(thing: Thing): void {
    const words = this.memory.get(thing);
    if (words) this.#hold(thing, words.map((word) => ({ ...word, value: unknown('handed to a call that could not be followed') })));
  }

  /** An object is come by anew, in the next round of a loop: it is another one, which nobody gave back. */
  renew(thing: Thing): void {
    const words = this.#memory.get(thing);
    if (words?.some(({ record }) => record === GONE)) this.#hold(thing, words.filter(({ record }) => record !== GONE));
  }

  /** Nothing is known of an object's words any more, not even that they were written. */
  drop(thing: Thing): void {
    if (!this.#memory.has(thing)) return;
    if (!this.#ownsMemory) this.#memory = new Map(this.#memory);
    this.#ownsMemory = true;
    this.#memory.delete(thing);
  }

  /** On this way there is no such object: what the other ways know of it holds where they meet. */
  exclude(thing: Thing): void {
    this.#hold(thing, NOWHERE);
  }

  /** Two ways meet. */
  joined(other: FlowState): FlowState {
    this.#ownsVariables = this.#ownsMemory = other.#ownsVariables = other.#ownsMemory = false;
    const variables = this.#variables === other.#variables ? this.#variables : joinMaps(this.#variables, other.#variables, (mine, theirs) => (mine && theirs ? join(mine, theirs) : (mine ?? theirs)!));
    const memory = this.#memory === other.#memory ? this.#memory : joinMaps(this.#memory, other.#memory, (mine, theirs) => joinWords(mine ?? [], theirs ?? []));
    return new FlowState(variables, memory);
  }
}

function joinMaps<Key, One>(mine: ReadonlyMap<Key, One>, theirs: ReadonlyMap<Key, One>, joined: (mine: One | undefined, theirs: One | undefined) => One): Map<Key, One> {
  const all = new Map<Key, One>();
  for (const [key, value] of mine) {
    const other = theirs.get(key);
    all.set(key, other === value ? value : joined(value, other));
  }
  for (const [key, value] of theirs) if (!all.has(key)) all.set(key, joined(undefined, value));
  return all;
}

function joinWords(mine: readonly HeldWord[], theirs: readonly HeldWord[]): readonly HeldWord[] {
  if (mine === theirs || theirs === NOWHERE) return mine;
  if (mine === NOWHERE) return theirs;
  const joined = mine.map((word) => {
    const other = theirs.find((one) => samePlace(one, word));
    const chain = word.chain ?? other?.chain;
    return { ...word, value: join(word.value, other?.value ?? INITIAL), ...(chain && { chain }) };
  });
  for (const word of theirs) if (!mine.some((one) => samePlace(one, word))) joined.push({ ...word, value: join(INITIAL, word.value) });
  return joined;
}

type Range = Pick<HeldWord, 'offset' | 'size' | 'path' | 'record'>;

/** Whether two words lie in the same place of an object. */
export function samePlace(a: Range, b: Range): boolean {
  return a.offset !== undefined && b.offset !== undefined ? a.offset === b.offset && a.size === b.size : a.offset === b.offset && a.record === b.record && a.path === b.path;
}

export function overlaps(a: Range, b: Range): boolean {
  if (a.offset === undefined || b.offset === undefined) return a.offset === b.offset && a.record === b.record && a.path === b.path;
  return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

function covers(a: Range, b: Range): boolean {
  return a.offset !== undefined && b.offset !== undefined && a.offset <= b.offset && a.offset + a.size >= b.offset + b.size;
}
