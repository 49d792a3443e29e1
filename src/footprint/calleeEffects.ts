/** What a callee is known to do, done to the objects of its caller. */
import type { Syntax } from '../c/syntax.js';
import type { HeldWord, Summary } from './effect.js';
import type { Evaluation, Result } from './evaluation.js';
import { samePlace } from './flowState.js';
import { pageAt } from './places.js';
import { armsOf, changed, INITIAL, join, pointer, pointerOf, type Site, type Source, tagged, type Thing, unknown, type Value } from './value.js';

/** A call that is followed. */
interface Call {
  readonly e: Evaluation;
  readonly summary: Summary;
  readonly site: Site;
  /** What the callee's objects are here. */
  readonly things: Map<Thing, Value>;
}

/**
 * Does to the arguments what the callee does to its parameters.
 * @returns what it returns
 */
export function doneHere(e: Evaluation, summary: Summary, values: readonly Result[], node: Syntax): Value {
  const call: Call = { e, summary, site: e.site(node), things: new Map() };
  summary.parameters.forEach((parameter, index) => {
    const value = values[index]?.value;
    if (value) call.things.set(parameter, value);
  });
  for (const effect of summary.effects) {
    const at = place(call, effect.thing);
    const target = pointerOf(at);
    if (!target || !e.follows(target.to) || (at.kind === 'either' && e.world.interest.gives.has(effect.marker ?? ''))) continue;
    e.note({
      kind: effect.kind, thing: target.to, offset: sum(target.offset, effect.offset), size: effect.size, record: effect.record, path: effect.path, chain: { site: call.site, inner: effect.chain }, may: effect.may,
      ...(effect.value && { value: translated(call, effect.value) }), ...(effect.tested && { tested: effect.tested }), ...(effect.marker !== undefined && { marker: effect.marker }),
      ...(effect.finds && { finds: foundBy(call, effect.finds, target) }),
    }, node);
  }
  for (const [thing, words] of summary.leaves) leave(call, thing, words);
  return translated(call, summary.returns);
}

/** The words that code behind a marker finds: what the callee wrote before it got there, over what was there. */
function foundBy(call: Call, finds: readonly HeldWord[], target: Extract<Value, { kind: 'pointer' }>): readonly HeldWord[] {
  const { e, summary } = call, elsewhere = summary.file !== e.plain.view.file.path;
  const before = e.wordsOf(target.to);
  const moved = finds.map((word) => ({ ...word, offset: sum(target.offset, word.offset) }));
  return [
    ...moved.map((word): HeldWord => {
      const was = before.find((one) => samePlace(one, word));
      // What other files' functions do to some pages on the way (hugetlb folios, large ones) is done to pages of those kinds; this one gets there with what it had.
      const untouched = elsewhere && was?.chain !== undefined && armsOf(word.value).some((arm) => arm.kind === 'initial');
      return { ...word, value: untouched ? was.value : over(translated(call, word.value), was?.value), ...((word.chain ?? was?.chain) && { chain: (word.chain ?? was?.chain)! }) };
    }),
    ...before.filter((word) => !moved.some((one) => samePlace(one, word))),
  ];
}

/** INITIAL in what a callee leaves is what the caller had there. */
function over(value: Value, before: Value | undefined): Value {
  let joined: Value | undefined;
  for (const arm of armsOf(value)) {
    const one = arm.kind === 'initial' ? before ?? arm : arm.kind === 'changed' ? changed(before ?? INITIAL, arm) ?? unknown('changed') : arm;
    joined = joined ? join(joined, one) : one;
  }
  return joined ?? value;
}

/** What the callee leaves in an object. */
function leave(call: Call, thing: Thing, words: readonly HeldWord[]): void {
  const { e, site } = call, target = pointerOf(place(call, thing));
  if (!target) return;
  for (const word of words) {
    const place = { thing: target.to, offset: sum(target.offset, word.offset), size: word.size, record: word.record, path: word.path };
    if (word.offset !== undefined && place.offset === undefined) continue;
    const was = e.state.held(place);
    const chain = word.chain ? { site, inner: word.chain } : was?.chain;
    e.state.store(place, over(translated(call, word.value), was?.value), chain);
  }
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** Where a callee's object is, in the caller's terms. */
function place(call: Call, thing: Thing): Value {
  const known = call.things.get(thing);
  if (known) return known;
  const value = newPlace(call, thing);
  call.things.set(thing, value);
  return value;
}

function newPlace(call: Call, thing: Thing): Value {
  const { e, summary, site } = call, { source } = thing;
  const inside = (of: Thing): Extract<Value, { kind: 'pointer' }> | undefined => pointerOf(place(call, of));
  const own = (next: Source, key: string): Value => pointer(e.thing(next, thing.record, key));
  switch (source.by) {
    case 'parameter': return unknown('not handed over');
    case 'member': {
      const of = inside(source.of);
      if (!of) return unknown('of something unknown');
      const held = e.state.memory.get(of.to)?.find((word) => word.path === source.path && word.record === source.record);
      const was = held && pointerOf(held.value);
      return was ?? own({ ...source, of: of.to }, `${e.keyOf(of.to)}>${source.record}.${source.path === '' ? '*' : source.path}`);
    }
    case 'element': {
      const of = inside(source.of);
      if (!of) return unknown('of something unknown');
      const steps = source.steps && translated(call, source.steps);
      const index = source.index ?? (steps?.kind === 'number' ? Number(steps.value) : undefined);
      if (index === 0) return of;
      return own({ by: 'element', of: of.to, index, ...(index === undefined && steps && { steps }) }, `${e.keyOf(of.to)}[${index ?? `*${summary.function}`}]`);
    }
    case 'container': {
      const of = source.of && inside(source.of);
      return own({ ...source, of: of?.to }, `${site.offset}:${summary.function}:${thing.id}`);
    }
    case 'global': return own(source, `=${source.name}`);
    case 'function': return own(source, `fn:${source.name}`);
    case 'result': {
      // The page of an address that is handed over is known by that address here too.
      const [address] = e.world.interest.gives.has(source.callee) ? source.args : [];
      const here = address && translated(call, address), page = here && pageAt(e, source.callee, thing.record, here, site);
      return page ? pointer(page) : own(here ? { ...source, args: [here] } : source, `${site.offset}:${summary.function}:${thing.id}`);
    }
    case 'filled': case 'local': case 'unknown': return own(source, `${site.offset}:${summary.function}:${thing.id}`);
  }
}

/** A value of the callee's, in the caller's terms. */
function translated(call: Call, value: Value): Value {
  switch (value.kind) {
    case 'number': case 'initial': case 'changed': case 'unknown': return value;
    case 'either': return value.of.map((arm) => translated(call, arm)).reduce((a, b) => join(a, b));
    case 'pointer': {
      const at = place(call, value.to);
      const target = pointerOf(at);
      if (!target) return value.offset === 0 && value.path === '' && value.tag === 0 && !value.or ? at : unknown('of something unknown');
      const offset = sum(target.offset, value.offset);
      const there = { ...target, offset, path: value.path === '' ? target.path : target.path === '' ? value.path : `${target.path}.${value.path}`, tag: target.tag | value.tag };
      return value.or ? tagged(there, translated(call, value.or)) : there;
    }
  }
}
