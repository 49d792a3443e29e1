/** Everything the rules ask about one file: what its functions do, which pages are the same, what those are known to be. */
import { LineIndex, lineColumn } from '../c/position.js';
import { type CallEvent, type Chain, type Effect, innermost, sitesOf, type Trace } from '../footprint/effect.js';
import type { Footprints } from '../footprint/footprints.js';
import { armsOf, sameValue, type Site, type Thing, type Value } from '../footprint/value.js';
import type { KernelConfig } from '../kernel/config.js';
import { directoryOf } from '../kernel/files.js';
import type { SourceFile } from '../kernel/tree.js';
import { storedRecords } from '../model/lifeStage.js';
import { eventsNamed, mappingMembers, type PageEventKind } from '../model/pageEvents.js';
import type { CheckContext } from './context.js';
import type { Finding, FindingEvidence, FindingWord, RuleName, Severity } from './finding.js';
import { type PageClass, PageClasses } from './pages/pageClasses.js';
import { FRESH, type KnownState, PageStates } from './pages/pageStates.js';

/** An effect on a struct page, with the function that has it. */
export interface PageEffect {
  readonly trace: Trace;
  readonly effect: Effect & { readonly offset: number };
}

/** A function of the model that a page reaches. */
export interface Marked {
  readonly trace: Trace;
  readonly effect: Effect;
}

export class FileFacts {
  readonly file: SourceFile;
  readonly context: CheckContext;
  readonly footprints: Footprints;
  readonly traces: readonly Trace[];
  readonly classes: PageClasses;
  readonly states: PageStates;
  readonly lines: LineIndex;
  /** Bytes of a struct page. */
  readonly pageSize: number;
  /** What the file is read under. */
  readonly config: KernelConfig;
  #writes: readonly PageEffect[] | undefined;
  #markers: Map<Thing, Marked[]> | undefined;
  readonly #events = new WeakMap<PageClass, Map<PageEventKind, Marked | undefined>>();

  constructor(file: SourceFile, traces: readonly Trace[], context: CheckContext, config: KernelConfig) {
    this.config = config;
    this.file = file;
    this.context = context;
    this.footprints = context.footprints;
    this.traces = traces;
    this.classes = new PageClasses(traces, context.pageRecords);
    this.states = new PageStates(file, traces, this.classes, config, context);
    this.lines = new LineIndex(file.text);
    this.pageSize = context.model.layout.records['page']?.size ?? 64;
  }

  /** Whether the file itself does it: in its own lines, or through inline functions of headers. What it has other files' functions do is theirs. */
  isOwn(effect: Effect): boolean {
    return this.isOwnChain(effect.chain);
  }

  isOwnChain(chain: Chain): boolean {
    return sitesOf(chain).every((site) => site.file === this.file.path || site.file.endsWith('.h'));
  }

  /** Whether a place lies in this file, or in a header beside it. */
  isHere({ file }: Site): boolean {
    return file === this.file.path || (file.endsWith('.h') && directoryOf(file) === directoryOf(this.file.path));
  }

  /** Whether this file chose the word or the value: it names the member, hands its address over, or gives the value that a helper puts there. */
  isOwnChoice(trace: Trace, effect: Effect): boolean {
    if (this.isHere(innermost(effect.chain)) || !this.context.pageRecords.has(effect.record)) return true;
    // A function of the file's own that has a helper do it is asked what it gave the helper.
    const place = this.placeOf(effect.chain);
    if (place !== effect.chain.site) {
      const inner = this.traces.find(({ summary }) => summary.function === place.function);
      const same = inner?.effects.find((one) => one.chain.site.offset === place.offset && one.offset === effect.offset && one.kind === effect.kind);
      if (inner && same) return this.isOwnChoice(inner, same);
    }
    const { value } = effect;
    return value !== undefined && (this.callAt(trace, effect.chain.site)?.args.some((arg) => sameValue(arg, value) || armsOf(arg).some((arm) => sameValue(arm, value))) ?? false);
  }

  /** Whether the file gives a node's address to code elsewhere (call_rcu(), llist_add_batch()) that links it: the place is the file's choice. */
  #handsOverNode(trace: Trace, effect: Effect): boolean {
    if (storedRecords[effect.record] === undefined || effect.offset === undefined || effect.chain.site.file !== this.file.path) return false;
    const { offset } = effect;
    return this.callAt(trace, effect.chain.site)?.args.some((arg) => arg.kind === 'pointer' && arg.to === effect.thing && arg.offset !== undefined && arg.offset > 0 && arg.offset <= offset && offset < arg.offset + 16) === true;
  }

  isPage(thing: Thing): boolean {
    return this.context.pageRecords.has(thing.record);
  }

  /** Writes to words of struct pages by this file's own lines. */
  get ownWrites(): readonly PageEffect[] {
    return (this.#writes ??= this.traces.flatMap((trace) => trace.effects
      .filter((effect): effect is Effect & { offset: number } => (effect.kind === 'write' || effect.kind === 'readwrite') && effect.offset !== undefined && effect.offset < this.pageSize && this.isPage(effect.thing) && effect.thing.source.by !== 'local' && (this.isOwn(effect) || this.#handsOverNode(trace, effect)))
      .map((effect) => ({ trace, effect }))));
  }

  /** Functions of that kind of event that any page of this page's class reaches. */
  eventOf(thing: Thing, kind: PageEventKind): Marked | undefined {
    const group = this.classes.classOf(thing);
    let events = this.#events.get(group);
    if (!events) this.#events.set(group, (events = new Map<PageEventKind, Marked | undefined>()));
    if (!events.has(kind)) {
      const names = eventsNamed(kind);
      events.set(kind, group.pages.flatMap((page) => this.#markersOf(page.thing)).find(({ effect }) => names.has(effect.marker ?? '')));
    }
    return events.get(kind);
  }

  #markersOf(thing: Thing): readonly Marked[] {
    if (!this.#markers) {
      this.#markers = new Map<Thing, Marked[]>();
      for (const trace of this.traces) {
        for (const effect of trace.effects) {
          if (effect.kind !== 'marker') continue;
          const known = this.#markers.get(effect.thing);
          if (known) known.push({ trace, effect });
          else this.#markers.set(effect.thing, [{ trace, effect }]);
        }
      }
    }
    return this.#markers.get(thing) ?? [];
  }

  /** Whether pages of this class are put into a user mapping, as far as this file tells. */
  isMapped(thing: Thing): boolean {
    return this.eventOf(thing, 'mapped') !== undefined || this.classes.classOf(thing).slots.some((slot) => mappingMembers.includes(slot));
  }

  /** The state of a page of which nothing is known but `why` a rule looks at it: what holds of one just allocated holds of any. */
  ofAnyKind(trace: Trace, why: string): readonly KnownState[] {
    const state = this.states.state(FRESH);
    return state ? [{ state, origin: why, site: trace.summary.at, by: 'page' }] : [];
  }

  /** The call of the function's own that an effect comes through. */
  callAt(trace: Trace, site: Site): CallEvent | undefined {
    return trace.calls.find((call) => call.site.offset === site.offset);
  }

  /** Whether all callers of this parameter's function are in the file: then they are judged, who know more. */
  isHandedIn(thing: Thing, trace: Trace): boolean {
    const { source } = thing;
    return source.by === 'parameter' && this.#isStatic(trace) && this.traces.some((other) => other !== trace && other.calls.some((call) => call.callee === trace.summary.function));
  }

  #isStatic({ summary }: Trace): boolean {
    const item = this.file.outline.items.find(({ start }) => start === summary.at.offset);
    return item === undefined || /\bstatic\b/.test(this.file.text.slice(item.start, item.body));
  }

  word(offset: number, size: number): FindingWord {
    const { layout } = this.context.model;
    const members = (layout.records['page']?.fields ?? [])
      .filter((field) => !field.path.includes('.') && field.sizeBits > 0 && field.offsetBits / 8 < offset + size && offset < (field.offsetBits + field.sizeBits) / 8)
      .map((field) => field.path);
    return { offset, size, members: [...new Set(members)] };
  }

  /** `mapping`, or whatever the first member of struct page there is called. */
  nameOf(offset: number, size: number): string {
    const word = this.word(offset, size);
    const exact = this.context.model.layout.records['page']?.fields.find((field) => field.offsetBits === offset * 8 && field.sizeBits === size * 8 && ['mapping', 'index', '__folio_index', 'private', 'lru', '_mapcount', '_refcount', 'flags', 'memcg_data', 'compound_head', 'compound_info'].includes(field.path));
    return exact?.path ?? word.members[0] ?? `bytes ${offset}-${offset + size - 1}`;
  }

  evidence(site: Site, message: string): FindingEvidence {
    const text = site.file === this.file.path ? this.file.text : this.context.tree.source(site.file)?.text ?? '';
    const at = site.file === this.file.path ? this.lines.at(site.offset) : lineColumn(text, site.offset);
    return { file: site.file, ...at, function: site.function, message };
  }

  /** The steps from a call of this file down to where it happens: the last one is told as `what`. */
  path(effect: Effect, what: string): readonly FindingEvidence[] {
    const last = innermost(effect.chain);
    return sitesOf(effect.chain).length < 2 ? [] : [this.evidence(last, `${last.function}() ${what}`)];
  }

  /** The innermost place of a chain that lies in this file: the line that does it, or that has a header's function do it. */
  placeOf(chain: Chain): Site {
    let at = chain;
    while (at.inner?.site.file === this.file.path) at = at.inner;
    return at.site;
  }

  /** From {@link placeOf} down to where it happens, told as `what`, and up through the calls between this file's functions, the outermost last. */
  around(effect: Effect, what: string): readonly FindingEvidence[] {
    const place = this.placeOf(effect.chain), calls: FindingEvidence[] = [];
    for (let at = effect.chain; at.inner && at.site !== place; at = at.inner) calls.unshift(this.evidence(at.site, `${at.site.function}() hands it to ${at.inner.site.function}()`));
    return [...(innermost(effect.chain) === place ? [] : this.path(effect, what)), ...calls];
  }

  /** A finding at a place of this file; it ends with the statement or the line. */
  finding(rule: RuleName, severity: Severity, site: Site, message: string, more: { readonly state: string; readonly words: readonly FindingWord[]; readonly evidence: readonly FindingEvidence[]; readonly config?: string }): Finding {
    const start = this.lines.at(site.offset);
    const rest = this.file.text.slice(site.offset, site.offset + 300);
    const length = Math.max(1, rest.search(/;|\n|$/));
    const { layout } = this.context.model;
    return {
      file: this.file.path, ...start, endColumn: start.column + length, rule, severity, message,
      state: more.state, config: more.config ?? `${layout.kernel} ${layout.arch}, ${this.config.name}`, words: more.words, evidence: more.evidence,
    };
  }
}

/** The address of a page among the values: the struct page itself, not something inside it. */
export function wholePages(values: readonly Value[]): readonly Thing[] {
  return values.flatMap((value) => (value.kind === 'pointer' && value.offset === 0 && value.path === '' ? [value.to] : []));
}
