/**
 * The uses of a file that is being typed in: after an edit only the items it touched are read again, the others' uses move with the text.
 * Right while nothing else the file can see has changed; then, or when its own declarations change, it is read anew.
 */
import { type Condition, conditionText } from '../c/condition.js';
import type { Item, MacroDefinition, Outline } from '../c/outline.js';
import { LineIndex } from '../c/position.js';
import { FileScope } from '../kernel/scope.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';
import { type FileUses, type FileUsesReader, inOrder, type ItemUses } from './fileUses.js';

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

/** The stretch of a text that an edit replaced: [start, oldEnd) became [start, newEnd). */
interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

const NOTHING: ItemUses = { uses: [], elsewhere: [], settled: [], unknown: [], errors: 0 };
/** Files kept: those that are open in an editor, and a few more. */
const MAX_FILES = 64;

export class IncrementalUses {
  readonly #tree: KernelTree;
  readonly #reader: FileUsesReader;
  readonly #readings = new Map<string, Reading>();

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

  /** Drops what is kept of a file that was closed. */
  forget(path: string): void {
    this.#readings.delete(path);
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
    const change = changeBetween(known.file.text, file.text);
    if (!sameSurroundings(known.file.outline, file.outline, change)) return undefined;
    const lines = new LineIndex(file.text);
    const moved = mover(change, known.lines, lines);
    const before = new Map(known.items.map((read) => [read.item.start, read]));
    const left = new Set(known.items);
    const fresh: Item[] = [];
    const items: { item: Item; found: ItemUses | undefined }[] = [];
    for (const item of file.outline.items) {
      const same = sameItem(item, before, change);
      if (same) left.delete(same);
      else fresh.push(item);
      items.push({ item, found: same && moved(same.found) });
    }
    if (!sameHeaders([...left].map((read) => read.item), known.file.text, fresh, file.text)) return undefined;
    if (fresh.length > 0) {
      this.#reader.nearby.learnMore(file, fresh);
      const types = this.#reader.typesOf(new FileScope(this.#tree, file));
      for (const one of items) one.found ??= this.#reader.mayHold(file, one.item) ? this.#reader.readItem(file, one.item, types, lines) : NOTHING;
    }
    const read = items.map(({ item, found }) => ({ item, found: found ?? NOTHING }));
    return { file, generation: known.generation, lines, items: read, uses: together(file.path, read) };
  }
}

/** All items' uses in the order of the text. Macros' bodies that no call types are left out here: nobody who types asks for them. */
function together(file: string, items: readonly ReadItem[]): FileUses {
  return {
    file, uses: inOrder(items.flatMap(({ found }) => (found.uses.length > 0 ? found.uses : []))), elsewhere: [], settled: [],
    losses: { errors: items.reduce((sum, { found }) => sum + found.errors, 0), unknown: items.flatMap(({ found }) => (found.unknown.length > 0 ? found.unknown : [])) },
  };
}

function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  const start = commonStart(before, after, shorter);
  const same = commonEnd(before, after, shorter - start);
  return { start, oldEnd: before.length - same, newEnd: after.length - same };
}

/** Compared as slices first, which the engine does fast. */
const STRIDE = 4096;

function commonStart(a: string, b: string, limit: number): number {
  let at = 0;
  while (at + STRIDE <= limit && a.slice(at, at + STRIDE) === b.slice(at, at + STRIDE)) at += STRIDE;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonEnd(a: string, b: string, limit: number): number {
  let same = 0;
  while (same + STRIDE <= limit && a.slice(a.length - same - STRIDE, a.length - same) === b.slice(b.length - same - STRIDE, b.length - same)) same += STRIDE;
  while (same < limit && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) same++;
  return same;
}

/** Whether the two outlines agree on everything but the insides of functions: macros, includes, and where the conditions stand. */
function sameSurroundings(before: Outline, after: Outline, change: Change): boolean {
  const sameKeys = (a: ReadonlyMap<string, readonly unknown[]>, b: ReadonlyMap<string, readonly unknown[]>): boolean => {
    if (a.size !== b.size) return false;
    for (const [name, list] of a) if (b.get(name)?.length !== list.length) return false;
    return true;
  };
  if (!sameKeys(before.macros, after.macros) || !sameKeys(before.undefs, after.undefs) || before.includes.length !== after.includes.length) return false;
  if (!before.includes.every((include, i) => include.target === after.includes[i]!.target && include.quoted === after.includes[i]!.quoted && sameCondition(include.condition, after.includes[i]!.condition))) return false;
  for (const [name, list] of before.macros) if (!list.every((macro, i) => sameMacro(macro, after.macros.get(name)![i]!, change))) return false;
  return true;
}

function sameMacro(a: MacroDefinition, b: MacroDefinition, change: Change): boolean {
  return a.body === b.body && a.params?.join() === b.params?.join() && sameCondition(a.condition, b.condition) && movedBy(a.bodyStart, change) === b.bodyStart;
}

function sameCondition(a: Condition | null, b: Condition | null): boolean {
  if (a === null || b === null) return a === b;
  return conditionText(a) === conditionText(b);
}

/** Where an offset that the change did not touch lies now. */
function movedBy(offset: number, change: Change): number {
  return offset < change.oldEnd ? offset : offset + change.newEnd - change.oldEnd;
}

/** The old item with the same text, outside of the change. */
function sameItem(item: Item, before: ReadonlyMap<number, ReadItem>, change: Change): ReadItem | undefined {
  const delta = change.newEnd - change.oldEnd;
  const behind = item.start >= change.newEnd;
  if (!behind && item.end > change.start) return undefined;
  const shift = behind ? delta : 0;
  const known = before.get(item.start - shift);
  if (!known || (!behind && known.item.end > change.start) || (behind && known.item.start < change.oldEnd)) return undefined;
  const old = known.item;
  const same = old.end + shift === item.end && old.kind === item.kind && old.name === item.name && old.hasDirectives === item.hasDirectives
    && (old.body < 0 ? item.body < 0 : old.body + shift === item.body) && sameCondition(old.condition, item.condition);
  return same ? known : undefined;
}

/** Whether changed items are functions whose headers stayed: nobody else sees what is in their bodies. */
function sameHeaders(before: readonly Item[], oldText: string, after: readonly Item[], newText: string): boolean {
  if (before.length !== after.length) return false;
  return before.every((old, i) => {
    const now = after[i]!;
    return old.kind === 'function' && now.kind === 'function' && old.body >= 0 && now.body >= 0
      && oldText.slice(old.start, old.body) === newText.slice(now.start, now.body) && sameCondition(old.condition, now.condition);
  });
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
