/** What names mean inside one file of a tree: its own first, then what its includes reach, nearest first. */
import type { ItemPlace, KernelTree, MacroPlace, SourceFile } from './tree.js';

export class FileScope {
  readonly tree: KernelTree;
  readonly file: SourceFile;
  /** This file and all it sees, nearest first. */
  readonly reach: readonly SourceFile[];
  readonly #own: readonly SourceFile[];
  readonly #distance: ReadonlyMap<number, number>;
  readonly #items = new Map<string, readonly ItemPlace[]>();
  readonly #macros = new Map<string, readonly MacroPlace[]>();

  /** @param shared as {@link KernelTree.reach} has it */
  constructor(tree: KernelTree, file: SourceFile, shared?: () => void) {
    this.tree = tree;
    this.file = file;
    this.#own = [file];
    this.reach = tree.reach(file, shared);
    const distance = new Map<number, number>();
    this.reach.forEach((source, index) => distance.set(source.id, index));
    this.#distance = distance;
  }

  /** The files in reach, this one included. */
  get size(): number {
    return this.#distance.size;
  }

  sees(file: SourceFile): boolean {
    return this.#distance.has(file.id);
  }

  /** Items that may declare an ordinary name, or a tag asked for as `struct page`. */
  items(name: string): readonly ItemPlace[] {
    let found = this.#items.get(name);
    if (!found) {
      found = this.#nearestFirst(this.tree.filesDeclaring(name)).flatMap((file) => file.outline.names.get(name)?.map((item) => ({ file, item })) ?? []);
      this.#items.set(name, found);
    }
    return found;
  }

  macros(name: string): readonly MacroPlace[] {
    let found = this.#macros.get(name);
    if (!found) {
      found = this.#nearestFirst(this.tree.filesDefining(name)).flatMap((file) => file.outline.macros.get(name)?.map((macro) => ({ file, macro })) ?? []);
      this.#macros.set(name, found);
    }
    return found;
  }

  /** This file (which need not be shared), then the visible ones of `shared`. */
  #nearestFirst(shared: readonly SourceFile[]): readonly SourceFile[] {
    if (shared.length === 0) return this.#own;
    const others = shared.filter((file) => file !== this.file && this.#distance.has(file.id));
    if (others.length > 1) others.sort((a, b) => this.#distance.get(a.id)! - this.#distance.get(b.id)!);
    return [this.file, ...others];
  }
}
