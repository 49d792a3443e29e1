/** Where the tree defines functions that other files call. Read in rings: the caller's own folder, the core folders, the architecture's. */
import type { KernelConfig } from '../kernel/config.js';
import type { Item } from '../c/outline.js';
import { directoryOf } from '../kernel/files.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';

export interface Definition {
  readonly file: SourceFile;
  readonly item: Item;
  /** Whether the folder's Makefile has the configuration build the file. */
  readonly built: boolean;
}

/** Code that anybody may call; an architecture's own comes with them. */
const CORE = ['mm', 'lib', 'kernel', 'fs', 'block', 'net/core', 'kernel/dma', 'kernel/sched', 'kernel/events', 'kernel/rcu', 'drivers/base', 'mm/kasan', 'mm/kmsan', 'mm/kfence', 'virt/kvm', 'fs/iomap'];

/** Callers' own folders known at a time: a walk over a tree goes folder by folder, an editor has a few open. */
const MAX_FOLDERS = 12;

export class DefinitionIndex {
  readonly #tree: KernelTree;
  readonly #config: KernelConfig;
  readonly #arch: readonly string[];
  /** The folder asked for last comes last. */
  readonly #folders = new Map<string, ReadonlyMap<string, readonly Definition[]>>();
  readonly #outlined: () => void;
  /** Files whose outlines are kept: asking for them again takes no time. */
  readonly #known = new WeakSet<SourceFile>();
  readonly #onLeft: (files: ReadonlySet<SourceFile>) => void;

  /**
   * @param onLeft told of the files of a folder that is not known any more: who is checked now has no use for them
   * @param outlined told after each file that is outlined; it may throw, and the same is asked for again
   */
  constructor(tree: KernelTree, config: KernelConfig, onLeft: (files: ReadonlySet<SourceFile>) => void, outlined: () => void) {
    this.#tree = tree;
    this.#config = config;
    this.#onLeft = onLeft;
    this.#outlined = outlined;
    this.#arch = [`arch/${tree.arch}/mm`, `arch/${tree.arch}/lib`, `arch/${tree.arch}/kernel`];
  }

  /** Something changed in a file: its folder is read again. */
  forget(path: string): void {
    this.#folders.delete(directoryOf(path));
  }

  /** Whether the folder of a file was read for what it defines. */
  holds(path: string): boolean {
    return this.#folders.has(directoryOf(path));
  }

  /** The definition of an external function, nearest to the caller first: one that is built before one that only other configurations build, and of several in one folder the longest. */
  find(name: string, from: string): Definition | undefined {
    let other: Definition | undefined;
    for (const folder of new Set([directoryOf(from), ...CORE, ...this.#arch])) {
      const [longest] = [...(this.#folder(folder).get(name) ?? [])].sort((a, b) => Number(b.built) - Number(a.built) || (b.item.end - b.item.start) - (a.item.end - a.item.start));
      if (longest?.built) return longest;
      other ??= longest;
    }
    return other;
  }

  #folder(folder: string): ReadonlyMap<string, readonly Definition[]> {
    const known = this.#folders.get(folder);
    if (known) {
      this.#folders.delete(folder);
      this.#folders.set(folder, known);
      return known;
    }
    const names = new Map<string, Definition[]>();
    const left = this.#leftOut(folder);
    for (const name of this.#tree.files.list(folder)) {
      if (!name.endsWith('.c')) continue;
      const file = this.#tree.source(`${folder}/${name}`);
      if (!file) continue;
      for (const item of file.outline.items) {
        if (item.kind !== 'function' || item.name === '' || /\bstatic\b/.test(file.text.slice(item.start, Math.min(item.body, item.start + 80)))) continue;
        const list = names.get(item.name);
        const definition = { file, item, built: !left.has(name) };
        if (list) list.push(definition);
        else names.set(item.name, [definition]);
      }
      if (this.#known.has(file)) continue;
      this.#known.add(file);
      this.#outlined();
    }
    this.#folders.set(folder, names);
    this.#leaveOldest();
    return names;
  }

  #leaveOldest(): void {
    const near = [...this.#folders.keys()].filter((folder) => !CORE.includes(folder) && !this.#arch.includes(folder));
    for (const folder of near.slice(0, -MAX_FOLDERS)) {
      const files = new Set([...this.#folders.get(folder)!.values()].flat().map(({ file }) => file));
      this.#folders.delete(folder);
      this.#onLeft(files);
    }
  }

  /** Files of which the folder's Makefile says that this configuration does not build them: `obj-$(CONFIG_SLOB) += slob.o`. */
  #leftOut(folder: string): ReadonlySet<string> {
    const left = new Set<string>();
    const makefile = (this.#tree.files.read(`${folder}/Makefile`) ?? '').replace(/\\\n/g, ' ');
    for (const [, symbol, objects] of makefile.matchAll(/^[\w-]+-\$\(CONFIG_(\w+)\)\s*[+:]?=(.*)$/gm)) {
      if (this.#config.symbols.get(symbol!) !== undefined) continue;
      for (const [, name] of objects!.matchAll(/([\w-]+)\.o\b/g)) left.add(`${name!}.c`);
    }
    return left;
  }
}
