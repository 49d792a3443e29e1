/** Which state a page of a file is in, told by where it comes from: the model's origins, followed through the file. */
import { innermost, type Trace } from '../../footprint/effect.js';
import { isRecord, pointersIn, type Site, type Source, type Thing } from '../../footprint/value.js';
import type { KernelConfig } from '../../kernel/config.js';
import type { SourceFile } from '../../kernel/tree.js';
import { inEra } from '../../model/era.js';
import { callsThat, eventsNamed } from '../../model/pageEvents.js';
import type { PageModel } from '../../model/pageModel.js';
import type { PageState } from '../../model/state.js';
import { isMemoryManagement } from './insiders.js';
import type { PageClass, PageClasses } from './pageClasses.js';
import type { StateTests } from './stateTests.js';

const GIVING_BACK = callsThat('gives-back');

/** A state, and what told it. */
export interface KnownState {
  readonly state: PageState;
  /** The function or member: `vmalloc_to_page`, `vm_struct.pages`. */
  readonly origin: string;
  readonly site: Site;
  /** `page`: this very page; `test`: this page, by a test that several states pass; `class`: pages that this file keeps in the same places. */
  readonly by: 'page' | 'test' | 'class';
}

/** What tells a page's state by what a function does to it. */
interface Mark {
  readonly by: 'handed' | 'named';
  /** The function, or the member of struct page. */
  readonly of: string;
  readonly site: Site;
}

/** The model's name for a page just handed out: every other state begins there. */
export const FRESH = 'allocated';

export class PageStates {
  readonly #model: PageModel;
  readonly #tests: StateTests;
  readonly #file: SourceFile;
  readonly #classes: PageClasses;
  readonly #byOrigin = new Map<string, PageState[]>();
  readonly #ofClasses = new WeakMap<PageClass, readonly KnownState[]>();

  readonly #marks = new WeakMap<Trace, Map<Thing, Mark[]>>();
  readonly #givenBack = new WeakMap<PageClass, boolean>();
  readonly #settled = new WeakMap<PageClass, boolean>();
  /** Functions of the file, and those of them that it calls itself. */
  readonly #functions: ReadonlySet<string>;
  readonly #called: ReadonlySet<string>;

  constructor(file: SourceFile, traces: readonly Trace[], classes: PageClasses, config: KernelConfig, { model, tests }: { readonly model: PageModel; readonly tests: StateTests }) {
    this.#file = file;
    this.#tests = tests;
    this.#functions = new Set(traces.map((trace) => trace.summary.function));
    this.#called = new Set(traces.flatMap((trace) => trace.calls.map((call) => call.callee)));
    this.#model = model;
    this.#classes = classes;
    for (const state of model.states) {
      for (const origin of state.origins) {
        if (!inEra(origin.era, model.layout.kernel) || (origin.under !== undefined && !file.path.startsWith(origin.under))) continue;
        // A preset is one configuration of many: what it leaves out somebody builds.
        if (origin.needs !== undefined && !config.symbols.has(origin.needs) && !/ preset\b/.test(config.name)) continue;
        for (const of of origin.by === 'parameter' && origin.of.includes('.') ? installedIn(file, origin.of) : [origin.of]) {
          const key = `${origin.by}${origin.alone ? ' alone' : ''}:${of}${origin.found === undefined ? '' : `>${origin.found}`}`;
          const states = this.#byOrigin.get(key);
          if (states) states.push(state);
          else this.#byOrigin.set(key, [state]);
        }
      }
    }
  }

  /**
   * Every state the page may be in: what a test on the way told before what is known of itself, that before what is known of its class, any other state before `allocated`.
   * @param tested functions that said yes to it
   */
  of(thing: Thing, trace: Trace, tested: readonly string[] = []): readonly KnownState[] {
    for (const name of tested) {
      const told = this.#tests.toldBy(name, this.#file);
      if (told.length > 0) return told.map((state) => ({ state, origin: `${name}()`, site: trace.summary.at, by: told.length === 1 ? 'page' : 'test' }));
    }
    const own = this.#ofThing(thing, trace, 'page');
    const settled = own.filter((one) => one.state.name !== FRESH);
    // An array that holds pinned pages or the file's own ones is unpinned on one way and freed on another: which way this is nobody tells.
    if (settled.length > 0) return settled.map((one) => (this.#named('handed', one.origin).includes(one.state) && this.isAllocatedHere(thing) ? { ...one, by: 'class' } : one));
    const found = new Map<string, KnownState>();
    for (const one of own) found.set(one.state.name, one);
    const group = this.#classes.classOf(thing);
    const by = this.#isSettled(group) ? 'page' : 'class';
    for (const one of this.#ofClass(group)) if (!found.has(one.state.name)) found.set(one.state.name, { ...one, by });
    for (const slot of group.slots) for (const state of this.#named('member', slot)) if (!found.has(state.name)) found.set(state.name, { state, origin: slot, site: trace.summary.at, by: 'class' });
    const others = [...found.values()].filter((one) => one.state.name !== FRESH);
    return others.length > 0 ? others : [...found.values()];
  }

  /** Whether some page of this class comes from an allocator in this file. */
  isAllocatedHere(thing: Thing): boolean {
    return this.#ofClass(this.#classes.classOf(thing)).some((one) => one.state.name === FRESH || isHandedOut(one));
  }

  /** Whether this file gives some page of this class back to the allocator: a function of another file has taken it from there. */
  isGivenBackHere(page: Thing): boolean {
    const group = this.#classes.classOf(page);
    let isGiven = this.#givenBack.get(group);
    if (isGiven === undefined) {
      isGiven = group.pages.some(({ thing, trace }) => {
        const memory = thing.source.by === 'result' ? memoryOf(thing.source) : undefined;
        return trace.calls.some((call) => GIVING_BACK.has(call.callee) && call.args.some((arg) => pointersIn(arg).some(({ to }) => to === thing || to === memory)));
      });
      this.#givenBack.set(group, isGiven);
    }
    return isGiven;
  }

  /** Whether a function hands out pages fresh from the allocator. */
  isFromAllocator(callee: string): boolean {
    return this.#named('result', callee).some((state) => state.name === FRESH);
  }

  state(name: string): PageState | undefined {
    return this.#model.states.find((state) => state.name === name);
  }

  /** What the pages of a class come from, each state by the first that tells it. */
  #ofClass(group: PageClass): readonly KnownState[] {
    let known = this.#ofClasses.get(group);
    if (!known) {
      const found = new Map<string, KnownState>();
      for (const page of group.pages) for (const one of this.#ofThing(page.thing, page.trace, 'class')) if (!found.has(one.state.name) || isHandedOut(one)) found.set(one.state.name, one);
      this.#ofClasses.set(group, (known = [...found.values()]));
    }
    return known;
  }

  /** Whether all pages of a class come from one place as far as anyone can put them there: into members of records that this file declares itself, so that only it knows them. */
  #isSettled(group: PageClass): boolean {
    let settled = this.#settled.get(group);
    if (settled === undefined) this.#settled.set(group, (settled = group.slots.length > 0 && group.slots.every((slot) => this.#file.outline.names.has(`struct ${slot.replace(/\..*$/, '')}`)) && this.#ofClass(group).length === 1 && group.pages.every(({ thing, trace }) => this.#tellsOrPasses(thing, trace))));
    return settled;
  }

  /** A page that is told what it is, or is what another function of the file hands over or keeps. */
  #tellsOrPasses(thing: Thing, trace: Trace): boolean {
    const { source } = thing;
    switch (source.by) {
      case 'result': return this.#functions.has(source.callee) || this.#ofThing(thing, trace, 'class').length > 0;
      case 'filled': return this.#ofThing(thing, trace, 'class').length > 0;
      case 'member': return true;
      case 'element': return this.#tellsOrPasses(source.of, trace);
      case 'parameter': return this.#called.has(trace.summary.function);
      case 'container': case 'global': case 'local': case 'function': case 'unknown': return false;
    }
  }

  #named(by: string, of: string): readonly PageState[] {
    return this.#byOrigin.get(`${by}:${of}`) ?? [];
  }

  /** The page some places behind one: a tail of it where that may be the head of a compound page, else a page of the same block. */
  #neighbour(of: KnownState, index: number | undefined): readonly KnownState[] {
    if (of.state.position === 'single' && !mayBeFolio(of.state)) return [of];
    const tail = this.state(index === 1 ? 'tail-1' : index === 2 ? 'tail-2' : 'tail');
    return tail && index !== undefined ? [{ ...of, state: tail }] : [];
  }

  /** What is done to a page in a function that is done to pages of one kind only. */
  #marksOf(thing: Thing, trace: Trace): readonly Mark[] {
    let marks = this.#marks.get(trace);
    if (!marks) {
      this.#marks.set(trace, (marks = new Map<Thing, Mark[]>()));
      for (const effect of trace.effects) {
        const mark: Omit<Mark, 'site'> | undefined = effect.kind === 'marker' ? { by: 'handed', of: effect.marker ?? '' } : innermost(effect.chain).file === this.#file.path && !isMemoryManagement(this.#file.path) ? { by: 'named', of: effect.path } : undefined;
        if (!mark || this.#named(mark.by, mark.of).length === 0) continue;
        const { source } = effect.thing;
        const isElement = effect.kind === 'marker' && source.by === 'member' && !isRecord(source.record) && source.path.endsWith('[*]');
        for (const marked of isElement ? [effect.thing, source.of] : [effect.thing]) {
          const known = marks.get(marked) ?? [];
          if (known.length === 0) marks.set(marked, known);
          known.push({ ...mark, site: effect.chain.site });
        }
      }
    }
    const { source } = thing;
    // What is done to an array of pages is done to each of them.
    return marks.get(thing) ?? (source.by === 'member' && !isRecord(source.record) ? marks.get(source.of) ?? [] : []);
  }

  #ofThing(thing: Thing, trace: Trace, by: KnownState['by']): readonly KnownState[] {
    const found: KnownState[] = [];
    const tell = (states: readonly PageState[], origin: string, site: Site): void => {
      for (const state of states) found.push({ state, origin, site, by });
    };
    for (const mark of this.#marksOf(thing, trace)) tell(this.#named(mark.by, mark.of), mark.by === 'handed' ? mark.of : `page.${mark.of}`, mark.site);
    let isMemory = false;
    for (let current: Thing | undefined = thing; current;) {
      const { source }: Thing = current;
      for (const type of trace.named.get(current) ?? []) tell(this.#named(isMemory ? 'contents' : 'typed', type), type, trace.summary.at);
      switch (source.by) {
        case 'result':
          // What an allocator of memory gives is no page, and may be an array of pages: what lies in its own pages is told by asking for those.
          for (const told of isMemory ? ['result', 'address'] : ['result']) tell(this.#named(told, source.callee), source.callee, source.site);
          current = memoryOf(source);
          isMemory = current !== undefined;
          break;
        case 'filled': tell(this.#named('result', source.callee), source.callee, source.site); current = undefined; break;
        case 'member': {
          const member = `${source.record}.${source.path.replace(/\[[^\]]*\]/g, '')}`;
          tell(this.#named('member', member), member, trace.summary.at);
          if (source.of.source.by === 'parameter') tell(this.#named('parameter', `${trace.summary.function}>${member}`), trace.summary.function, trace.summary.at);
          // An element of an array: the array's member tells. Another page's member tells nothing of this one.
          current = isRecord(source.record) || isMemory ? undefined : source.of;
          break;
        }
        case 'element': {
          for (const one of this.#ofThing(source.of, trace, by)) found.push(...this.#neighbour(one, source.index));
          current = undefined;
          break;
        }
        case 'parameter':
          for (const told of by === 'page' ? ['parameter', 'parameter alone'] : ['parameter']) tell(this.#named(told, trace.summary.function), trace.summary.function, trace.summary.at);
          current = undefined;
          break;
        case 'container': case 'global': case 'local': case 'function': case 'unknown': current = undefined; break;
      }
    }
    return found;
  }
}

/** Pages that memory management or the network stack keeps in folios of any size. */
function mayBeFolio({ reach, claims }: PageState): boolean {
  return reach.userMappable === 'yes' && (reach.skbFragment === 'yes' || claims.some((claim) => claim.names.includes('lru')));
}

/** Its memory is what a call of this file was given. */
function isHandedOut({ state, origin }: KnownState): boolean {
  return state.origins.some((one) => one.by === 'address' && one.of === origin);
}

/** What virt_to_page() was asked about: that was allocated, or kept somewhere, as an address. */
export function memoryOf(source: Extract<Source, { by: 'result' }>): Thing | undefined {
  const [address] = FROM_ADDRESS.has(source.callee) ? source.args : [];
  return address?.kind === 'pointer' && address.path === '' ? address.to : undefined;
}

const FROM_ADDRESS = eventsNamed('from-address');

/** `.page_free = nouveau_dmem_page_free`: the functions that a file puts into that member of a table of functions. */
function installedIn(file: SourceFile, member: string): readonly string[] {
  return [...file.text.matchAll(new RegExp(`\\.${member.replace(/^.*\./, '')}\\s*=\\s*(\\w+)`, 'g'))].map(([, name]) => name!);
}
