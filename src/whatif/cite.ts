import { lineIndex } from '../c/position.js';
import type { KernelTree } from '../kernel/tree.js';
import type { Evidence } from '../model/evidence.js';

/** A fact's place in the kernel. `line` only where the opened tree has it. */
export interface Cited {
  readonly file: string;
  readonly function: string;
  /** 1-based. */
  readonly line?: number;
  readonly says?: string;
}

/** Finds facts in whatever was opened. */
export type Cite = (fact: Evidence) => Cited;

/** Without a tree: the names alone. */
export const citeNames: Cite = ({ file, function: name, says }) => ({ file, function: name, ...(says !== undefined && { says }) });

/** Looks each fact up in the opened tree: functions, macros and records by name. A fact that is not there has no line, and the answer says so. */
export function citeTree(tree: KernelTree): Cite {
  const known = new Map<string, number | undefined>();
  return (fact) => {
    const key = `${fact.file} ${fact.function}`;
    if (!known.has(key)) known.set(key, lineOf(tree, fact.file, fact.function));
    const line = known.get(key);
    return { ...citeNames(fact), ...(line !== undefined && { line }) };
  };
}

/**
 * A name at the start of a definition: a cheap look at the text, because an outline of a whole mm file costs as much as the whole answer.
 * Definitions begin in column 0 in kernel code; macros by #define; members and enumerators are found by any whole-word mention.
 */
function lineOf(tree: KernelTree, file: string, name: string): number | undefined {
  const text = tree.source(file)?.text;
  if (text === undefined) return undefined;
  const patterns = [
    `^(?![#/*\\s])[^;={}]*\\b${name}\\s*\\([^;{}]*\\)[^;{}]*\\n\\{`, `^[ \\t]*#[ \\t]*define[ \\t]+${name}\\b`, `^(?:struct|union|enum)[ \\t]+${name}[ \\t]*\\{`,
    `^(?![#/*\\s])[^;={}\\n]*\\b${name}[ \\t]*\\(`, `\\b${name}\\b`,
  ];
  for (const pattern of patterns) {
    const hit = new RegExp(pattern, 'm').exec(text);
    if (hit) return lineIndex(text).at(hit.index + Math.max(0, hit[0].search(new RegExp(`\\b${name}\\b`)))).line;
  }
  return undefined;
}

/** `mm/util.c:791 folio_mapping()`. */
export function describeCited(cited: Cited): string {
  return `${cited.file}${cited.line === undefined ? '' : `:${cited.line}`} ${cited.function}`;
}
