/** Constants that a file gives a name: macros without parameters, and enumerators. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { SourceFile } from '../../../kernel/tree.js';

export interface NamedConstant {
  readonly name: string;
  /** What follows the name in its definition, without blanks around; empty for an enumerator that goes on from the one before. */
  readonly body: string;
  /** Where the name is defined: 0-based byte offset. */
  readonly at: number;
  /** The text that its value depends on: its own, or the whole list of enumerators. */
  readonly text: string;
}

const ENUM = /\benum\b[^;{}()]*\{([^{}]*)\}/g;
const ENUMERATOR = /(?:^|,)\s*([A-Za-z_]\w*)\s*(?:=([^,]*))?/g;

/** Of a macro that is defined more than once nothing is told: which of them counts is the configuration's. */
export function namedConstants(file: SourceFile): ReadonlyMap<string, NamedConstant> {
  const found = new Map<string, NamedConstant>();
  for (const [macro, ...more] of file.outline.macros.values()) {
    if (macro && more.length === 0 && !macro.params && macro.body.trim() !== '') found.set(macro.name, { name: macro.name, body: macro.body.trim(), at: macro.start, text: macro.body.trim() });
  }
  for (const list of blankCommentsAndContinuations(file.text).matchAll(ENUM)) {
    const [, text] = list, from = list.index + list[0].length - text!.length - 1;
    for (const hit of text!.matchAll(ENUMERATOR)) found.set(hit[1]!, { name: hit[1]!, body: hit[2]?.trim() ?? '', at: from + hit.index + hit[0].indexOf(hit[1]!), text: text!.replace(/\s+/g, ' ') });
  }
  return found;
}

/** Constants of both sides whose definitions differ, or that are made of such. */
export function redefined(before: ReadonlyMap<string, NamedConstant>, after: ReadonlyMap<string, NamedConstant>): ReadonlySet<string> {
  const changed = new Set([...after.values()].flatMap(({ name, text }) => (before.has(name) && before.get(name)!.text !== text ? [name] : [])));
  // A Set is walked in the order of insertion, what is added on the way included.
  for (const name of changed) for (const other of after.values()) if (before.has(other.name) && names(other, name)) changed.add(other.name);
  return changed;
}

/** Whether a constant is defined by another one. */
export function names({ body }: NamedConstant, name: string): boolean {
  return body.includes(name) && new RegExp(`\\b${name}\\b`).test(body);
}
