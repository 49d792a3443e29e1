/** What an edit did to a file: which items are what they were, and where things lie now. */
import { type Condition, conditionText } from './condition.js';
import type { NamedLists } from './namedLists.js';
import type { Item, MacroDefinition, Outline } from './outline.js';

/** The stretch of a text that an edit replaced: [start, oldEnd) became [start, newEnd). 0-based bytes. */
export interface Change {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** An item of the text as it is now. */
export interface EditedItem {
  readonly item: Item;
  /** The item it was. */
  readonly was: Item;
  /** Whether not a byte of it changed. */
  readonly isSame: boolean;
}

export interface FileEdit {
  readonly change: Change;
  /** In the order of the text; those that are new are left out. */
  readonly items: readonly EditedItem[];
}

interface OutlinedText {
  readonly text: string;
  readonly outline: Outline;
}

/** An edit of any kind: where more changed than some functions' bodies, functions of the same name are the same ones, and all of them may mean something else. */
export function fileEdit(before: OutlinedText, after: OutlinedText): FileEdit {
  const inside = bodyEdit(before, after);
  if (inside) return inside;
  const items = after.outline.items.flatMap((item) => {
    const was = functionNamed(item.name, before.outline);
    return was && functionNamed(item.name, after.outline) === item ? [{ item, was, isSame: false }] : [];
  });
  return { change: changeBetween(before.text, after.text), items };
}

/** The only function of that name. */
function functionNamed(name: string, outline: Outline): Item | undefined {
  const [only, ...others] = name === '' ? [] : (outline.names.get(name) ?? []).filter((item) => item.kind === 'function');
  return others.length === 0 ? only : undefined;
}

/** An edit that changed nothing but the insides of some functions; undefined for any other: what else changed, others may see. */
export function bodyEdit(before: OutlinedText, after: OutlinedText): FileEdit | undefined {
  const change = changeBetween(before.text, after.text);
  if (!sameSurroundings(before.outline, after.outline, change)) return undefined;
  const byStart = new Map(before.outline.items.map((item) => [item.start, item]));
  const left = new Set(before.outline.items);
  const found = after.outline.items.map((item) => {
    const was = sameItem(item, byStart, change);
    if (was) left.delete(was);
    return { item, was };
  });
  // What is left was edited: the items follow each other as before.
  const edited = left.values();
  const items: EditedItem[] = [];
  for (const { item, was } of found) {
    const old = was ?? edited.next().value;
    if (!old || (!was && !sameHeader(old, before.text, item, after.text))) return undefined;
    items.push({ item, was: old, isSame: was !== undefined });
  }
  return edited.next().done === true ? { change, items } : undefined;
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
  const sameKeys = (a: NamedLists<unknown>, b: NamedLists<unknown>): boolean => {
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
export function movedBy(offset: number, change: Change): number {
  return offset < change.oldEnd ? offset : offset + change.newEnd - change.oldEnd;
}

/** The old item with the same text, outside of the change. */
function sameItem(item: Item, before: ReadonlyMap<number, Item>, change: Change): Item | undefined {
  const delta = change.newEnd - change.oldEnd;
  const behind = item.start >= change.newEnd;
  if (!behind && item.end > change.start) return undefined;
  const shift = behind ? delta : 0;
  const old = before.get(item.start - shift);
  if (!old || (!behind && old.end > change.start) || (behind && old.start < change.oldEnd)) return undefined;
  const same = old.end + shift === item.end && old.kind === item.kind && old.name === item.name && old.hasDirectives === item.hasDirectives
    && (old.body < 0 ? item.body < 0 : old.body + shift === item.body) && sameCondition(old.condition, item.condition);
  return same ? old : undefined;
}

/** Whether a changed item is a function whose header stayed: nobody else sees what is in its body. */
function sameHeader(old: Item, oldText: string, now: Item, newText: string): boolean {
  return old.kind === 'function' && now.kind === 'function' && old.body >= 0 && now.body >= 0
    && oldText.slice(old.start, old.body) === newText.slice(now.start, now.body) && sameCondition(old.condition, now.condition);
}
