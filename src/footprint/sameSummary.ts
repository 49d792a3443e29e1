/** Whether reading a function again told its callers anything new. */
import type { Chain, Effect, HeldWord, Summary } from './effect.js';
import type { Site, Source, Thing, Value } from './value.js';

/** Two summaries of one function say the same if one's objects can be put in the place of the other's. */
export function sameSummary(a: Summary, b: Summary): boolean {
  return new Comparison().summaries(a, b);
}

class Comparison {
  /** What each object of the first summary is in the second. */
  readonly #things = new Map<Thing, Thing>();

  summaries(a: Summary, b: Summary): boolean {
    return a.function === b.function && a.file === b.file && a.partial === b.partial && sameSite(a.at, b.at)
      && sameList(a.parameters, b.parameters, (x, y) => this.#thing(x, y))
      && sameList(a.unknownCalls, b.unknownCalls, (x, y) => x === y)
      && sameList(a.calls, b.calls, (x, y) => x.callee === y.callee && sameSite(x.site, y.site))
      && sameList(a.effects, b.effects, (x, y) => this.#effect(x, y))
      && this.#value(a.returns, b.returns)
      && sameList([...a.leaves], [...b.leaves], ([x, words], [y, others]) => this.#thing(x, y) && this.#words(words, others));
  }

  #effect(a: Effect, b: Effect): boolean {
    return a.kind === b.kind && a.offset === b.offset && a.size === b.size && a.record === b.record && a.path === b.path && a.marker === b.marker && a.may === b.may && sameList(a.tested ?? [], b.tested ?? [], (x, y) => x === y)
      && this.#thing(a.thing, b.thing) && this.#optional(a.value, b.value) && sameChain(a.chain, b.chain) && this.#words(a.finds ?? [], b.finds ?? []);
  }

  #words(a: readonly HeldWord[], b: readonly HeldWord[]): boolean {
    return sameList(a, b, (x, y) => x.offset === y.offset && x.size === y.size && x.record === y.record && x.path === y.path && this.#value(x.value, y.value) && sameChain(x.chain, y.chain));
  }

  #optional(a: Value | undefined, b: Value | undefined): boolean {
    return a === undefined || b === undefined ? a === b : this.#value(a, b);
  }

  #value(a: Value, b: Value): boolean {
    switch (a.kind) {
      case 'number': return b.kind === 'number' && a.value === b.value;
      case 'pointer': return b.kind === 'pointer' && a.offset === b.offset && a.path === b.path && a.tag === b.tag && this.#optional(a.or, b.or) && this.#thing(a.to, b.to);
      case 'initial': return b.kind === 'initial';
      case 'changed': return b.kind === 'changed' && a.clear === b.clear && a.set === b.set && a.add === b.add;
      case 'unknown': return b.kind === 'unknown' && a.pointerTo === b.pointerTo && a.why === b.why;
      case 'either': return b.kind === 'either' && sameList(a.of, b.of, (x, y) => this.#value(x, y));
    }
  }

  #thing(a: Thing, b: Thing): boolean {
    const known = this.#things.get(a);
    if (known) return known === b;
    if (a.record !== b.record) return false;
    this.#things.set(a, b);
    return this.#source(a.source, b.source);
  }

  #source(a: Source, b: Source): boolean {
    switch (a.by) {
      case 'parameter': return b.by === 'parameter' && a.index === b.index;
      case 'result': return b.by === 'result' && a.callee === b.callee && sameSite(a.site, b.site) && sameList(a.args, b.args, (x, y) => this.#value(x, y));
      case 'filled': return b.by === 'filled' && a.callee === b.callee && sameSite(a.site, b.site);
      case 'member': return b.by === 'member' && a.record === b.record && a.path === b.path && this.#thing(a.of, b.of);
      case 'element': return b.by === 'element' && a.index === b.index && this.#optional(a.steps, b.steps) && this.#thing(a.of, b.of);
      case 'container': return b.by === 'container' && a.record === b.record && a.member === b.member && (a.of === undefined || b.of === undefined ? a.of === b.of : this.#thing(a.of, b.of));
      case 'global': case 'local': case 'function': return b.by === a.by && a.name === b.name;
      case 'unknown': return b.by === 'unknown' && a.why === b.why;
    }
  }
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((one, index) => same(one, b[index]!));
}

function sameSite(a: Site, b: Site): boolean {
  return a.offset === b.offset && a.file === b.file && a.function === b.function;
}

function sameChain(a: Chain | undefined, b: Chain | undefined): boolean {
  let x = a, y = b;
  for (; x && y && x !== y; x = x.inner, y = y.inner) if (!sameSite(x.site, y.site)) return false;
  return x === y;
}
