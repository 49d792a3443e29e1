/** What the functions of a tree do to the objects they are handed: each function is read once, when it is first asked for. */
import { fileEdit } from '../c/edit.js';
import type { Item } from '../c/outline.js';
import type { CParser } from '../c/syntax.js';
import type { KernelConfig } from '../kernel/config.js';
import type { KernelSetup } from '../kernel/setup.js';
import { definesRecord, type SourceFile } from '../kernel/tree.js';
import type { RecordLayout } from '../layout/record.js';
import type { TrackedRecords } from '../uses/tracked.js';
import { DefinitionIndex } from './definitions.js';
import type { Summary, Trace } from './effect.js';
import { Functions } from './functions.js';
import { type FileView, type PlainFunction, plainFunction } from './plainFunction.js';
import { readFunction } from './readFunction.js';
import { type Progress, Summaries } from './summaries.js';
import type { Site } from './value.js';
import type { Interest, World } from './world.js';

export interface FootprintOptions {
  readonly interest: Interest;
  readonly layoutOf: (record: string, file: string) => RecordLayout | undefined;
  /** Tags of the records whose words are followed: struct page and its overlays. */
  readonly records: Iterable<string>;
  readonly handles: World['handles'];
  /** Tags of the records that lists are made of. */
  readonly nodes: Iterable<string>;
  /** Whether a function that a file defines may give a page: the others are entered only with one in hand. */
  readonly givesPages: (name: string, file: SourceFile) => boolean;
}

/** Functions looked at for a way from one to another. */
const MAX_WAY = 4000;
export class Footprints {
  readonly #setup: KernelSetup;
  readonly #functions: Functions;
  readonly #definitions: DefinitionIndex;
  readonly #world: World;
  readonly #summaries: Summaries;
  /** Grows with every file that changed: whoever keeps what rests on functions compares it. */
  revision = 0;

  constructor(setup: KernelSetup, parser: CParser, tracked: TrackedRecords, options: FootprintOptions) {
    this.#setup = setup;
    this.#definitions = new DefinitionIndex(setup.tree, setup.config, (files) => { for (const file of files) this.#drop(file); }, () => { this.#summaries.goneOn(); });
    this.#functions = new Functions(setup, parser, tracked, this.#definitions, () => { this.#summaries.goneOn(); });
    this.#summaries = new Summaries({ read: (place, sites) => readFunction(place, this.#world, sites), find: (place) => this.#functions.again(place) });
    const views = new Set(options.records), nodes = new Set(options.nodes);
    this.#world = {
      interest: options.interest, wordSize: setup.arch.wordSize, tracked: views, handles: options.handles, nodes,
      // Records that nobody's words lie in are not laid out: there are thousands.
      layoutOf: (record, file) => (views.has(record) || nodes.has(record) || definesRecord(setup.tree.source(file), record) ? options.layoutOf(record, file) : undefined),
      summaryOf: (callee, from) => this.#summaryOf(callee, from),
      givesPages: (callee, from) => options.givesPages(callee, from.file),
    };
  }

  /** What a function does, seen from a file that calls it; undefined when no body can be found or read. */
  summary(name: string, from: SourceFile): Summary | undefined {
    return this.#summaryOf(name, this.#functions.view(from));
  }

  /** A function as plain C, with the names of the file that calls it; undefined when no body can be found or read. */
  plain(name: string, from: SourceFile): PlainFunction | undefined {
    const place = this.#functions.find(name, this.#functions.view(from));
    return place && plainFunction({ file: place.file, item: place.item }, place.name, { ...place.view, file: place.file }, this.#world.interest.markers);
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
      const trace = this.#summaries.trace({ name: item.name, view, file, item });
      if (trace) traces.push(trace);
    }
    return traces;
  }

  /** Asks this for something and gives up when it is late, after at least one function or header was read: asked again it goes on from there. */
  until<T>(isLate: () => boolean, ask: () => T): Progress<T> {
    return this.#summaries.until(isLate, ask);
  }

  /** How a file's names and conditions are understood. */
  view(file: SourceFile): FileView {
    return this.#functions.view(file);
  }

  /**
   * A file changed: what changed in it is read again when it is asked for, and of what rests on it as much as says something else.
   * @param before the file as it was, if there was one; what it is now is the tree's
   */
  changed(path: string, before: SourceFile | undefined): void {
    this.revision++;
    const now = this.#setup.tree.source(path);
    if (before) this.#functions.forget(before);
    this.#definitions.forget(path);
    if (before && now) this.#summaries.edit(path, fileEdit(before, now));
    else this.#summaries.forget(path);
    const known = new Set(before && functionNames(before));
    if (now) this.#summaries.appeared(functionNames(now).filter((name) => !known.has(name)));
  }

  /** Only one analysis needed this file: nothing is kept of it, unless other files may call what it defines. */
  release(file: SourceFile): void {
    if (!this.#definitions.holds(file.path) && file.path.endsWith('.c')) this.#drop(file);
  }

  #drop(file: SourceFile): void {
    this.#functions.release(file);
    this.#setup.tree.release(file);
    this.#summaries.release(file.path);
  }

  #summaryOf(callee: string, from: FileView): Summary | undefined {
    const place = this.#functions.find(callee, from);
    if (!place) this.#summaries.noteMissing(callee);
    return place && this.#summaries.summary(place);
  }
}

function functionNames(file: SourceFile): readonly string[] {
  return file.outline.items.flatMap(({ kind, name }) => (kind === 'function' ? [name] : []));
}
