/** What names mean inside one file of a tree: its own first, then what its includes reach, nearest first. */
import type { ItemPlace, KernelTree, MacroPlace, SourceFile } from './tree.js';

export class FileScope {
  readonly tree: KernelTree;
  readonly file: SourceFile;
  /** This file and all it sees, nearest first. */
  readonly reach: readonly SourceFile[];
  readonly #distance: ReadonlyMap<number, number>;
  readonly #items = new Map<string, readonly ItemPlace[]>();
  readonly #macros = new Map<string, readonly MacroPlace[]>();

  constructor(tree: KernelTree, file: SourceFile) {
    this.tree = tree;
    this.file = file;
    this.reach = tree.reach(file);
    this.#distance = new Map(this.reach.map((source, index) => [source.id, index]));
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
      found = this.#visible(this.file.outline.names.get(name)?.map((item) => ({ file: this.file, item })), this.tree.itemsNamed(name));
      this.#items.set(name, found);
    }
    return found;
  }

  macros(name: string): readonly MacroPlace[] {
    let found = this.#macros.get(name);
    if (!found) {
      found = this.#visible(this.file.outline.macros.get(name)?.map((macro) => ({ file: this.file, macro })), this.tree.macrosNamed(name));
      this.#macros.set(name, found);
    }
    return found;
  }

  #visible<P extends { readonly file: SourceFile }>(own: readonly P[] | undefined, shared: readonly P[]): readonly P[] {
    const others = shared.filter((place) => place.file !== this.file && this.#distance.has(place.file.id));
    others.sort((a, b) => this.#distance.get(a.file.id)! - this.#distance.get(b.file.id)!);
    return own ? [...own, ...others] : others;
  }
}
