/** Whether reading a function again told its callers anything new. */
import type { Summary } from './effect.js';
import { MovingSite } from './functionSites.js';
import type { Thing } from './value.js';

/** Two summaries of one function say the same if one's objects can be put in the place of the other's. Whatever a summary comes to hold is compared. */
export function sameSummary(a: Summary, b: Summary): boolean {
  return new Comparison().same(a, b);
}

class Comparison {
  /** What each object of the first summary is in the second. */
  readonly #things = new Map<Thing, Thing>();

  same(a: unknown, b: unknown): boolean {
    if (a === b) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (a instanceof MovingSite) return b instanceof MovingSite && a.offset === b.offset && a.file === b.file && a.function === b.function;
    if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, index) => this.same(one, b[index]));
    if (a instanceof Map) return b instanceof Map && this.same([...a], [...b]);
    return isThing(a) ? isThing(b) && this.#sameThing(a, b) : this.#sameMembers(a, b);
  }

  /** Objects are numbered in the order they are come by: that says nothing. */
  #sameThing(a: Thing, b: Thing): boolean {
    const known = this.#things.get(a);
    if (known) return known === b;
    this.#things.set(a, b);
    return a.record === b.record && this.same(a.source, b.source);
  }

  #sameMembers(a: object, b: object): boolean {
    const members = Object.entries(a), others = new Map(Object.entries(b));
    return members.length === others.size && members.every(([name, value]) => others.has(name) && this.same(value, others.get(name)));
  }
}

function isThing(value: object): value is Thing {
  return 'id' in value && 'source' in value && 'record' in value;
}
