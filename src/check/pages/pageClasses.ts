/**
 * Which page variables of a file are the same pages: what a caller hands over is what the callee is handed, what is put into a member or
 * on a list is what is taken from it. Whatever one of them is known to be holds for its class.
 */
import type { Trace } from '../../footprint/effect.js';
import { armsOf, isRecord, type Thing, unknown, type Value } from '../../footprint/value.js';
import { callsThat, eventsNamed } from '../../model/pageEvents.js';
import { flat, listName, listOf } from './lists.js';

/** A page (by any of its names) as one function knows it. */
export interface PageRef {
  readonly trace: Trace;
  readonly thing: Thing;
}

export interface PageClass {
  readonly pages: readonly PageRef[];
  /** Members and lists the pages are kept in: `vm_struct.pages`, `vm_fault.page`. */
  readonly slots: readonly string[];
  /** Of these the ones that hold pages, and not only addresses of their memory. */
  readonly pageSlots: readonly string[];
}

const NO_CLASS: PageClass = { pages: [], slots: [], pageSlots: [] };

type Node = Thing | string;

const CONVERSIONS: ReadonlySet<string> = new Set([...eventsNamed('from-address'), ...eventsNamed('contents')]);

const MAPPINGS = callsThat('maps-pages');

export class PageClasses {
  readonly #parents = new Map<Node, Node>();
  readonly #traceOf = new Map<Thing, Trace>();
  readonly #tracked: ReadonlySet<string>;
  readonly #classes = new Map<Node, { readonly pages: PageRef[]; readonly slots: string[]; readonly pageSlots: string[] }>();
  readonly #pageSlots = new Set<string>();
  /** Arrays that functions elsewhere were handed together with a container: radix_tree_gang_lookup(&brd->pages, batch, ...). */
  readonly #batches: { readonly array: Thing; readonly store: string }[] = [];

  /** Arrays whose pages vmap() put together in one piece of memory, with that. */
  readonly #mapped: { readonly array: Thing; readonly memory: Thing }[] = [];

  constructor(traces: readonly Trace[], tracked: ReadonlySet<string>) {
    this.#tracked = tracked;
    const local = new Map(traces.map((trace) => [trace.summary.function, trace]));
    for (const trace of traces) this.#join(trace, local);
    // What an array holds is known by the array: once arrays are put together, so are their elements.
    const members = new Map<Trace, Thing[]>(traces.map((trace) => [trace, []]));
    for (const [thing, trace] of this.#traceOf) if (thing.source.by === 'member' && !isRecord(thing.source.record)) members.get(trace)?.push(thing);
    // Arrays lie in arrays: what the outer ones put together has elements of its own.
    // Only of a container that is known to hold pages they are taken to be filled from it.
    for (const { array, store } of this.#batches) if (this.#parents.has(store)) this.#union(this.#elementsOf(array), store);
    for (const { array, memory } of this.#mapped) this.#union(this.#elementsOf(array), memory);
    for (let round = 0; round < 2; round++) for (const [trace, elements] of members) this.#joinElements(trace, elements);
    for (const [thing, trace] of this.#traceOf) {
      if (!tracked.has(thing.record)) continue;
      const found = this.#classFor(thing);
      found.pages.push({ trace, thing });
    }
    for (const node of this.#parents.keys()) {
      if (typeof node !== 'string' || !node.startsWith('slot:')) continue;
      const found = this.#classes.get(this.#root(node));
      found?.slots.push(node.slice(5));
      if (this.#pageSlots.has(node)) found?.pageSlots.push(node.slice(5));
    }
  }

  /** The same object for every page of a class. */
  classOf(thing: Thing): PageClass {
    return this.#classes.get(this.#root(thing)) ?? NO_CLASS;
  }

  get all(): readonly PageClass[] {
    return [...this.#classes.values()];
  }

  #classFor(thing: Thing): { pages: PageRef[]; slots: string[]; pageSlots: string[] } {
    const root = this.#root(thing);
    let found = this.#classes.get(root);
    if (!found) this.#classes.set(root, (found = { pages: [], slots: [], pageSlots: [] }));
    return found;
  }

  #join(trace: Trace, local: ReadonlyMap<string, Trace>): void {
    const name = trace.summary.function;
    const see = (thing: Thing): void => { this.#see(thing, trace, local); };
    for (const thing of trace.summary.parameters) see(thing);
    for (const effect of trace.effects) see(effect.thing);
    for (const call of trace.calls) {
      call.args.forEach((arg, index) => {
        for (const target of pointers(arg)) {
          see(target.to);
          if (target.offset === 0 && local.has(call.callee)) this.#union(target.to, `parameter:${call.callee}:${index}`);
          const list = local.has(call.callee) && !this.#tracked.has(target.to.record) ? listName(target.to, target.to.record, target.path) : undefined;
          if (list !== undefined) this.#union(list, `lists:${call.callee}:${index}`);
        }
      });
      for (const target of pointers(call.result)) {
        see(target.to);
        if (target.offset === 0 && local.has(call.callee)) this.#union(target.to, `result:${call.callee}`);
      }
      this.#joinLists(call.args);
      this.#joinCallbacks(call.args, local);
      if (!local.has(call.callee)) this.#joinStores(call.args);
      // What vmalloc_to_page() gives of that memory is a page of the array.
      if (MAPPINGS.has(call.callee)) for (const array of pointers(call.args[0] ?? unknown(''))) for (const memory of pointers(call.result)) if (array.path === '') this.#mapped.push({ array: array.to, memory: memory.to });
    }
    for (const target of pointers(trace.summary.returns)) {
      see(target.to);
      this.#union(target.to, `result:${name}`);
    }
    for (const [holder, words] of trace.leaves) {
      see(holder);
      for (const word of words) {
        for (const target of pointers(word.value)) {
          see(target.to);
          if (target.path === '' && isRecord(word.record) && !this.#tracked.has(word.record) && word.record !== 'list_head') this.#keep(target.to, `slot:${word.record}.${flat(word.path)}`);
        }
      }
    }
  }

  /** list_add(&page->lru, &pool->pages): a page's node and a list's head handed over together. */
  #joinLists(args: readonly Value[]): void {
    const targets = args.flatMap((arg) => pointers(arg));
    for (const node of targets) {
      if (!this.#tracked.has(node.to.record) || node.path === '') continue;
      for (const head of targets) {
        if (head === node || this.#tracked.has(head.to.record)) continue;
        const name = listName(head.to, head.to.record, head.path) ?? (head.path === '' && isOwnList(head.to) ? head.to : undefined);
        if (name !== undefined) this.#union(node.to, name);
      }
    }
  }

  /** call_rcu(&page->rcu_head, free_it): the function is handed the node, and finds the page it lies in. */
  #joinCallbacks(args: readonly Value[], local: ReadonlyMap<string, Trace>): void {
    const targets = args.flatMap((arg) => pointers(arg));
    for (const { to: { source } } of targets) {
      if (source.by !== 'function' || !local.has(source.name)) continue;
      for (const node of targets) if (this.#tracked.has(node.to.record) && node.path !== '') this.#union(node.to, `lists:${source.name}:0`);
    }
  }

  /** xa_store(&pool->pages, index, page): what is put into a container, by whatever function, is what such functions give back. */
  #joinStores(args: readonly Value[]): void {
    const targets = args.flatMap((arg) => pointers(arg));
    for (const page of targets) {
      if (page.to.record === '*' && page.to.source.by === 'local') for (const store of storesAmong(targets, this.#tracked)) this.#batches.push({ array: page.to, store });
      if (!this.#tracked.has(page.to.record) || page.path !== '' || page.offset !== 0) continue;
      for (const name of storesAmong(targets, this.#tracked)) this.#union(page.to, name);
    }
  }

  /** A thing comes into view: its source ties it to what it was found in. */
  #see(thing: Thing, trace: Trace, local: ReadonlyMap<string, Trace>): void {
    if (this.#traceOf.has(thing)) return;
    this.#traceOf.set(thing, trace);
    const { source } = thing;
    switch (source.by) {
      case 'parameter': this.#union(thing, `parameter:${trace.summary.function}:${source.index}`); break;
      case 'result':
        if (local.has(source.callee)) this.#union(thing, `result:${source.callee}`);
        else if (this.#tracked.has(thing.record)) for (const name of storesAmong(source.args.flatMap((arg) => pointers(arg)), this.#tracked)) this.#union(thing, name);
        // page_address() and virt_to_page(): the address of a page's memory is known by the same places as the page.
        for (const target of CONVERSIONS.has(source.callee) ? pointers(source.args[0] ?? unknown('')) : []) {
          this.#see(target.to, trace, local);
          if (target.path === '') this.#union(thing, target.to);
        }
        break;
      case 'member':
        this.#see(source.of, trace, local);
        if (isRecord(source.record) && !this.#tracked.has(source.record) && source.record !== 'list_head') this.#keep(thing, `slot:${source.record}.${flat(source.path)}`);
        break;
      case 'element':
        this.#see(source.of, trace, local);
        this.#union(thing, source.of);
        break;
      case 'container': {
        if (!source.of) break;
        this.#see(source.of, trace, local);
        const head = listOf(thing);
        if (head !== undefined) this.#union(thing, head);
        else if (source.of.source.by === 'member' && isOwnList(source.of.source.of)) this.#union(thing, source.of.source.of);
        const given = source.of.source.by === 'member' ? source.of.source.of : source.of;
        if (given.source.by === 'parameter') this.#union(thing, `lists:${trace.summary.function}:${given.source.index}`);
        break;
      }
      case 'global': this.#union(thing, `slot:=${source.name}`); break;
      case 'filled': case 'local': case 'function': case 'unknown': break;
    }
  }

  /** @param elements of arrays, as this function finds them */
  #joinElements(trace: Trace, elements: readonly Thing[]): void {
    for (const thing of elements) if (thing.source.by === 'member') this.#union(thing, this.#elementsOf(thing.source.of));
    for (const [holder, words] of trace.leaves) {
      for (const word of words) {
        if (isRecord(word.record)) continue;
        for (const target of pointers(word.value)) if (target.path === '') this.#union(target.to, this.#elementsOf(holder));
      }
    }
  }

  /** The name under which an array's elements meet: its slot's where it has one. */
  #elementsOf(array: Thing): string {
    const root = this.#root(array);
    return typeof root === 'string' ? (root.startsWith('slot:') ? root : `elements:${root}`) : `elements:#${this.#number(root)}`;
  }

  readonly #numbers = new Map<Thing, number>();
  #number(thing: Thing): number {
    let number = this.#numbers.get(thing);
    if (number === undefined) this.#numbers.set(thing, (number = this.#numbers.size));
    return number;
  }

  #root(node: Node): Node {
    let root = node;
    for (let parent = this.#parents.get(root); parent !== undefined && parent !== root; parent = this.#parents.get(root)) root = parent;
    if (root !== node) this.#parents.set(node, root);
    return root;
  }

  /** A page, or the address of its memory, lies in a member. */
  #keep(thing: Thing, slot: string): void {
    this.#union(thing, slot);
    if (this.#tracked.has(thing.record)) this.#pageSlots.add(slot);
  }

  /** A slot's name stays the root: it is what others know the class by. */
  #union(a: Node, b: Node): void {
    const [left, right] = [this.#root(a), this.#root(b)];
    for (const node of [a, b]) if (!this.#parents.has(node)) this.#parents.set(node, this.#root(node));
    if (left === right) return;
    const keepLeft = typeof left === 'string' && (typeof right !== 'string' || left.startsWith('slot:'));
    if (keepLeft) this.#parents.set(right, left);
    else this.#parents.set(left, right);
  }
}

function pointers(value: Value): readonly Extract<Value, { kind: 'pointer' }>[] {
  return armsOf(value).filter((arm) => arm.kind === 'pointer');
}

/** A list that the function has for itself (`LIST_HEAD(batch)`): what it puts there is what it finds there. */
function isOwnList({ record, source }: Thing): boolean {
  return record === 'list_head' && source.by === 'local';
}

/** The containers that lie in other objects or are variables, among what a function is handed: `store:pool.pages`. Most other objects are handed over by pointers that were kept somewhere. */
function storesAmong(targets: readonly Extract<Value, { kind: 'pointer' }>[], tracked: ReadonlySet<string>): readonly string[] {
  return targets.flatMap(({ to, path }) => {
    if (tracked.has(to.record)) return [];
    if (to.source.by === 'global') return [`store:=${to.source.name}${flat(path)}`];
    return path !== '' && isRecord(to.record) ? [`store:${to.record}.${flat(path)}`] : [];
  });
}
