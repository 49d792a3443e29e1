/** Where the tree defines functions that other files call. Read in rings: the caller's own folder, the core folders, then the rest that was named. */
import type { Item } from '../c/outline.js';
import { directoryOf } from '../kernel/files.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';

export interface Definition {
  readonly file: SourceFile;
  readonly item: Item;
}

/** Code that anybody may call; an architecture's own comes with them. */
const CORE = ['mm', 'lib', 'kernel', 'fs', 'block', 'net/core', 'kernel/dma', 'kernel/sched', 'kernel/events', 'drivers/base', 'mm/kasan', 'mm/kmsan', 'mm/kfence', 'virt/kvm', 'fs/iomap'];

export class DefinitionIndex {
  readonly #tree: KernelTree;
  readonly #arch: readonly string[];
  readonly #folders = new Map<string, ReadonlyMap<string, readonly Definition[]>>();

  constructor(tree: KernelTree) {
    this.#tree = tree;
    this.#arch = [`arch/${tree.arch}/mm`, `arch/${tree.arch}/lib`, `arch/${tree.arch}/kernel`];
  }

  /** Something changed in a file: its folder is read again. */
  forget(path: string): void {
    this.#folders.delete(directoryOf(path));
  }

  /** The definition of an external function, nearest to the caller first; of several in one folder (one per configuration) the longest body. */
  find(name: string, from: string): Definition | undefined {
    for (const folder of new Set([directoryOf(from), ...CORE, ...this.#arch])) {
      const found = this.#folder(folder).get(name);
      if (!found) continue;
      return [...found].sort((a, b) => (b.item.end - b.item.start) - (a.item.end - a.item.start))[0];
    }
    return undefined;
  }

  #folder(folder: string): ReadonlyMap<string, readonly Definition[]> {
    const known = this.#folders.get(folder);
    if (known) return known;
    const names = new Map<string, Definition[]>();
    this.#folders.set(folder, names);
    for (const name of this.#tree.files.list(folder)) {
      if (!name.endsWith('.c')) continue;
      const file = this.#tree.source(`${folder}/${name}`);
      if (!file) continue;
      for (const item of file.outline.items) {
        if (item.kind !== 'function' || item.name === '' || /\bstatic\b/.test(file.text.slice(item.start, Math.min(item.body, item.start + 80)))) continue;
        const list = names.get(item.name);
        if (list) list.push({ file, item });
        else names.set(item.name, [{ file, item }]);
      }
    }
    return names;
  }
}
