/** What a function does to an object, and everything a caller has to know of it. */
import type { Site, Thing, Value } from './value.js';

/** From a call down to the place where it happens: the outermost site first. */
export interface Chain {
  readonly site: Site;
  readonly inner?: Chain;
}

export type EffectKind = 'read' | 'write' | 'readwrite' | 'address' | 'marker';

/** What a marker is called that no function stands for: the object's address is taken from that of another struct page, for its index. */
export const DISTANCE = 'pointer difference';

/** One access to bytes of an object, or a named function that the object is handed to. */
export interface Effect {
  readonly kind: EffectKind;
  readonly thing: Thing;
  /** Bytes from the object's start; undefined when that cannot be told. */
  readonly offset: number | undefined;
  readonly size: number;
  /** The type it is seen through, and the members named: `folio`, `mapping`. */
  readonly record: string;
  readonly path: string;
  /** What is written, or for a marker the function's name. */
  readonly value?: Value;
  /** What the next round of a loop writes there, where that is something else: a count goes up. */
  readonly again?: Value;
  readonly marker?: string;
  readonly chain: Chain;
  /** It need not happen on every way through the function. */
  readonly may: boolean;
  /** For a write: the functions that have said yes to the object on every way that leads there (`is_zone_device_page`). */
  readonly tested?: readonly string[];
  /** For a write, or a read of a list's link: where the object was given back before, on every way that leads there. */
  readonly gone?: Chain;
  /** For a read of a list's link: where it was written before, on every way that leads there. */
  readonly link?: Chain;
  /** For a write: the words that this function wrote before on the way there, by other names, and that it overwrites. */
  readonly over?: readonly HeldWord[];
  /** What the words of the object hold at that moment, for a marker: what the reader behind it finds. */
  readonly finds?: readonly HeldWord[];
}

/** A word of an object and what is known to lie in it. */
export interface HeldWord {
  /** Bytes from the object's start; undefined for a member of a record whose layout is not looked at. */
  readonly offset: number | undefined;
  readonly size: number;
  readonly record: string;
  readonly path: string;
  readonly value: Value;
  /** Where it was written last; absent for what a test told. */
  readonly chain?: Chain;
}

/** A call of the function's own that hands over pointers: what rules about callers and callees look at. */
export interface CallEvent {
  readonly callee: string;
  readonly site: Site;
  readonly args: readonly Value[];
  readonly result: Value;
}

/** A whole object taken for another record by a cast: `(struct folio *)page`. */
export interface CastEvent {
  readonly thing: Thing;
  /** Tags of the record that the pointer led to, and of the one it is taken for. */
  readonly from: string;
  readonly to: string;
  readonly site: Site;
  /** How many of the trace's effects came before. */
  readonly after: number;
}

/** Low bits of a word that an object was found by taken off, or looked at alone. */
export interface MaskEvent {
  /** What the word leads to, or stands for. */
  readonly thing: Thing;
  readonly keeps: 'address' | 'bits';
}

/** What a caller has to know of a function. */
export interface Summary {
  readonly function: string;
  readonly file: string;
  /** Where its item begins, or the macro call that stands for it. */
  readonly at: Site;
  readonly parameters: readonly Thing[];
  /** What happens to its parameters and to what it finds through them. */
  readonly effects: readonly Effect[];
  /** By object: what its words hold when the function returns. */
  readonly leaves: ReadonlyMap<Thing, readonly HeldWord[]>;
  readonly returns: Value;
  /** What it calls, in order, each function once. */
  readonly calls: readonly { readonly callee: string; readonly site: Site }[];
  /** Calls that could not be followed: function pointers, recursion, functions without a body here. */
  readonly unknownCalls: readonly string[];
  /** Something was left out: too long, too deep. */
  readonly partial: boolean;
}

/** A function with everything it does, to its own objects too: what rules look at. */
export interface Trace {
  readonly summary: Summary;
  readonly effects: readonly Effect[];
  readonly calls: readonly CallEvent[];
  /** Casts of objects that are followed. */
  readonly casts: readonly CastEvent[];
  /** Masks put on words that were read. */
  readonly masks: readonly MaskEvent[];
  /** What each object's words hold where the function returns. */
  readonly leaves: ReadonlyMap<Thing, readonly HeldWord[]>;
  /** Of objects that came without a type: tags of the records they are used as, and names of wide numbers. */
  readonly typed: ReadonlyMap<Thing, ReadonlySet<string>>;
  /** Of objects that were declared as such: names of types that tell what a page is (`pgtable_t`, or `pte_t` of its memory). */
  readonly named: ReadonlyMap<Thing, ReadonlySet<string>>;
}

/** The innermost place of a chain. */
export function innermost(chain: Chain): Site {
  let current = chain;
  while (current.inner) current = current.inner;
  return current.site;
}

/** Number of calls from the function itself down to the place. */
export function depthOf(chain: Chain): number {
  let depth = 0;
  for (let current: Chain | undefined = chain; current; current = current.inner) depth++;
  return depth;
}

export function sitesOf(chain: Chain): readonly Site[] {
  const sites: Site[] = [];
  for (let current: Chain | undefined = chain; current; current = current.inner) sites.push(current.site);
  return sites;
}
