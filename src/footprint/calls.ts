/** Calls: what a callee is known to do is done here, to the objects that are handed to it. */
import { type CType, pointerTo, UNKNOWN, VOID } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import { doneHere } from './calleeEffects.js';
import type { Summary } from './effect.js';
import type { Evaluation, Result } from './evaluation.js';
import { gonePlace } from './flowState.js';
import { castTo, evaluate } from './expressions.js';
import { frameOf } from './frameNumbers.js';
import { atAddress, load, pageAt, variableBehind } from './places.js';
import { primitiveCall } from './primitiveCalls.js';
import { primitive } from './primitives.js';
import { ONE, pointer, pointerOf, pointersIn, type Source, type Thing, type Value } from './value.js';

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
  return builtin ? primitiveCall(e, builtin, name, args, node) : followed(e, name, args, node);
}

/** The name of the function that is called, unless it is a value. */
function calleeName(e: Evaluation, callee: Syntax): string | undefined {
  if (callee.type === 'parenthesized_expression' && callee.children[0]) return calleeName(e, callee.children[0]);
  if (callee.type !== 'identifier') return undefined;
  const name = e.text(callee);
  return e.variable(name) ? undefined : name;
}

function followed(e: Evaluation, name: string, args: readonly Syntax[], node: Syntax): Result {
  const values = args.map((arg) => (e.world.interest.gives.has(name) ? oneOfBlock(e, evaluate(e, arg)) : evaluate(e, arg)));
  const declared = e.plain.view.types.ordinary(name)?.type;
  const record = e.world.interest.gives.get(name);
  const returns = record !== undefined ? pointerTo(record === 'void' ? VOID : { kind: 'record', keyword: 'struct', tag: record }) : declared ? returnedBy(e, declared) : UNKNOWN(`no declaration of ${name}() in reach`);
  if (e.quiet > 0) return result(e, returns, name, values, node);
  const site = e.site(node);
  // What gives a page for an address is asked about addresses: of several that it may be, no one is known.
  const handed = values.flatMap((value) => (e.world.interest.gives.has(name) && value.value.kind === 'either' ? [] : pointersIn(value.value)));
  const reached = handed.filter((target) => e.follows(target.to));
  const isMarker = e.world.interest.markers.has(name);
  const converter = e.world.interest.takesAddress.get(name);
  const behind = converter !== undefined && values[0] ? pageAt(e, converter, 'page', values[0].value, site) : undefined;
  if (isMarker) {
    for (const target of reached) {
      e.note({ kind: 'marker', thing: target.to, offset: target.offset, size: 0, record: target.to.record, path: target.path, marker: name, finds: e.wordsOf(target.to) }, node);
    }
    // vfree(pages) is about the array's memory, not about the pages that it leads to.
    for (const page of converter === undefined ? values.flatMap((value) => keptPages(e, value)) : []) e.note({ kind: 'marker', thing: page, offset: 0, size: 0, record: page.record, path: '', marker: name, finds: e.wordsOf(page) }, node);
    if (behind) e.note({ kind: 'marker', thing: behind, offset: 0, size: 0, record: behind.record, path: '', marker: name, finds: e.wordsOf(behind) }, node);
  }
  const isOrigin = e.world.interest.origins.has(plainName(name));
  const matters = !isMarker && (reached.length > 0 || (!isOrigin && (e.world.tracked.has(e.pointee(returns)) || e.world.givesPages(name, e.plain.view))));
  const summary = matters ? e.world.summaryOf(name, e.plain.view) : undefined;
  let given: Result;
  if (summary) given = applied(e, summary, values, returns, node, isOrigin);
  else {
    if (matters && reached.length > 0) notFollowed(e, name, values);
    const page = record !== undefined && record !== 'void' && values[0] ? pageAt(e, plainName(name), record, values[0].value, site) : undefined;
    const framed = e.world.interest.frames.has(name) ? reached.find(({ offset, path }) => offset === 0 && path === '') : undefined;
    given = framed ? { value: frameOf(e, framed, name, site), type: returns } : page ? { value: pointer(page), type: returns } : result(e, returns, name, values, node);
  }
  if (isOrigin) fill(e, name, values, node);
  if (e.world.interest.givesBack.has(name)) {
    const pages = reached.flatMap(({ to, offset, path }) => (offset === 0 && path === '' ? [to] : []));
    for (const page of behind ? [...pages, behind] : pages) e.state.store(gonePlace(page), ONE, { site });
  }
  e.noteCall({ callee: name, site, args: values.map((value) => value.value), result: given.value });
  return given;
}

/** `page_address(page++)` in a loop: of several pages of one block it is any of them. */
function oneOfBlock(e: Evaluation, of: Result): Result {
  const pages = of.value.kind === 'either' ? pointersIn(of.value) : [];
  const [first] = pages;
  if (!first || of.value.kind !== 'either' || pages.length < of.value.of.length) return of;
  const head = blockOf(first.to);
  if (!e.world.tracked.has(head.record) || pages.some(({ to, offset, path }) => offset !== 0 || path !== '' || blockOf(to) !== head)) return of;
  return { ...of, value: pointer(e.thing({ by: 'element', of: head, index: undefined }, head.record, `${e.keyOf(head)}[*]`)) };
}

function blockOf(page: Thing): Thing {
  return page.source.by === 'element' ? blockOf(page.source.of) : page;
}

/** vm_insert_pages(vma, addr, pages, &num): the pages of an array that is handed over, each of which the call is about. */
function keptPages(e: Evaluation, { value, type }: Result): readonly Thing[] {
  const resolved = e.resolved(type);
  const element = resolved.kind === 'pointer' ? e.resolved(resolved.to) : resolved.kind === 'array' ? e.resolved(resolved.of) : undefined;
  const target = pointerOf(value);
  if (!target || element?.kind !== 'pointer' || !e.world.tracked.has(e.pointee(element))) return [];
  // unpin_user_pages(&page, 1): a variable is an array of one.
  const variable = target.path === '' ? variableBehind(e, target.to) : undefined;
  if (variable) return wholePages(variable);
  const place = atAddress(e, target.to, undefined, `${target.path}[*]`, element);
  const kept = load(e, place, { type: 'call_expression', start: 0, end: 0, children: [] }).value;
  return wholePages(kept);
}

function wholePages(value: Value): readonly Thing[] {
  return pointersIn(value).flatMap(({ to, offset, path }) => (offset === 0 && path === '' ? [to] : []));
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
  return { value: e.ofType(e.fresh(type, source, key), type), type };
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

/** Does what a callee is known to do; what it returns is the result, unless that is what tells where a page comes from. */
function applied(e: Evaluation, summary: Summary, values: readonly Result[], returns: CType, node: Syntax, isOrigin: boolean): Result {
  const value = doneHere(e, summary, values, node);
  return !isOrigin && (value.kind === 'number' || pointerOf(value)) ? { value, type: returns } : result(e, returns, summary.function, values, node);
}
