/** What the functions of a tree do to the objects they are handed: each function is read once, when it is first asked for. */
import { parameters } from '../c/declarations.js';
import type { CParser, Syntax } from '../c/syntax.js';
import type { Item } from '../c/outline.js';
import type { KernelConfig } from '../kernel/config.js';
import type { KernelSetup } from '../kernel/setup.js';
import type { SourceFile } from '../kernel/tree.js';
import type { RecordLayout } from '../layout/record.js';
import type { TrackedRecords } from '../uses/tracked.js';
import { DefinitionIndex } from './definitions.js';
import { type CallEvent, depthOf, type Effect, type HeldWord, type Summary, type Trace } from './effect.js';
import { Evaluation } from './evaluation.js';
import { pointersIn, typeAt } from './expressions.js';
import { type FunctionPlace, Functions } from './functions.js';
import { type FileView, plainFunction } from './plainFunction.js';
import { executeBlock } from './statements.js';
import { armsOf, join, pathOf, pointer, type Site, type Thing, unknown, type Value } from './value.js';
import type { Interest, World } from './world.js';

export interface FootprintOptions {
  readonly interest: Interest;
  readonly layoutOf: (record: string, file: string) => RecordLayout | undefined;
  /** Tags of the records whose words are followed: struct page and its overlays. */
  readonly records: Iterable<string>;
  /** Tags of the records that lists are made of. */
  readonly nodes: Iterable<string>;
  /** Whether a function that a file defines may give a page: the others are entered only with one in hand. */
  readonly givesPages: (name: string, file: SourceFile) => boolean;
}

/** A call chain deeper than this is not followed: the stack of whoever reads it would not hold. */
const MAX_DEPTH = 60;
/** Functions looked at for a way from one to another. */
const MAX_WAY = 4000;
/** Effects a caller is told of; a function that does more to its parameters is told by the nearest ones. */
const MAX_TOLD = 400;

export class Footprints {
  readonly #setup: KernelSetup;
  readonly #functions: Functions;
  readonly #definitions: DefinitionIndex;
  readonly #world: World;
  readonly #summaries = new Map<string, Summary | undefined>();
  /** By file: its functions that were read. */
  readonly #keysIn = new Map<string, Set<string>>();
  /** By function: those whose summaries rest on it. */
  readonly #callers = new Map<string, Set<string>>();
  /** Functions being read, the outermost first. */
  readonly #running: string[] = [];

  constructor(setup: KernelSetup, parser: CParser, tracked: TrackedRecords, options: FootprintOptions) {
    this.#setup = setup;
    this.#definitions = new DefinitionIndex(setup.tree, setup.config, (files) => { for (const file of files) this.#drop(file); });
    this.#functions = new Functions(setup, parser, tracked, this.#definitions);
    const views = new Set(options.records), nodes = new Set(options.nodes);
    this.#world = {
      interest: options.interest, wordSize: setup.arch.wordSize, tracked: views, nodes,
      // Records that nobody's words lie in are not laid out: there are thousands.
      layoutOf: (record, file) => (views.has(record) || nodes.has(record) || (setup.tree.source(file)?.outline.names.has(`struct ${record}`) ?? false) ? options.layoutOf(record, file) : undefined),
      summaryOf: (callee, from) => this.#summaryOf(callee, from),
      givesPages: (callee, from) => options.givesPages(callee, from.file),
    };
  }

  /** What a function does, seen from a file that calls it; undefined when no body can be found or read. */
  summary(name: string, from: SourceFile): Summary | undefined {
    return this.#summaryOf(name, this.#functions.view(from));
  }

  /** The shortest way by calls from a function to one named `target`: the sites of the calls, or undefined when none is found. */
  way(from: Summary, target: string): readonly Site[] | undefined {
    const seen = new Set([from.function]);
    let ring: { readonly summary: Summary; readonly sites: readonly Site[] }[] = [{ summary: from, sites: [] }];
    while (ring.length > 0 && seen.size < MAX_WAY) {
      const next: typeof ring = [];
      for (const { summary, sites } of ring) {
        for (const call of summary.calls) {
          if (call.callee === target) return [...sites, call.site];
          if (seen.has(call.callee)) continue;
          seen.add(call.callee);
          const file = this.#setup.tree.source(call.site.file);
          const callee = file && this.summary(call.callee, file);
          if (callee) next.push({ summary: callee, sites: [...sites, call.site] });
        }
      }
      ring = next;
    }
    return undefined;
  }

  /**
   * Everything that each function of a file does, in the order of the file.
   * @param config the configuration to read the file under, if not the opened one
   * @param wanted which functions, by their text; default: all
   */
  traces(file: SourceFile, config?: KernelConfig, wanted: (item: Item) => boolean = () => true): readonly Trace[] {
    const view = config ? this.#functions.variantView(file, config) : this.#functions.view(file);
    const traces: Trace[] = [];
    for (const item of file.outline.items) {
      if (item.kind !== 'function' || item.name === '' || !wanted(item)) continue;
      const trace = this.#read({ name: item.name, view, file, item });
      if (trace) traces.push(trace);
    }
    return traces;
  }

  /** How a file's names and conditions are understood. */
  view(file: SourceFile): FileView {
    return this.#functions.view(file);
  }

  /** A file changed: its functions are read again, and whatever rests on them, through any number of calls. */
  forget(path: string): void {
    const file = this.#setup.tree.source(path);
    if (file) this.#functions.forget(file);
    this.#definitions.forget(path);
    const stale = [...(this.#keysIn.get(path) ?? [])];
    this.#keysIn.delete(path);
    for (let key = stale.pop(); key !== undefined; key = stale.pop()) {
      if (!this.#summaries.delete(key)) continue;
      stale.push(...(this.#callers.get(key) ?? []));
      this.#callers.delete(key);
    }
  }

  /** Only one analysis needed this file: nothing is kept of it, unless other files may call what it defines. */
  release(file: SourceFile): void {
    if (!this.#definitions.holds(file.path) && file.path.endsWith('.c')) this.#drop(file);
  }

  #drop(file: SourceFile): void {
    this.#functions.forget(file);
    this.#setup.tree.release(file);
    for (const key of this.#keysIn.get(file.path) ?? []) {
      this.#summaries.delete(key);
      this.#callers.delete(key);
    }
    this.#keysIn.delete(file.path);
  }

  #summaryOf(callee: string, from: FileView): Summary | undefined {
    const place = this.#functions.find(callee, from);
    if (!place) return undefined;
    const key = keyOf(place);
    const caller = this.#running[this.#running.length - 1];
    if (caller !== undefined) {
      const callers = this.#callers.get(key);
      if (callers) callers.add(caller);
      else this.#callers.set(key, new Set([caller]));
    }
    if (this.#summaries.has(key)) return this.#summaries.get(key);
    // Recursion counts as a call that cannot be followed.
    if (this.#running.includes(key) || this.#running.length >= MAX_DEPTH) return undefined;
    return this.#read(place)?.summary;
  }

  #read(place: FunctionPlace): Trace | undefined {
    const key = keyOf(place);
    this.#running.push(key);
    try {
      const trace = readFunction(place, this.#world);
      this.#summaries.set(key, trace?.summary);
      const keys = this.#keysIn.get(place.file.path);
      if (keys) keys.add(key);
      else this.#keysIn.set(place.file.path, new Set([key]));
      return trace;
    } finally {
      this.#running.pop();
    }
  }
}

function keyOf(place: FunctionPlace): string {
  return `${place.file.path}:${place.generatedAt ?? ''}:${place.item.start}:${place.view.variant}`;
}

function readFunction(place: FunctionPlace, world: World): Trace | undefined {
  const plain = plainFunction({ file: place.file, item: place.item }, place.name, { ...place.view, file: place.file }, world.interest.markers);
  if (!plain) return undefined;
  const shown = place.generatedAt === undefined ? plain : { ...plain, siteOf: () => place.generatedAt! };
  const e = new Evaluation(shown, world);
  const declarator = plain.root.children.find((child) => /declarator$/.test(child.type));
  const list = declarator && parameterList(declarator);
  const things: Thing[] = [];
  if (list) {
    for (const param of parameters(list, (n) => e.text(n))) {
      const type = typeAt(e, param.type);
      const resolved = e.resolved(type);
      const thing = e.thing({ by: 'parameter', index: things.length }, resolved.kind === 'record' ? resolved.tag || '?' : e.pointee(type), `${things.length}`);
      things.push(thing);
      if (param.name !== '') e.state.set(e.declare(param.name, type), pointer(thing));
    }
  }
  const body = plain.root.children.find((child: Syntax) => child.type === 'compound_statement');
  if (executeBlock(e, body?.children ?? [])) e.exits.push({ state: e.state, value: unknown('nothing') });
  const last = e.exits.map((exit) => exit.state);
  const leaves = last.length > 0 ? last.reduce((a, b) => a.joined(b)).memory : new Map<Thing, readonly HeldWord[]>();
  const returns = e.exits.map((exit) => exit.value).reduce<Value | undefined>((a, b) => (a ? join(a, b) : b), undefined) ?? unknown('nothing');
  const summary: Summary = {
    function: place.name, file: place.file.path, at: place.generatedAt ?? place.item.start, parameters: things,
    effects: told(e.effects, e), leaves: reachable(leaves, returns), returns, calls: calledOnce(e.calls), unknownCalls: [...e.unknownCalls], partial: e.partial || plain.errors > 0,
  };
  return { summary, effects: e.effects, calls: e.calls, leaves };
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

