/** What a function knows of the values it handles: which object a pointer leads to, where it came from, what a number is. */

/** A place in a file: 0-based byte offset. */
export interface Site {
  readonly file: string;
  readonly offset: number;
  /** The function it stands in. */
  readonly function: string;
}

/** How a function came by an object. */
export type Source =
  | { readonly by: 'parameter'; readonly index: number }
  /** What a call returned. */
  | { readonly by: 'result'; readonly callee: string; readonly site: Site; readonly args: readonly Value[] }
  /** Found through the array or pointer that a call filled in. */
  | { readonly by: 'filled'; readonly callee: string; readonly site: Site }
  /** The pointer kept in a member of another object; `record` is the type that declares the member. */
  | { readonly by: 'member'; readonly of: Thing; readonly record: string; readonly path: string }
  /** `of` plus some struct pages: the number when it is known, or what a caller may know it from. */
  | { readonly by: 'element'; readonly of: Thing; readonly index: number | undefined; readonly steps?: Value }
  /** container_of() of something that is not itself known: `member` is what the container was found by. */
  | { readonly by: 'container'; readonly of: Thing | undefined; readonly record: string; readonly member: string }
  | { readonly by: 'global'; readonly name: string }
  /** `in`: a page that lies in another record by value, which that record's tag names. */
  | { readonly by: 'local'; readonly name: string; readonly in?: string }
  | { readonly by: 'function'; readonly name: string }
  | { readonly by: 'unknown'; readonly why: string };

/** An object in memory that a function works on. Identity counts: two pointers with the same thing lead to the same object. */
export interface Thing {
  readonly id: number;
  readonly source: Source;
  /** Tag of the record it was first known as; `*` for what a pointer to no record leads to, empty for what is known as a number. */
  readonly record: string;
}

export type Value =
  | { readonly kind: 'number'; readonly value: bigint }
  /** An address in `to`, `offset` bytes from its start where that is known, with `tag` or-ed into its low bits, and `or` where a caller may know that number; `declared` for a number of a type that is wider than a word elsewhere (`dma_addr_t`). */
  | { readonly kind: 'pointer'; readonly to: Thing; readonly offset: number | undefined; readonly path: string; readonly tag: number; readonly or?: Value; readonly declared?: string }
  /** What was in the word when the function began. */
  | { readonly kind: 'initial' }
  /** That, with bits cleared and set, and a number added. */
  | ({ readonly kind: 'changed' } & Change)
  | { readonly kind: 'either'; readonly of: readonly Value[] }
  /** `pointerTo`: tag of the record a pointer leads to, `object` for any; empty for a number that was cast to a pointer. `set`: bits of a number that are 1 whatever the others are (`gfp | __GFP_COMP`), `zero`: bits that are 0 (`index << 2`), `part`: the word of a page that the others were read from (`word & 3`). `declared` as above. */
  | { readonly kind: 'unknown'; readonly why: string; readonly pointerTo?: string; readonly set?: bigint; readonly zero?: bigint; readonly part?: Thing; readonly declared?: string };

/** What is done to a number in place: `clear`, then `set`, then `add`. */
export interface Change {
  readonly clear: bigint;
  readonly set: bigint;
  readonly add: bigint;
}

export const ZERO: Value = { kind: 'number', value: 0n };
export const ONE: Value = { kind: 'number', value: 1n };
export const INITIAL: Value = { kind: 'initial' };

export function unknown(why: string): Value {
  return { kind: 'unknown', why };
}

export function pointer(to: Thing, offset: number | undefined = 0, path = '', tag = 0): Value {
  return { kind: 'pointer', to, offset, path, tag };
}

const MAX_ARMS = 6;

/** What a value is when two ways through the code meet. */
export function join(a: Value, b: Value): Value {
  if (a === b || sameValue(a, b)) return a;
  const arms: Value[] = [];
  for (const value of [a, b]) {
    for (const one of value.kind === 'either' ? value.of : [value]) if (!arms.some((arm) => sameValue(arm, one))) arms.push(one);
  }
  return arms.length > MAX_ARMS ? unknown('too many ways') : arms.length === 1 ? arms[0]! : { kind: 'either', of: arms };
}

export function sameValue(a: Value, b: Value): boolean {
  switch (a.kind) {
    case 'number': return b.kind === 'number' && a.value === b.value;
    case 'pointer': return b.kind === 'pointer' && a.to === b.to && a.offset === b.offset && a.path === b.path && a.tag === b.tag && a.declared === b.declared && (a.or === b.or || (a.or !== undefined && b.or !== undefined && sameValue(a.or, b.or)));
    case 'initial': return b.kind === 'initial';
    case 'changed': return b.kind === 'changed' && a.clear === b.clear && a.set === b.set && a.add === b.add;
    case 'unknown': return b.kind === 'unknown' && a.pointerTo === b.pointerTo && a.set === b.set && a.zero === b.zero && a.part === b.part && a.declared === b.declared;
    case 'either': return b.kind === 'either' && a.of.length === b.of.length && a.of.every((arm, index) => sameValue(arm, b.of[index]!));
  }
}

/** Whether a thing's `record` is a record's tag. */
export function isRecord(tag: string): boolean {
  return tag !== '' && tag !== '*';
}

/** Every way the value may have come out. */
export function armsOf(value: Value): readonly Value[] {
  return value.kind === 'either' ? value.of : [value];
}

/** Whether a value is 0 on every way. */
export function isNothing(value: Value | undefined): boolean {
  return value !== undefined && armsOf(value).every((arm) => arm.kind === 'number' && arm.value === 0n);
}

/** All pointers a value may be. */
export function pointersIn(value: Value): readonly Extract<Value, { kind: 'pointer' }>[] {
  return armsOf(value).filter((arm) => arm.kind === 'pointer');
}

/**
 * The one object a pointer is worked with. Of several ways the plainest counts: `page`, where the other is the head that page itself
 * points to (compound_head() of a page that is no tail is the page), and any object before NULL.
 */
export function pointerOf(value: Value): Extract<Value, { kind: 'pointer' }> | undefined {
  if (value.kind === 'pointer') return value;
  if (value.kind !== 'either') return undefined;
  const arms = value.of.filter((arm) => arm.kind === 'pointer');
  return arms.find((arm) => arms.every((other) => other === arm || leadsTo(other.to, arm.to))) ?? (arms.length === 1 ? arms[0] : arms.find((arm) => /^\w/.test(arm.to.record)) ?? arms[0]);
}

/** A pointer with a number or-ed into it: a small one that is known is its tag. */
export function tagged(of: Extract<Value, { kind: 'pointer' }>, by: Value): Value {
  return by.kind === 'number' && by.value >= 0n && by.value < 8n ? { ...of, tag: of.tag | Number(by.value) } : { ...of, or: by };
}

/** What is in a word behind a change of what was there; undefined when that is neither known nor what the function found. */
export function changed(before: Value, by: Change): Value | undefined {
  if (by.clear === 0n && by.set === 0n && by.add === 0n) return before;
  switch (before.kind) {
    case 'number': return { kind: 'number', value: ((before.value & ~by.clear) | by.set) + by.add };
    case 'initial': return { kind: 'changed', ...by };
    // A number added in between would shift the bits.
    case 'changed': return before.add === 0n ? { kind: 'changed', clear: before.clear | by.clear, set: (before.set & ~by.clear) | by.set, add: by.add } : undefined;
    case 'pointer': case 'either': case 'unknown': return undefined;
  }
}

/** The first page of the block that a page was found in by its number. */
export function headOf(thing: Thing): Thing {
  return thing.source.by === 'element' ? headOf(thing.source.of) : thing;
}

/** Whether `thing` was found through `other`. */
export function leadsTo(thing: Thing, other: Thing): boolean {
  for (let current: Thing | undefined = thing; current;) {
    if (current === other) return true;
    const source: Source = current.source;
    current = source.by === 'member' || source.by === 'element' ? source.of : source.by === 'container' ? source.of : undefined;
  }
  return false;
}

/** A thing's way from the function's parameters, as a key that calls can be matched by: `0`, `0>zspage.first_page`. Undefined when it came from elsewhere. */
export function pathOf(thing: Thing): string | undefined {
  switch (thing.source.by) {
    case 'parameter': return `${thing.source.index}`;
    case 'member': {
      const of = pathOf(thing.source.of);
      return of === undefined ? undefined : `${of}>${thing.source.record}.${thing.source.path}`;
    }
    case 'element': {
      const of = pathOf(thing.source.of);
      return of === undefined ? undefined : `${of}[${thing.source.index ?? '*'}]`;
    }
    default: return undefined;
  }
}
