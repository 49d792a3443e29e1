/** One function being read: what is known at this point, what it has done so far. Expressions, statements and calls work on this. */
import { type CType, UNKNOWN } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { CallEvent, CastEvent, Chain, Effect, HeldWord, MaskEvent } from './effect.js';
import { FlowState, goneIn, overlaps, testsIn, type WordPlace } from './flowState.js';
import type { FunctionSites } from './functionSites.js';
import type { PlainFunction } from './plainFunction.js';
import { armsOf, join, pathOf, pointer, sameValue, type Site, type Source, type Thing, unknown, type Value } from './value.js';
import type { World } from './world.js';

/** Where a value can be stored. */
export type Place =
  | { readonly kind: 'variable'; readonly id: string }
  /** `root`: the innermost record with a tag that it lies in, where that begins, and the members from there on. */
  | ({ readonly kind: 'memory'; readonly root: { readonly record: string; readonly offset: number | undefined; readonly path: string } } & WordPlace);

/** What an expression gives: its value, its type, and where it lies when it can be assigned to. */
export interface Result {
  readonly value: Value;
  readonly type: CType;
  readonly place?: Place;
}

/** Effects kept of one function; more are counted, not listed. */
const MAX_EFFECTS = 1500;
const MAX_THINGS = 4000;

/** What every kind of list calls the way to the next node. */
const LINK = /(?:^|\.)next$/;

export class Evaluation {
  plain: PlainFunction;
  readonly world: World;
  readonly effects: Effect[] = [];
  readonly calls: CallEvent[] = [];
  readonly casts: CastEvent[] = [];
  readonly masks: MaskEvent[] = [];
  readonly unknownCalls = new Set<string>();
  /** Types of names in scope, innermost block last, each with the id its value is kept under. */
  readonly scopes: Map<string, { readonly id: string; readonly type: CType }>[] = [new Map<string, { readonly id: string; readonly type: CType }>()];
  readonly exits: { readonly state: FlowState; readonly value: Value }[] = [];
  /** Where `goto` leads, with what is known on arrival. */
  readonly labels = new Map<string, FlowState>();
  /** Variables whose address was taken, with the object that stands for them. */
  readonly addressed = new Map<string, Thing>();
  /** Objects of no known record, with the types they were given: `struct r *x = page->private`. */
  readonly typed = new Map<Thing, Set<string>>();
  /** Objects by the names of the types that tell what a page is. */
  readonly named = new Map<Thing, Set<string>>();
  readonly breaks: FlowState[][] = [];
  readonly continues: FlowState[][] = [];
  state = new FlowState();
  /** Above zero nothing is done: only types are wanted. */
  quiet = 0;
  /** How many branches deep: what happens there need not happen. */
  branches = 0;
  partial = false;
  readonly #sites: FunctionSites;
  readonly #things = new Map<string, Thing>();
  /** By what it is and where: the number of the effect. */
  readonly #told = new Map<string, number>();
  /** How deep in branches a place of this function writes. */
  readonly #depths = new Map<number, number>();
  #count = 0;
  #names = 0;
  /** True behind a point that some ways through the function do not reach. */
  left = false;

  /** @param sites takes the places that effects and values name */
  constructor(plain: PlainFunction, world: World, sites: FunctionSites) {
    this.plain = plain;
    this.world = world;
    this.#sites = sites;
  }

  text(node: { readonly start: number; readonly end: number }): string {
    return this.plain.text.slice(node.start, node.end);
  }

  /** A member's name as records declare it: a macro that only renames it (`#define rcu_head callback_head`) was put in its place here, not there. */
  memberName(node: { readonly start: number; readonly end: number }): string {
    const name = this.text(node).replace(/\s+/g, ''), { view, siteOf } = this.plain, at = siteOf(node.start);
    if (view.file.text.startsWith(name, at)) return name;
    const written = /^\w+/.exec(view.file.text.slice(at, at + 80))?.[0];
    return written !== undefined && view.configured.macro(written)?.body.trim() === name ? written : name;
  }

  /** Evaluates something written elsewhere (what stands in a typeof) without doing what it says. */
  inText<T>(plain: PlainFunction, run: () => T): T {
    const own = this.plain;
    this.plain = plain;
    this.quiet++;
    const result = run();
    this.quiet--;
    this.plain = own;
    return result;
  }

  site(node: { readonly start: number }): Site {
    return this.#sites.at(this.plain.siteOf(node.start));
  }

  /** The object of that source: the same one when it is asked for again. */
  thing(source: Source, record: string, key: string): Thing {
    const known = this.#things.get(key);
    if (known) {
      this.state.renew(known);
      return known;
    }
    const thing: Thing = { id: this.#count++, source, record };
    if (this.#count > MAX_THINGS) this.partial = true;
    else this.#things.set(key, thing);
    return thing;
  }

  declare(name: string, type: CType): string {
    const id = `${name}#${this.#names++}`;
    this.scopes[this.scopes.length - 1]!.set(name, { id, type });
    return id;
  }

  variable(name: string): { readonly id: string; readonly type: CType } | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const found = this.scopes[i]!.get(name);
      if (found) return found;
    }
    return undefined;
  }

  note(effect: Omit<Effect, 'may' | 'chain'> & { readonly chain?: Chain; readonly may?: boolean }, node: { readonly start: number }): void {
    if (this.quiet > 0) return;
    const chain = effect.chain ?? { site: this.site(node) };
    const isWrite = effect.kind === 'write' || effect.kind === 'readwrite';
    // Who follows the link of a page that is gone is on another list by then.
    const before = isWrite ? this.#before(effect) : effect.kind === 'read' && LINK.test(effect.path) ? this.#linkRead(effect) : undefined;
    if (isWrite) this.#depths.set(chain.site.offset, this.branches);
    const whole: Effect = { ...effect, chain, may: (effect.may ?? false) || this.branches > 0 || this.left, ...before };
    const key = `${whole.thing.id}:${whole.offset ?? whole.path}:${whole.size}:${whole.kind}:${whole.marker ?? ''}:${chain.site.offset}:${whole.record}`;
    const at = this.#told.get(key);
    const known = at === undefined ? undefined : this.effects[at];
    if (known && at !== undefined) {
      if (known.value && whole.value && !known.again && !sameValue(known.value, whole.value)) this.effects[at] = { ...known, again: whole.value };
      return;
    }
    if (this.effects.length >= MAX_EFFECTS) {
      this.partial = true;
      return;
    }
    this.#told.set(key, this.effects.length);
    this.effects.push(whole);
  }

  /** What is known of an object that is written. */
  #before(effect: Pick<Effect, 'thing' | 'offset' | 'size' | 'record' | 'path' | 'tested'>): Pick<Effect, 'tested' | 'gone' | 'over'> {
    const words = this.wordsOf(effect.thing);
    const tested = [...(effect.tested ?? []), ...testsIn(words)];
    const over = effect.offset === undefined ? [] : words.filter((word) => word.chain && word.offset !== undefined && (word.path !== effect.path || word.record !== effect.record) && overlaps(word, effect)).map((word) => this.#onItsWay(word));
    return { ...(tested.length > 0 && { tested }), ...goneOf(words), ...(over.length > 0 && { over }) };
  }

  /** Where a page was given back whose link is read, and what the function itself has made of the link. */
  #linkRead(effect: Pick<Effect, 'thing' | 'offset' | 'size' | 'record' | 'path'>): Pick<Effect, 'gone' | 'link'> {
    const words = this.wordsOf(effect.thing);
    const link = words.find((word) => word.chain !== undefined && overlaps(word, effect) && armsOf(word.value).every((arm) => arm.kind !== 'initial'));
    return { ...goneOf(words), ...(link?.chain && { link: link.chain }) };
  }

  /** What was written on one of the ways that meet before the place at hand is there on that way, whatever the others did: unless the place is only on some ways itself. */
  #onItsWay(word: HeldWord): HeldWord {
    const written = armsOf(word.value).filter((arm) => arm.kind !== 'initial');
    const isOnAll = word.chain !== undefined && (this.#depths.get(word.chain.site.offset) ?? 0) > this.branches;
    return isOnAll && written.length > 0 ? { ...word, value: written.reduce<Value>((a, b) => join(a, b), written[0]!) } : word;
  }

  /** A call met again, in the next round of a loop, is handed what either round hands over. */
  noteCall(call: CallEvent): void {
    if (this.quiet > 0) return;
    const at = this.calls.findIndex((known) => known.site.offset === call.site.offset && known.callee === call.callee);
    const known = this.calls[at];
    if (!known) this.calls.push(call);
    else this.calls[at] = { ...known, args: known.args.map((arg, index) => (call.args[index] ? join(arg, call.args[index]) : arg)), result: join(known.result, call.result) };
  }

  /** An object that is followed is taken for another record. */
  noteCast(value: Value, from: string, to: string, node: { readonly start: number }): void {
    if (this.quiet > 0 || from === to || !this.world.tracked.has(to)) return;
    for (const arm of armsOf(value)) {
      if (arm.kind !== 'pointer' || arm.offset !== 0 || arm.path !== '' || arm.tag !== 0 || !this.world.tracked.has(arm.to.record)) continue;
      this.casts.push({ thing: arm.to, from, to, site: this.site(node), after: this.effects.length });
    }
  }

  /** What a thing's words hold now, for who looks at all of them. */
  wordsOf(thing: Thing): readonly HeldWord[] {
    return this.state.memory.get(thing) ?? [];
  }

  /** Whether an object's words are worth following: a page by any name, something on the way to one, a parameter that may be part of one. */
  follows(thing: Thing): boolean {
    return this.world.tracked.has(thing.record) || this.world.nodes.has(thing.record) || (thing.record === '*' && thing.source.by === 'parameter');
  }

  resolved(type: CType): CType {
    return this.plain.view.types.resolve(type);
  }

  /** Tag of the record a pointer or array type leads to; `*` for a pointer to anything else, empty for what is no pointer. */
  pointee(type: CType): string {
    const handle = this.#handle(type);
    if (handle !== undefined) return handle;
    const resolved = this.resolved(type);
    const to = resolved.kind === 'pointer' ? this.resolved(resolved.to) : resolved.kind === 'array' ? this.resolved(resolved.of) : undefined;
    return to === undefined ? '' : to.kind === 'record' && to.tag !== '' ? to.tag : '*';
  }

  /** The record that a number of that type stands for. */
  #handle(type: CType): string | undefined {
    return type.kind === 'named' ? this.world.handles.get(type.name) : undefined;
  }

  /** A value nobody knows, of a type: a pointer leads to an object of its own, found again under `key`. */
  fresh(type: CType, source: Source, key: string): Value {
    const resolved = this.resolved(type);
    if (resolved.kind === 'pointer' || resolved.kind === 'array' || this.#handle(type) !== undefined) {
      const thing = this.thing(source, this.pointee(type), key);
      this.noteName(thing, type);
      return pointer(thing);
    }
    return unknown(source.by);
  }

  /** Bytes, as far as the type tells without laying out records that nobody follows. */
  sizeOf(type: CType): number {
    const resolved = this.resolved(type);
    switch (resolved.kind) {
      case 'pointer': case 'function': return this.world.wordSize;
      case 'enum': return 4;
      case 'arithmetic': return arithmeticSize(resolved.name, this.world.wordSize);
      case 'record': return this.world.layoutOf(resolved.tag, this.plain.view.file.path)?.size ?? this.#wrapped(resolved) ?? this.world.wordSize;
      case 'array': return this.sizeOf(resolved.of);
      case 'void': return 1;
      case 'named': case 'typeof': case 'unknown': return this.world.wordSize;
    }
  }

  /** atomic_t and its like: a record around one member is as large as that. */
  #wrapped(type: CType): number | undefined {
    const members = this.plain.view.types.membersOf(type);
    const [only, ...others] = typeof members === 'string' ? [] : [...members.members.values()];
    return only && others.length === 0 ? this.sizeOf(only) : undefined;
  }

  /** A value of that type: of a number that is wider than a word elsewhere the type is kept with it. */
  ofType(value: Value, type: CType): Value {
    if (type.kind !== 'named' || !this.world.interest.wide.has(type.name)) return value;
    return value.kind === 'unknown' || (value.kind === 'pointer' && value.to.record === '' && value.path === '') ? { ...value, declared: type.name } : value;
  }

  /** An object is reached by a pointer of that type. */
  noteName(thing: Thing, type: CType): void {
    const named = type.kind === 'named' ? type : type.kind === 'pointer' && type.to.kind === 'named' ? type.to : undefined;
    if (named === undefined || !this.world.interest.telling.has(named.name)) return;
    const known = this.named.get(thing);
    if (known) known.add(named.name);
    else this.named.set(thing, new Set([named.name]));
  }

  unreadable(node: Syntax, why: string): Result {
    for (const child of node.children) if (child.type === 'ERROR') this.partial = true;
    return { value: unknown(why), type: UNKNOWN(why) };
  }

  keyOf(thing: Thing): string {
    return pathOf(thing) ?? `#${thing.id}`;
  }
}

function arithmeticSize(name: string, wordSize: number): number {
  if (/\bchar\b|_Bool|\bbool\b/.test(name)) return 1;
  if (/\bshort\b/.test(name)) return 2;
  if (/long\s+long/.test(name)) return 8;
  if (/\b__u?int128(?:_t)?\b/.test(name)) return 16;
  if (/\blong\b/.test(name)) return wordSize;
  const bits = /(?:^|\b)_*[us](8|16|32|64|128)\b/.exec(name)?.[1];
  return bits === undefined ? 4 : Number(bits) / 8;
}

function goneOf(words: readonly HeldWord[]): Pick<Effect, 'gone'> {
  const gone = goneIn(words);
  return gone ? { gone } : {};
}
