/**
 * The uses of a file that is being typed in: after an edit only the items it touched are read again, the others' uses move with the text.
 * Right while nothing else the file can see has changed; then, or when its own declarations change, it is read anew.
 */
import { bodyEdit, type Change, movedBy } from '../c/edit.js';
import type { Item } from '../c/outline.js';
import { LineIndex } from '../c/position.js';
import { FileScope } from '../kernel/scope.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';
import type { FieldUse } from './fieldUse.js';
import { type FileUses, type FileUsesReader, inOrder, type ItemUses } from './fileUses.js';
import type { FileTypes } from './types.js';

interface ReadItem {
  readonly item: Item;
  readonly found: ItemUses;
}

interface Reading {
  readonly file: SourceFile;
  readonly generation: number;
  readonly lines: LineIndex;
  readonly items: readonly ReadItem[];
  readonly uses: FileUses;
}

/** Items of a file that were read without the others. */
interface Alone {
  readonly file: SourceFile;
  readonly generation: number;
  readonly lines: LineIndex;
  readonly types: FileTypes;
  readonly stands: (name: string) => boolean;
  readonly found: Map<Item, ItemUses>;
}

const NOTHING: ItemUses = { uses: [], elsewhere: [], settled: [], unknown: [], errors: 0 };
/** Files kept: those that are open in an editor, and a few more. */
const MAX_FILES = 64;

export class IncrementalUses {
  readonly #tree: KernelTree;
  readonly #reader: FileUsesReader;
  readonly #readings = new Map<string, Reading>();
  /** Of the file that was looked at last. */
  #alone: Alone | undefined;

  constructor(tree: KernelTree, reader: FileUsesReader) {
    this.#tree = tree;
    this.#reader = reader;
  }

  /** The uses of the file as the tree has it now; undefined when it cannot be read. */
  read(path: string): FileUses | undefined {
    const file = this.#tree.source(path);
    if (!file) {
      this.#readings.delete(path);
      return undefined;
    }
    const known = this.#readings.get(path);
    if (known?.file === file && known.generation === this.#tree.generation) return known.uses;
    const reading = (known?.generation === this.#tree.generation ? this.#update(known, file) : undefined) ?? this.#readAll(file);
    this.#readings.delete(path);
    if (this.#readings.size >= MAX_FILES) this.#readings.delete(this.#readings.keys().next().value!);
    this.#readings.set(path, reading);
    return reading.uses;
  }

  /**
   * The uses at an offset and around it: of the item there alone, unless the file was read already. A person who looks at one place of a
   * large file waits for no other.
   */
  at(path: string, offset: number): readonly FieldUse[] {
    const file = this.#tree.source(path);
    const known = this.#readings.get(path);
    const item = file?.outline.items.find(({ start, end }) => start <= offset && offset <= end);
    // What a macro's body uses is told by its calls, wherever they are.
    if (!file || !item || (known?.file === file && known.generation === this.#tree.generation) || inMacro(file, offset)) return this.read(path)?.uses ?? [];
    return this.#readAlone(file, item).uses;
  }

  /** Drops what is kept of a file that was closed. */
  forget(path: string): void {
    this.#readings.delete(path);
    if (this.#alone?.file.path === path) this.#alone = undefined;
  }

  #readAlone(file: SourceFile, item: Item): ItemUses {
    if (this.#alone?.file !== file || this.#alone.generation !== this.#tree.generation) {
      const scope = new FileScope(this.#tree, file);
      this.#alone = { file, generation: this.#tree.generation, lines: new LineIndex(file.text), types: this.#reader.typesOf(scope), stands: this.#reader.standing(scope), found: new Map() };
    }
    const { lines, types, stands, found: all } = this.#alone;
    let found = all.get(item);
    if (!found) all.set(item, (found = this.#reader.readItem(file, item, types, lines, stands)));
    return found;
  }

  #readAll(file: SourceFile): Reading {
    const lines = new LineIndex(file.text);
    let items: readonly ReadItem[];
    if (this.#reader.mayUse(file.text)) {
      const scope = new FileScope(this.#tree, file);
      this.#reader.nearby.learn(scope.reach);
      const types = this.#reader.typesOf(scope);
      items = file.outline.items.map((item) => ({ item, found: this.#reader.mayHold(file, item) ? this.#reader.readItem(file, item, types, lines) : NOTHING }));
    } else {
      items = file.outline.items.map((item) => ({ item, found: NOTHING }));
    }
    // Reading may have shared a header for the first time: that is no change.
    return { file, generation: this.#tree.generation, lines, items, uses: together(file.path, items) };
  }

  /** @returns undefined when more changed than some functions' bodies */
  #update(known: Reading, file: SourceFile): Reading | undefined {
    const edit = bodyEdit(known.file, file);
    if (!edit) return undefined;
    const lines = new LineIndex(file.text);
    const moved = mover(edit.change, known.lines, lines);
    const before = new Map(known.items.map((read) => [read.item, read]));
    const items = edit.items.map(({ item, was, isSame }) => ({ item, found: isSame ? moved(before.get(was)?.found ?? NOTHING) : undefined }));
    const fresh = edit.items.flatMap(({ item, isSame }) => (isSame ? [] : [item]));
    if (fresh.length > 0) {
      this.#reader.nearby.learnMore(file, fresh);
      const types = this.#reader.typesOf(new FileScope(this.#tree, file));
      for (const one of items) one.found ??= this.#reader.mayHold(file, one.item) ? this.#reader.readItem(file, one.item, types, lines) : NOTHING;
    }
    const read = items.map(({ item, found }) => ({ item, found: found ?? NOTHING }));
    return { file, generation: known.generation, lines, items: read, uses: together(file.path, read) };
  }
}

function inMacro({ outline }: SourceFile, offset: number): boolean {
  return [...outline.macros.values()].some((macros) => macros.some(({ start, end }) => start <= offset && offset <= end));
}

/** All items' uses in the order of the text. Macros' bodies that no call types are left out here: nobody who types asks for them. */
function together(file: string, items: readonly ReadItem[]): FileUses {
  return {
    file, uses: inOrder(items.flatMap(({ found }) => (found.uses.length > 0 ? found.uses : []))), elsewhere: [], settled: [],
    losses: { errors: items.reduce((sum, { found }) => sum + found.errors, 0), unknown: items.flatMap(({ found }) => (found.unknown.length > 0 ? found.unknown : [])) },
  };
}

/** Moves places that the change did not touch: by lines, and by columns on the change's last line. */
function mover(change: Change, before: LineIndex, after: LineIndex): (found: ItemUses) => ItemUses {
  const oldEnd = before.at(change.oldEnd), newEnd = after.at(change.newEnd);
  const lines = newEnd.line - oldEnd.line, columns = newEnd.column - oldEnd.column;
  if (lines === 0 && columns === 0) return (found) => found;
  const move = <T extends { readonly line: number; readonly column: number }>(place: T): T => {
    if (place.line < oldEnd.line || (place.line === oldEnd.line && place.column < oldEnd.column)) return place;
    return { ...place, line: place.line + lines, column: place.line === oldEnd.line ? place.column + columns : place.column };
  };
  return (found) => {
    if (found.uses.length === 0 && found.unknown.length === 0) return found;
    return {
      uses: found.uses.map(move), elsewhere: [], settled: [], errors: found.errors,
      unknown: found.unknown.map((miss) => ({ ...move(miss), at: movedBy(miss.at, change) })),
    };
  };
}
