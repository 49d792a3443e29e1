/** Which function a name means, seen from a file: its own first, then its headers', then the one that the tree defines elsewhere. */
import { expandMacros } from '../c/expand.js';
import { type Item, readOutline } from '../c/outline.js';
import type { CParser } from '../c/syntax.js';
import { ConfiguredScope } from '../kernel/configured.js';
import { FileScope } from '../kernel/scope.js';
import type { KernelConfig } from '../kernel/config.js';
import type { KernelSetup } from '../kernel/setup.js';
import { SourceFile } from '../kernel/tree.js';
import type { TrackedRecords } from '../uses/tracked.js';
import { FileTypes } from '../uses/types.js';
import type { DefinitionIndex } from './definitions.js';
import type { FileView } from './plainFunction.js';
import type { ReadPlace } from './summaries.js';

/** A function's definition, and the file whose names it uses. */
export interface FunctionPlace {
  readonly name: string;
  readonly view: FileView;
  /** The file that the item lies in: the view's own, or one generated from its macros. */
  readonly file: SourceFile;
  readonly item: Item;
  /** For a function that a macro call stands for: the offset of that call in the view's file. */
  readonly generatedAt?: number;
}

/** `compiled`: the opened configuration does not leave it out. */
interface Generated { readonly source: SourceFile; readonly item: Item; readonly at: number; readonly compiled: boolean }

export class Functions {
  readonly #setup: KernelSetup;
  readonly #parser: CParser;
  readonly #tracked: TrackedRecords;
  readonly #definitions: DefinitionIndex;
  readonly #outlined: () => void;
  readonly #views = new Map<SourceFile, FileView>();
  /** By path: the other configuration that a file was read under last. */
  readonly #variants = new Map<string, { readonly config: KernelConfig; readonly view: FileView }>();
  readonly #generated = new Map<SourceFile, ReadonlyMap<string, Generated>>();
  #generatedInReach = new WeakMap<FileView, readonly ReadonlyMap<string, Generated>[]>();

  /** @param outlined told after each header that is outlined for a view, or looked through for macro calls that define functions; it may throw, and the same is asked for again */
  constructor(setup: KernelSetup, parser: CParser, tracked: TrackedRecords, definitions: DefinitionIndex, outlined: () => void) {
    this.#setup = setup;
    this.#parser = parser;
    this.#tracked = tracked;
    this.#definitions = definitions;
    this.#outlined = outlined;
  }

  view(file: SourceFile): FileView {
    let view = this.#views.get(file);
    if (!view) {
      view = this.#viewUnder(file, this.#setup.config, '');
      this.#views.set(file, view);
    }
    return view;
  }

  /** The file as it is compiled under another configuration, which its name tells whole. */
  variantView(file: SourceFile, config: KernelConfig): FileView {
    const known = this.#variants.get(file.path);
    if (known?.view.file === file && known.config.name === config.name) return known.view;
    // What is known of a configuration is kept with the object.
    const same = known?.config.name === config.name ? known.config : config;
    const view = this.#viewUnder(file, same, same.name);
    this.#variants.set(file.path, { config: same, view });
    return view;
  }

  #viewUnder(file: SourceFile, config: KernelConfig, variant: string): FileView {
    const scope = new FileScope(this.#setup.tree, file, this.#outlined);
    return { file, types: new FileTypes(scope, this.#parser, this.#tracked), configured: new ConfiguredScope(scope, config, this.#setup.arch, this.#parser), variant };
  }

  /** A function found before, as its file is now; undefined where it is to be looked for by its name. */
  again(place: ReadPlace): FunctionPlace | undefined {
    const { tree } = this.#setup;
    const file = tree.source(place.path), from = tree.source(place.from);
    if (!file || !from || place.generatedAt !== undefined) return undefined;
    const variant = this.#variants.get(place.from);
    const view = place.variant === '' ? this.view(from) : variant?.config.name === place.variant ? this.variantView(from, variant.config) : undefined;
    return view && { name: place.name, view, file, item: place.item };
  }

  /** Only one analysis needed this file. */
  release(file: SourceFile): void {
    this.forget(file);
    this.#variants.delete(file.path);
  }

  /** Forgets what was known of a file's names: it changed. */
  forget(file: SourceFile): void {
    this.#views.delete(file);
    if ((this.#generated.get(file)?.size ?? 0) > 0) this.#generatedInReach = new WeakMap();
    this.#generated.delete(file);
  }

  /** The definition a call of `name` in `from` reaches; undefined when the tree has none, or several that cannot be told apart. */
  find(name: string, from: FileView): FunctionPlace | undefined {
    const own = from.types.scope.items(name).filter((place) => place.item.kind === 'function' && place.item.name === name);
    const compiled = own.filter((place) => from.configured.holds(place.item.condition) !== false);
    // What a header has instead of a function for other configurations is not the function.
    const left = own.find((place) => place.file === from.file), chosen = compiled[0] ?? (from.file.path.endsWith('.h') ? undefined : left);
    // A header's functions see what the file sees that includes it.
    if (chosen) return { name, view: from, file: chosen.file, item: chosen.item };
    const made = this.#generatedFor(from).flatMap((generated) => generated.get(name) ?? []);
    const generated = made.find((one) => one.compiled) ?? made[0];
    const external = generated?.compiled ? undefined : this.#definitions.find(name, from.file.path);
    if (external) return { name, view: this.view(external.file), file: external.file, item: external.item };
    if (generated) return { name, view: from, file: generated.source, item: generated.item, generatedAt: generated.at };
    return left && { name, view: from, file: left.file, item: left.item };
  }

  /** What macro calls define in the files a view reaches, nearest first: of hundreds of headers a few have any. */
  #generatedFor(view: FileView): readonly ReadonlyMap<string, Generated>[] {
    let found = this.#generatedInReach.get(view);
    if (!found) {
      found = view.types.scope.reach.flatMap((file) => {
        const isNew = !this.#generated.has(file);
        const generated = this.#generatedIn(file);
        if (isNew) this.#outlined();
        return generated.size > 0 ? [generated] : [];
      });
      this.#generatedInReach.set(view, found);
    }
    return found;
  }

  /** Functions that top-level macro calls define (PAGEFLAG and its like), by name. Recognised by the macro, whose body pastes a function's name together. */
  #generatedIn(file: SourceFile): ReadonlyMap<string, Generated> {
    const known = this.#generated.get(file);
    if (known) return known;
    const found = new Map<string, Generated>();
    this.#generated.set(file, found);
    for (const item of file.outline.items) {
      if (item.kind !== 'declaration') continue;
      MACRO_CALL.lastIndex = item.start;
      if (!MACRO_CALL.test(file.text)) continue;
      const callee = /^\w+/.exec(file.text.slice(item.start, MACRO_CALL.lastIndex))![0];
      if (!this.#definesFunctions(callee, file, 0)) continue;
      const { configured } = this.view(file);
      for (const [start, end] of callsIn(file.text, item.start, item.end)) {
        const { text } = expandMacros(file.text, start, end, (word) => configured.macro(word));
        const source = new SourceFile(file.path, text, file.id);
        const compiled = configured.holds(item.condition) !== false;
        for (const inner of readOutline(text).items) {
          if (inner.kind === 'function' && (!found.has(inner.name) || (compiled && !found.get(inner.name)!.compiled))) found.set(inner.name, { source, item: inner, at: start, compiled });
        }
      }
    }
    return found;
  }

  #definesFunctions(macro: string, file: SourceFile, depth: number): boolean {
    const scope = this.#setup.tree.filesDefining(macro);
    for (const home of scope.includes(file) ? [file] : scope) {
      for (const definition of home.outline.macros.get(macro) ?? []) {
        if (!definition.params) continue;
        if (definition.body.includes('##') && definition.body.includes('{')) return true;
        const first = /^\s*([A-Za-z_]\w*)\s*\(/.exec(definition.body)?.[1];
        if (first !== undefined && first !== macro && depth < 6 && this.#definesFunctions(first, home, depth + 1)) return true;
      }
    }
    return false;
  }
}

/** What such a call begins with; sticky, so that headers' many other declarations cost no text. */
const MACRO_CALL = /[A-Za-z_]\w*\s*\(/y;

/** `PAGEFLAG(A, a) TESTFLAG(A, a)`: where each call of a row of them begins and ends. */
function callsIn(text: string, start: number, end: number): readonly (readonly [number, number])[] {
  const calls: (readonly [number, number])[] = [];
  let depth = 0, from = -1;
  for (let at = start; at < end; at++) {
    const c = text[at]!;
    if (from < 0 && /[A-Za-z_]/.test(c)) from = at;
    if (c === '(') depth++;
    else if (c === ')' && --depth === 0 && from >= 0) {
      calls.push([from, at + 1]);
      from = -1;
    }
  }
  return calls;
}
