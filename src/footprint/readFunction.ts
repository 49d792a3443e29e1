/** One function read from its first statement to its last: what it does, and what its callers are told of it. */
import { parameters } from '../c/declarations.js';
import type { Syntax } from '../c/syntax.js';
import { type CallEvent, depthOf, type Effect, type HeldWord, type Summary, type Trace } from './effect.js';
import { Evaluation } from './evaluation.js';
import type { FunctionSites } from './functionSites.js';
import type { FunctionPlace } from './functions.js';
import { plainFunction } from './plainFunction.js';
import { executeBlock } from './statements.js';
import { typeAt } from './typesAt.js';
import { armsOf, join, pathOf, pointer, pointersIn, type Site, type Thing, unknown, type Value } from './value.js';
import type { World } from './world.js';

/** Effects a caller is told of; a function that does more to its parameters is told by the nearest ones. */
const MAX_TOLD = 400;

/**
 * Everything that a function does.
 * @param sites takes the places that the trace names
 * @returns undefined when it cannot be read as a function
 */
export function readFunction(place: FunctionPlace, world: World, sites: FunctionSites): Trace | undefined {
  const plain = plainFunction({ file: place.file, item: place.item }, place.name, { ...place.view, file: place.file }, world.interest.markers);
  if (!plain) return undefined;
  const shown = place.generatedAt === undefined ? plain : { ...plain, siteOf: () => place.generatedAt! };
  const e = new Evaluation(shown, world, sites);
  const declarator = plain.root.children.find((child) => /declarator$/.test(child.type));
  const list = declarator && parameterList(declarator);
  const things: Thing[] = [];
  if (list) {
    for (const param of parameters(list, (n) => e.text(n))) {
      const type = typeAt(e, param.type);
      const resolved = e.resolved(type);
      const thing = e.thing({ by: 'parameter', index: things.length }, resolved.kind === 'record' ? resolved.tag || '?' : e.pointee(type), `${things.length}`);
      things.push(thing);
      e.noteName(thing, type);
      if (param.name !== '') e.state.set(e.declare(param.name, type), e.ofType(pointer(thing), type));
    }
  }
  const body = plain.root.children.find((child: Syntax) => child.type === 'compound_statement');
  if (executeBlock(e, body?.children ?? [])) e.exits.push({ state: e.state, value: unknown('nothing') });
  const last = e.exits.map((exit) => exit.state);
  const leaves = last.length > 0 ? last.reduce((a, b) => a.joined(b)).memory : new Map<Thing, readonly HeldWord[]>();
  const returns = e.exits.map((exit) => exit.value).reduce<Value | undefined>((a, b) => (a ? join(a, b) : b), undefined) ?? unknown('nothing');
  const summary: Summary = {
    function: place.name, file: place.file.path, at: sites.at(place.generatedAt ?? place.item.start), parameters: things,
    effects: told(e.effects, e), leaves: reachable(leaves, returns), returns, calls: calledOnce(e.calls), unknownCalls: [...e.unknownCalls], partial: e.partial || plain.errors > 0,
  };
  return { summary, effects: e.effects, calls: e.calls, casts: e.casts, masks: e.masks, leaves, typed: e.typed, named: e.named };
}

function calledOnce(calls: readonly CallEvent[]): Summary['calls'] {
  const first = new Map<string, { readonly callee: string; readonly site: Site }>();
  for (const { callee, site } of calls) if (!first.has(callee)) first.set(callee, { callee, site });
  return [...first.values()];
}

/** What callers are told: what happens to parameters and what is found through them, each kind of access once, by the shortest way. */
function told(effects: readonly Effect[], e: Evaluation): readonly Effect[] {
  const best = new Map<string, Effect>();
  for (const effect of effects) {
    const path = pathOf(effect.thing);
    if (path === undefined || !e.follows(effect.thing)) continue;
    const key = `${path}:${effect.offset ?? effect.path}:${effect.size}:${effect.kind}:${effect.marker ?? ''}:${effect.record}.${effect.path}`;
    const known = best.get(key);
    if (!known || depthOf(effect.chain) < depthOf(known.chain)) best.set(key, effect);
  }
  const all = [...best.values()];
  if (all.length <= MAX_TOLD) return all;
  const near = new Set([...all].sort((a, b) => depthOf(a.chain) - depthOf(b.chain)).slice(0, MAX_TOLD));
  return all.filter((effect) => near.has(effect) || effect.kind === 'marker');
}

/** What callers can get at: by what they handed over, or by what they are given. */
function reachable(leaves: ReadonlyMap<Thing, readonly HeldWord[]>, returns: Value): ReadonlyMap<Thing, readonly HeldWord[]> {
  const given = new Set(pointersIn(returns).map((target) => target.to));
  const found = new Map<Thing, readonly HeldWord[]>();
  for (const [thing, words] of leaves) {
    const isHandedOver = pathOf(thing) !== undefined;
    if (!isHandedOver && !given.has(thing)) continue;
    // What is given may not have been there on every way: only what is so on all of them is said of it.
    const written = words.filter((word) => word.chain !== undefined && (isHandedOver || !armsOf(word.value).some((arm) => arm.kind === 'initial')));
    if (written.length > 0) found.set(thing, written);
  }
  return found;
}

function parameterList(declarator: Syntax): Syntax | undefined {
  if (declarator.type === 'function_declarator') return declarator.children.find((child) => child.type === 'parameter_list');
  for (const child of declarator.children) {
    const found = /declarator$/.test(child.type) ? parameterList(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

