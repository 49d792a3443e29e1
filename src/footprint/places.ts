/** Members, elements and pointers: where in which object an expression lies, and reading and writing it. */
import { type CType, pointerTo, UNKNOWN } from '../c/ctype.js';
import type { Syntax } from '../c/syntax.js';
import type { Chain } from './effect.js';
import type { Evaluation, Place, Result } from './evaluation.js';
import { armsOf, type Change, changed, INITIAL, isRecord, join, pointer, pointerOf, type Site, type Thing, unknown, type Value } from './value.js';

type MemoryPlace = Extract<Place, { kind: 'memory' }>;

/** What `*pointer` is, or the record that `pointer->` leads into. */
export function dereferenced(e: Evaluation, base: Result, node: Syntax): Result {
  const type = e.resolved(base.type);
  const to = type.kind === 'pointer' ? type.to : type.kind === 'array' ? type.of : UNKNOWN('* on what is no pointer');
  const kept = base.place?.kind === 'memory' ? keptValue(e, base.place, type) : undefined;
  const target = pointerOf(base.value) ?? (kept && pointerOf(kept)) ?? pointerOf(e.fresh(pointerTo(to), { by: 'unknown', why: 'a value nobody knows' }, `deref:${node.start}`))!;
  return atAddress(e, target.to, target.offset, target.path, to);
}

/** An lvalue of a type at an address. */
export function atAddress(e: Evaluation, thing: Thing, offset: number | undefined, path: string, type: CType): Result {
  const resolved = e.resolved(type);
  const tag = resolved.kind === 'record' ? resolved.tag : '';
  // A whole page seen as another record is named by that record; a part of it keeps the way that leads there.
  const whole = path === '' && tag !== '';
  const place: MemoryPlace = { kind: 'memory', thing, offset, size: sizeAt(e, thing, resolved), record: whole ? tag : thing.record, path, root: { record: tag, offset, path: '' } };
  return { value: unknown('not read'), type, place };
}

function sizeAt(e: Evaluation, thing: Thing, type: CType): number {
  return type.kind === 'record' && !e.follows(thing) ? e.world.wordSize : e.sizeOf(type);
}

/** `place.name`: the member's own place in the same object. */
export function memberAt(e: Evaluation, holder: Result, name: string, node: Syntax): Result {
  const members = e.plain.view.types.membersOf(holder.type);
  const type = typeof members === 'string' ? UNKNOWN(members) : members.members.get(name) ?? UNKNOWN(`no member ${name}`);
  const place = holder.place;
  if (place?.kind !== 'memory') return { value: e.fresh(type, { by: 'unknown', why: `member ${name}` }, `member:${node.start}`), type };
  const tag = typeof members === 'string' ? '' : members.tag;
  // A page inside another record is a copy of one: an object of its own.
  const inner = e.follows(place.thing) ? '' : e.pointee(pointerTo(type));
  if (e.world.tracked.has(inner) && e.resolved(type).kind === 'record') return atAddress(e, e.thing({ by: 'local', name, in: tag }, inner, `${e.keyOf(place.thing)}>${place.path}.${name}`), 0, '', type);
  // A record with a tag of its own is laid out from there; a nameless one belongs to the record around it.
  const root = tag !== '' ? { record: tag, offset: place.offset, path: name } : { ...place.root, path: place.root.path === '' ? name : `${place.root.path}.${name}` };
  const field = e.follows(place.thing) && root.record !== '' ? e.world.layoutOf(root.record, e.plain.view.file.path)?.fields.find((one) => one.path === root.path) : undefined;
  const offset = field && root.offset !== undefined ? root.offset + Math.floor(field.offsetBits / 8) : undefined;
  return {
    value: unknown('not read'), type,
    place: {
      kind: 'memory', thing: place.thing, offset, size: field ? Math.max(1, Math.ceil(field.sizeBits / 8)) : e.world.wordSize,
      record: place.path === '' ? root.record : place.record, path: place.path === '' ? name : `${place.path}.${name}`, root,
    },
  };
}

/** Reads an lvalue; arrays and records stay where they are. */
export function load(e: Evaluation, of: Result, node: Syntax, chain?: Chain): Result {
  const { place, type } = of;
  if (!place) return of;
  const resolved = e.resolved(type);
  if (place.kind === 'variable') {
    return { value: heldByAddress(e, place.id) ?? e.state.variables.get(place.id) ?? unknown('not set'), type, place };
  }
  if (resolved.kind === 'array' || resolved.kind === 'record') return { value: pointer(place.thing, place.offset, place.path), type, place };
  if (e.follows(place.thing)) e.note({ kind: 'read', thing: place.thing, offset: place.offset, size: place.size, record: place.record, path: place.path, ...(chain && { chain }) }, node);
  const held = e.state.held(place);
  if (!held) {
    // `*&variable`, with something between the two.
    const own = place.offset === 0 && place.path === '' ? variableBehind(e, place.thing) : undefined;
    return { value: own ?? e.ofType(initialValue(e, place, type), type), type, place };
  }
  let value: Value | undefined;
  const arms = armsOf(held.value);
  for (const arm of arms) {
    // What a local variable held before it was set is nobody's value.
    if (arm.kind === 'initial' && arms.length > 1 && place.thing.source.by === 'local') continue;
    const one = arm.kind === 'initial' ? initialValue(e, place, type) : arm.kind === 'unknown' ? keptValue(e, place, resolved) ?? arm : arm;
    value = value ? join(value, one) : one;
  }
  return { value: value ?? unknown('not set'), type, place };
}

/** What the variable holds that an object stands for. */
export function variableBehind(e: Evaluation, { source }: Thing): Value | undefined {
  const object = source.by === 'local' ? e.addressed.get(source.name) : undefined;
  return object?.source === source && source.by === 'local' ? e.state.variables.get(source.name) : undefined;
}

/** What a word held when the function began: a pointer to an object of its own. */
function initialValue(e: Evaluation, place: MemoryPlace, type: CType): Value {
  const resolved = e.resolved(type), isPage = e.world.tracked.has(e.pointee(type));
  const key = `${e.keyOf(place.thing)}>${place.record}.${place.path === '' ? '*' : place.path}`;
  const source = { by: 'member', of: place.thing, record: place.record, path: place.path } as const;
  // A word of a page may hold a pointer whatever its type says.
  if (!isPage && resolved.kind === 'arithmetic' && (e.follows(place.thing) ? place.size === e.world.wordSize : isRecord(place.record) && mayBeAddress(e, resolved))) return pointer(e.thing(source, '', key));
  return e.fresh(type, source, key);
}

/** Nobody knows which page was put there since the function began; it is one that is kept there. */
function keptValue(e: Evaluation, place: MemoryPlace, type: CType): Value | undefined {
  const record = e.pointee(type);
  if (type.kind !== 'pointer' || !e.world.tracked.has(record) || e.follows(place.thing)) return undefined;
  return pointer(e.thing({ by: 'member', of: place.thing, record: place.record, path: place.path }, record, `${e.keyOf(place.thing)}>${place.record}.${place.path}:later`));
}

/** `unsigned long`: what get_zeroed_page() gives and free_page() takes. */
function mayBeAddress(e: Evaluation, type: CType): boolean {
  return type.kind === 'arithmetic' && /\bunsigned\b/.test(type.name) && /\blong\b/.test(type.name) && e.sizeOf(type) === e.world.wordSize;
}

/** Writes an lvalue. */
export function store(e: Evaluation, to: Result, value: Value, node: Syntax, access: 'write' | 'readwrite' = 'write', chain?: Chain): void {
  const { place } = to;
  if (!place || e.quiet > 0) return;
  if (place.kind === 'variable') {
    e.state.set(place.id, value);
    const object = e.addressed.get(place.id);
    if (object) e.state.drop(object);
    return;
  }
  const whole = e.resolved(to.type).kind === 'record' && place.path === '' && pointerOf(value);
  if (whole && e.follows(place.thing)) {
    // A whole object copied over another: nothing that was known of the old one holds.
    e.note({ kind: 'write', thing: place.thing, offset: place.offset, size: place.size, record: place.record, path: '', value }, node);
    e.state.forget(place.thing);
    return;
  }
  if (e.follows(place.thing)) e.note({ kind: access, thing: place.thing, offset: place.offset, size: place.size, record: place.record, path: place.path, value, ...(chain && { chain }) }, node);
  const weak = place.thing.source.by === 'element' && place.thing.source.index === undefined;
  e.state.store(place, value, chain ?? { site: e.site(node) }, weak);
}

/** What a word of an object holds behind a change in place, as far as what was there before is known or is what the function found. */
export function inPlace(e: Evaluation, to: Result, by: Change): Value | undefined {
  const { place } = to;
  if (place?.kind !== 'memory' || !e.follows(place.thing)) return undefined;
  return changed(e.state.held(place)?.value ?? INITIAL, by);
}

/** `word = NUMBER | (word & 3)`: the bits that are put back where they were read make it a change of what was there. */
export function inPart(e: Evaluation, { place }: Result, value: Value): Value | undefined {
  if (place?.kind !== 'memory' || value.kind !== 'unknown' || value.part?.source.by !== 'member') return undefined;
  const { of, record, path } = value.part.source;
  return of !== place.thing || record !== place.record || path !== place.path || e.state.held(place) ? undefined : { kind: 'changed', clear: value.zero ?? 0n, set: value.set ?? 0n, add: 0n };
}

/** What was written to a variable through its address since it was set by its name. */
function heldByAddress(e: Evaluation, id: string): Value | undefined {
  const object = e.addressed.get(id);
  const held = object && e.state.memory.get(object)?.find((word) => word.offset === 0 && word.path === '');
  if (!held) return undefined;
  const own = e.state.variables.get(id);
  return armsOf(held.value).map((arm) => (arm.kind === 'initial' ? own ?? arm : arm)).reduce((a, b) => join(a, b));
}

/** `&lvalue`. */
export function addressOf(e: Evaluation, of: Result, node: Syntax): Result {
  const { place, type } = of;
  if (!place) return { value: of.value.kind === 'pointer' ? of.value : unknown('address of a value'), type: pointerTo(type) };
  if (place.kind === 'variable') {
    const object = e.thing({ by: 'local', name: place.id }, e.pointee(pointerTo(type)), `&${place.id}`);
    e.addressed.set(place.id, object);
    return { value: pointer(object), type: pointerTo(type) };
  }
  if (e.follows(place.thing) && place.path !== '') e.note({ kind: 'address', thing: place.thing, offset: place.offset, size: place.size, record: place.record, path: place.path }, node);
  return { value: pointer(place.thing, place.offset, place.path), type: pointerTo(type) };
}

/** `pointer + by` for a pointer to a record or a scalar. */
export function advanced(e: Evaluation, value: Value, type: CType, by: Value, key: string): Value {
  const steps = by.kind === 'number' ? by.value : undefined;
  if (steps === 0n) return value;
  const target = pointerOf(value);
  const resolved = e.resolved(type);
  if (!target) return unknown('arithmetic on what is no pointer');
  const record = e.pointee(resolved);
  if (e.world.tracked.has(record) && (target.offset === 0 || target.offset === undefined)) {
    const base = target.to.source.by === 'element' && target.to.source.index !== undefined && steps !== undefined ? target.to.source : undefined;
    const index = steps === undefined ? undefined : (base?.index ?? 0) + Number(steps);
    const of = base ? base.of : target.to;
    if (index === 0) return pointer(of);
    return pointer(e.thing({ by: 'element', of, index, ...(index === undefined && { steps: by }) }, record, `${e.keyOf(of)}[${index ?? `*${key}`}]`));
  }
  const size = resolved.kind === 'pointer' ? e.sizeOf(resolved.to) : 1;
  // `(void *)owner + TAG`: no member begins there.
  const low = steps !== undefined && size === 1 && target.path === '' && target.offset === 0 && isRecord(target.to.record) ? target.tag + Number(steps) : 0;
  if (low > 0 && low < 4) return { ...target, tag: low };
  const offset = steps === undefined || target.offset === undefined ? undefined : target.offset + Number(steps) * size;
  return pointer(target.to, offset, offset === undefined ? `${target.path}[*]` : target.path, target.tag);
}

/** container_of(ptr, T, member): the record that the pointer's member lies in. */
export function containerOf(e: Evaluation, of: Value, record: string, member: string, node: Syntax): Value {
  const target = pointerOf(of);
  if (target) {
    const field = e.world.layoutOf(record, e.plain.view.file.path)?.fields.find((one) => one.path === member);
    const offset = field === undefined ? undefined : field.offsetBits / 8;
    if (offset !== undefined && target.offset === offset && e.follows(target.to)) return pointer(target.to);
    if (target.path === member || target.path.endsWith(`.${member}`)) return pointer(target.to);
    if (offset === 0 && target.offset === 0 && target.to.record === record) return pointer(target.to);
  }
  const source = { by: 'container', of: target?.to, record, member } as const;
  return pointer(e.thing(source, record, `${target ? e.keyOf(target.to) : node.start}${target?.path ?? ''}<${record}.${member}`));
}

/** The page of an address: the same one whenever it is asked for. Of memory that is walked through, or of a part of it, it is any of its pages. @param by the function that gives it (`virt_to_page`) */
export function pageAt(e: Evaluation, by: string, record: string, address: Value, site: Site): Thing | undefined {
  const targets = armsOf(address).filter((arm) => arm.kind === 'pointer');
  const [first] = targets;
  if (!first || e.follows(first.to) || targets.some((target) => target.to !== first.to)) return undefined;
  const isStart = targets.length === 1 && first.offset === 0 && first.path === '';
  return e.thing({ by: 'result', callee: by, site, args: [pointer(first.to)] }, record, `page:${by}:${e.keyOf(first.to)}${isStart ? '' : ':*'}`);
}
