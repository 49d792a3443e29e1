/** Calls: what a callee is known to do is done here, to the objects that are handed to it. */
import { type CType, INT, pointerTo, UNKNOWN, VOID } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { Chain, HeldWord, Summary } from './effect.js';
import type { Evaluation, Result } from './evaluation.js';
import { castTo, evaluate, located, pointersIn, typeWritten } from './expressions.js';
import { bitPlace, samePlace } from './flowState.js';
import { atAddress, containerOf, dereferenced, inPlace, load, pageAt, store } from './places.js';
import { type Primitive, primitive } from './primitives.js';
import { armsOf, changed, INITIAL, join, pointer, pointerOf, type Source, tagged, type Thing, unknown, type Value } from './value.js';

export function callExpression(e: Evaluation, node: Syntax): Result {
  const [callee, list] = node.children;
  const args = list?.children ?? [];
  if (!callee) return e.unreadable(node, 'call of nothing');
  // `(T)(x)` reads as a call.
  const typeName = callee.type === 'parenthesized_expression' && callee.children[0]?.type === 'identifier' ? e.text(callee.children[0]) : '';
  if (typeName !== '' && args.length === 1 && !e.variable(typeName) && e.plain.view.types.ordinary(typeName)?.typedef) return castTo(e, evaluate(e, args[0]), { kind: 'named', name: typeName }, node);
  const name = calleeName(e, callee);
  if (name === undefined) {
    const called = evaluate(e, callee);
    const target = pointerOf(called.value);
    // A pointer that can only be one function is a call of that function.
    if (target?.to.source.by === 'function') return followed(e, target.to.source.name, args, node);
    const values = args.map((arg) => evaluate(e, arg));
    notFollowed(e, e.text(callee).slice(0, 60), values);
    return result(e, returnedBy(e, called.type), e.text(callee), values, node);
  }
  if (name === '__builtin_expect' && args[0]) {
    const value = evaluate(e, args[0]);
    for (const arg of args.slice(1)) evaluate(e, arg);
    return { value: value.value, type: value.type };
  }
  if (name === '__builtin_choose_expr' && args.length === 3) {
    const chosen = evaluate(e, args[0]).value;
    return evaluate(e, chosen.kind === 'number' && chosen.value === 0n ? args[2] : args[1]);
  }
  const builtin = primitive(name);
  return builtin ? built(e, builtin, name, args, node) : followed(e, name, args, node);
}

/** The name of the function that is called, unless it is a value. */
function calleeName(e: Evaluation, callee: Syntax): string | undefined {
  if (callee.type === 'parenthesized_expression' && callee.children[0]) return calleeName(e, callee.children[0]);
  if (callee.type !== 'identifier') return undefined;
  const name = e.text(callee);
  return e.variable(name) ? undefined : name;
}

function built(e: Evaluation, what: Primitive, name: string, args: readonly Syntax[], node: Syntax): Result {
  const target = (index: number, through: 'lvalue' | 'pointer'): Result | undefined => {
    const arg = args[index];
    if (!arg) return undefined;
    return through === 'lvalue' ? located(e, arg) : dereferenced(e, evaluate(e, arg), arg);
  };
  const others = (...but: readonly number[]): Result[] => args.flatMap((arg, index) => (but.includes(index) ? [] : [evaluate(e, arg)]));
  switch (what.does) {
    case 'load': {
      const of = target(what.of, what.through);
      return of ? load(e, of, node) : e.unreadable(node, name);
    }
    case 'same':
      others(0);
      return args[0] ? located(e, args[0]) : e.unreadable(node, name);
    case 'store': {
      const value = evaluate(e, args[what.value]).value;
      const to = target(what.to, what.through);
      if (to) store(e, to, value, node);
      return { value, type: INT };
    }
    case 'modify': {
      const rest = others(...what.at);
      const value = what.value === undefined ? undefined : evaluate(e, args[what.value]).value;
      let type: CType = INT;
      for (const index of what.at) {
        const to = target(index, 'pointer');
        if (!to) continue;
        const by = what.by === undefined ? undefined : inPlace(e, to, { clear: 0n, set: 0n, add: what.by });
        store(e, to, by ?? (value ? (what.always ? value : join(value, INITIAL)) : unknown(`after ${name}()`)), node, 'readwrite');
        type = to.type;
      }
      return { value: unknown(`a result of ${name}()`), type: rest.length > 0 ? type : INT };
    }
    case 'bit': return changedBit(e, what, name, args, node);
    case 'test': {
      others(what.at);
      const of = target(what.at, 'pointer');
      if (of) load(e, of, node);
      return { value: unknown(`a result of ${name}()`), type: INT };
    }
    case 'container': {
      const [ptr, record, member] = args;
      if (!ptr || !record || !member) return e.unreadable(node, 'incomplete container_of');
      const of = evaluate(e, ptr);
      const type = typeWritten(e, e.text(record));
      const tag = e.resolved(type);
      const found = tag.kind === 'record' ? containerOf(e, of.value, tag.tag, e.text(member).replace(/\s+/g, ''), node) : unknown('container of no record');
      return { value: found, type: { kind: 'pointer', to: type } };
    }
    case 'offset': return { value: unknown('an offset'), type: INT };
    case 'copy': return copied(e, what, args, node);
    case 'fill': return filled(e, what, args, node);
    case 'look':
      others();
      return { value: unknown(`a result of ${name}()`), type: INT };
  }
}

/** set_bit() and its like: the word is read and written, and of one bit it is known what it is now. */
function changedBit(e: Evaluation, what: Extract<Primitive, { does: 'bit' }>, name: string, args: readonly Syntax[], node: Syntax): Result {
  const bit = evaluate(e, args[what.bit]).value;
  const arg = args[what.at];
  const to = arg && dereferenced(e, evaluate(e, arg), arg);
  const result: Result = { value: unknown(`a result of ${name}()`), type: INT };
  if (!to || e.quiet > 0) return result;
  store(e, to, unknown(`after ${name}()`), node, 'readwrite');
  if (to.place?.kind !== 'memory' || to.place.offset === undefined || bit.kind !== 'number') return result;
  e.state.store(bitPlace(to.place.thing, to.place.offset, Number(bit.value)), what.to === undefined ? unknown('changed') : { kind: 'number', value: what.to }, { site: e.site(node) });
  return result;
}

/** memcpy(): all of the one object's bytes are read, all of the other's written. */
function copied(e: Evaluation, what: Extract<Primitive, { does: 'copy' }>, args: readonly Syntax[], node: Syntax): Result {
  const [to, from] = [evaluate(e, args[what.to]), evaluate(e, args[what.from])];
  const size = sizeArgument(e, args[what.size]);
  const [target, source] = [pointerOf(to.value), pointerOf(from.value)];
  if (source && e.follows(source.to)) e.note({ kind: 'read', thing: source.to, offset: source.offset, size: size ?? 0, record: source.to.record, path: source.path }, node);
  if (target && e.follows(target.to)) e.note({ kind: 'write', thing: target.to, offset: target.offset, size: size ?? 0, record: target.to.record, path: target.path, value: unknown('copied bytes') }, node);
  if (target) e.state.forget(target.to);
  e.noteCall({ callee: 'memcpy', site: e.site(node), args: [to.value, from.value], result: to.value });
  return { value: to.value, type: to.type };
}

function filled(e: Evaluation, what: Extract<Primitive, { does: 'fill' }>, args: readonly Syntax[], node: Syntax): Result {
  const to = evaluate(e, args[what.to]);
  const byte = what.byte === 'zero' ? 0n : ((value) => (value.kind === 'number' ? value.value : undefined))(evaluate(e, args[what.byte]).value);
  const size = sizeArgument(e, args[what.size]);
  const target = pointerOf(to.value);
  if (target && e.follows(target.to)) {
    const value: Value = byte === 0n ? { kind: 'number', value: 0n } : unknown('filled bytes');
    e.note({ kind: 'write', thing: target.to, offset: target.offset, size: size ?? 0, record: target.to.record, path: target.path, value }, node);
    e.state.forget(target.to);
  }
  return { value: to.value, type: to.type };
}

/** Bytes; `sizeof(x)` counts by the type of x. */
function sizeArgument(e: Evaluation, node: Syntax | undefined): number | undefined {
  if (!node) return undefined;
  if (node.type === 'sizeof_expression') {
    const [of] = node.children;
    if (!of) return undefined;
    e.quiet++;
    const type = of.type === 'type_descriptor' ? located(e, of).type : located(e, of).type;
    e.quiet--;
    return e.sizeOf(type);
  }
  const { value } = evaluate(e, node);
  return value.kind === 'number' ? Number(value.value) : undefined;
}

function followed(e: Evaluation, name: string, args: readonly Syntax[], node: Syntax): Result {
  const values = args.map((arg) => evaluate(e, arg));
  const declared = e.plain.view.types.ordinary(name)?.type;
  const record = e.world.interest.gives.get(name);
  const returns = record !== undefined ? pointerTo(record === 'void' ? VOID : { kind: 'record', keyword: 'struct', tag: record }) : declared ? returnedBy(e, declared) : UNKNOWN(`no declaration of ${name}() in reach`);
  if (e.quiet > 0) return result(e, returns, name, values, node);
  const site = e.site(node);
  // What gives a page for an address is asked about addresses: of several that it may be, no one is known.
  const handed = values.flatMap((value) => (e.world.interest.gives.has(name) && value.value.kind === 'either' ? [] : pointersIn(value.value)));
  const reached = handed.filter((target) => e.follows(target.to));
  const isMarker = e.world.interest.markers.has(name);
  if (isMarker) {
    for (const target of reached) {
      e.note({ kind: 'marker', thing: target.to, offset: target.offset, size: 0, record: target.to.record, path: target.path, marker: name, finds: e.wordsOf(target.to) }, node);
    }
    for (const value of values) for (const page of keptPages(e, value)) e.note({ kind: 'marker', thing: page, offset: 0, size: 0, record: page.record, path: '', marker: name, finds: e.wordsOf(page) }, node);
    const converter = e.world.interest.takesAddress.get(name);
    const page = converter !== undefined && values[0] ? pageAt(e, converter, 'page', values[0].value, site) : undefined;
    if (page) e.note({ kind: 'marker', thing: page, offset: 0, size: 0, record: page.record, path: '', marker: name, finds: e.wordsOf(page) }, node);
  }
  const isOrigin = e.world.interest.origins.has(plainName(name));
  const matters = !isMarker && (reached.length > 0 || (!isOrigin && (e.world.tracked.has(e.pointee(returns)) || e.world.givesPages(name, e.plain.view))));
  const summary = matters ? e.world.summaryOf(name, e.plain.view) : undefined;
  let given: Result;
  if (summary) given = applied(e, summary, values, returns, node, isOrigin);
  else {
    if (matters && reached.length > 0) notFollowed(e, name, values);
    const page = record !== undefined && record !== 'void' && values[0] ? pageAt(e, plainName(name), record, values[0].value, site) : undefined;
    given = page ? { value: pointer(page), type: returns } : result(e, returns, name, values, node);
  }
  if (isOrigin) fill(e, name, values, node);
  e.noteCall({ callee: name, site, args: values.map((value) => value.value), result: given.value });
  return given;
}

/** vm_insert_pages(vma, addr, pages, &num): the pages of an array that is handed over, each of which the call is about. */
function keptPages(e: Evaluation, { value, type }: Result): readonly Thing[] {
  const resolved = e.resolved(type);
  const element = resolved.kind === 'pointer' ? e.resolved(resolved.to) : resolved.kind === 'array' ? e.resolved(resolved.of) : undefined;
  const target = pointerOf(value);
  if (!target || element?.kind !== 'pointer' || !e.world.tracked.has(e.pointee(element))) return [];
  const place = atAddress(e, target.to, undefined, `${target.path}[*]`, element);
  const kept = load(e, place, { type: 'call_expression', start: 0, end: 0, children: [] }).value;
  return pointersIn(kept).flatMap(({ to, offset, path }) => (offset === 0 && path === '' ? [to] : []));
}

/** Nobody can tell what happens to what it is handed. */
function notFollowed(e: Evaluation, name: string, values: readonly Result[]): void {
  if (e.quiet > 0) return;
  e.unknownCalls.add(name);
  for (const value of values) for (const target of pointersIn(value.value)) e.state.forget(target.to);
}

function returnedBy(e: Evaluation, type: CType): CType {
  let resolved = e.resolved(type);
  if (resolved.kind === 'pointer') resolved = e.resolved(resolved.to);
  return resolved.kind === 'function' ? resolved.returns : UNKNOWN('call of what is no function');
}

/** Allocation profiling (6.10 on) puts a macro before each allocating function and names the function itself `x_noprof`. */
function plainName(callee: string): string {
  return callee.replace(/_noprof$/, '');
}

/** What a call gives that nobody looked into. */
function result(e: Evaluation, type: CType, callee: string, values: readonly Result[], node: Syntax): Result {
  const site = e.site(node);
  const source: Source = { by: 'result', callee: plainName(callee), site, args: values.map((value) => value.value) };
  const key = `call:${callee}:${site.offset}:${node.start}`;
  // get_zeroed_page(): an address that is handed out as a number.
  const isOrigin = e.world.interest.origins.has(plainName(callee));
  const { kind } = e.resolved(type);
  if (isOrigin && kind === 'arithmetic' && e.sizeOf(type) === e.world.wordSize) return { value: pointer(e.thing(source, '', key)), type };
  // Its declaration stands between attributes, or out of reach.
  if (isOrigin && kind === 'unknown') return { value: pointer(e.thing(source, '*', key)), type };
  return { value: e.fresh(type, source, key), type };
}

/** get_user_pages(..., pages): the array it was handed now holds what it gives. */
function fill(e: Evaluation, callee: string, values: readonly Result[], node: Syntax): void {
  for (const value of values) {
    const type = e.resolved(value.type);
    const inner = type.kind === 'pointer' ? e.resolved(type.to) : type.kind === 'array' ? e.resolved(type.of) : undefined;
    const record = inner && inner.kind === 'pointer' ? e.pointee(inner) : '';
    const target = pointerOf(value.value);
    if (!target || !e.world.tracked.has(record)) continue;
    const site = e.site(node);
    const thing = e.thing({ by: 'filled', callee: plainName(callee), site }, record, `filled:${callee}:${site.offset}`);
    for (const path of [`${target.path}[*]`, target.path]) e.state.store({ thing: target.to, offset: target.offset, size: e.world.wordSize, record: target.to.record, path }, pointer(thing), { site });
  }
}

/** Does to the arguments what the callee does to its parameters. */
function applied(e: Evaluation, summary: Summary, values: readonly Result[], returns: CType, node: Syntax, isOrigin: boolean): Result {
  const site = e.site(node);
  const things = new Map<Thing, Value>();
  summary.parameters.forEach((parameter, index) => {
    const value = values[index]?.value;
    if (value) things.set(parameter, value);
  });
  const here = (value: Value): Value => translated(e, value, things, summary, site);
  for (const effect of summary.effects) {
    const at = place(e, effect.thing, things, summary, site);
    const target = pointerOf(at);
    if (!target || !e.follows(target.to) || (at.kind === 'either' && e.world.interest.gives.has(effect.marker ?? ''))) continue;
    const chain: Chain = { site, inner: effect.chain };
    const offset = sum(target.offset, effect.offset);
    e.note({
      kind: effect.kind, thing: target.to, offset, size: effect.size, record: effect.record, path: effect.path, chain, may: effect.may,
      ...(effect.value && { value: here(effect.value) }), ...(effect.tested && { tested: effect.tested }), ...(effect.marker !== undefined && { marker: effect.marker }),
      ...(effect.finds && { finds: foundBy(e, effect.finds, target, here, summary.file !== e.plain.view.file.path) }),
    }, node);
  }
  for (const [thing, words] of summary.leaves) leave(e, place(e, thing, things, summary, site), words, here, site);
  if (isOrigin) return result(e, returns, summary.function, values, node);
  const value = here(summary.returns);
  if (value.kind === 'number') return { value, type: returns };
  const found = pointerOf(value);
  if (value.kind === 'unknown' || !found) return result(e, returns, summary.function, values, node);
  return { value, type: returns };
}

/** The words that code behind a marker finds: what the callee wrote before it got there, over what was there. */
function foundBy(e: Evaluation, finds: readonly HeldWord[], target: Extract<Value, { kind: 'pointer' }>, here: (value: Value) => Value, elsewhere: boolean): readonly HeldWord[] {
  const before = e.wordsOf(target.to);
  const moved = finds.map((word) => ({ ...word, offset: sum(target.offset, word.offset) }));
  return [
    ...moved.map((word): HeldWord => {
      const was = before.find((one) => samePlace(one, word));
      // What other files' functions do to some pages on the way (hugetlb folios, large ones) is done to pages of those kinds; this one gets there with what it had.
      const untouched = elsewhere && was?.chain !== undefined && armsOf(word.value).some((arm) => arm.kind === 'initial');
      return { ...word, value: untouched ? was.value : over(here(word.value), was?.value), ...((word.chain ?? was?.chain) && { chain: (word.chain ?? was?.chain)! }) };
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

function leave(e: Evaluation, at: Value, words: readonly HeldWord[], here: (value: Value) => Value, site: ReturnType<Evaluation['site']>): void {
  const target = pointerOf(at);
  if (!target) return;
  for (const word of words) {
    const place = { thing: target.to, offset: sum(target.offset, word.offset), size: word.size, record: word.record, path: word.path };
    if (word.offset !== undefined && place.offset === undefined) continue;
    const was = e.state.held(place);
    const chain = word.chain ? { site, inner: word.chain } : was?.chain;
    e.state.store(place, over(here(word.value), was?.value), chain);
  }
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** Where a callee's object is, in the caller's terms. */
function place(e: Evaluation, thing: Thing, things: Map<Thing, Value>, summary: Summary, site: ReturnType<Evaluation['site']>): Value {
  const known = things.get(thing);
  if (known) return known;
  const value = newPlace(e, thing, things, summary, site);
  things.set(thing, value);
  return value;
}

function newPlace(e: Evaluation, thing: Thing, things: Map<Thing, Value>, summary: Summary, site: ReturnType<Evaluation['site']>): Value {
  const { source } = thing;
  const inside = (of: Thing): Extract<Value, { kind: 'pointer' }> | undefined => pointerOf(place(e, of, things, summary, site));
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
      const steps = source.steps && translated(e, source.steps, things, summary, site);
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
      const page = address && pageAt(e, source.callee, thing.record, translated(e, address, things, summary, site), site);
      return page ? pointer(page) : own(source, `${site.offset}:${summary.function}:${thing.id}`);
    }
    case 'filled': case 'local': case 'unknown': return own(source, `${site.offset}:${summary.function}:${thing.id}`);
  }
}

function translated(e: Evaluation, value: Value, things: Map<Thing, Value>, summary: Summary, site: ReturnType<Evaluation['site']>): Value {
  switch (value.kind) {
    case 'number': case 'initial': case 'changed': case 'unknown': return value;
    case 'either': return value.of.map((arm) => translated(e, arm, things, summary, site)).reduce((a, b) => join(a, b));
    case 'pointer': {
      const at = place(e, value.to, things, summary, site);
      const target = pointerOf(at);
      if (!target) return at.kind === 'number' && value.offset === 0 ? at : unknown('of something unknown');
      const offset = sum(target.offset, value.offset);
      const there = { ...target, offset, path: value.path === '' ? target.path : target.path === '' ? value.path : `${target.path}.${value.path}`, tag: target.tag | value.tag };
      return value.or ? tagged(there, translated(e, value.or, things, summary, site)) : there;
    }
  }
}

