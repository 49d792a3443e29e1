import { lineIndex } from '../c/position.js';
import type { KernelTree, SourceFile } from '../kernel/tree.js';
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
  return (fact) => {
    const source = tree.source(fact.file);
    if (!source) return citeNames(fact);
    let lines = known.get(source);
    if (!lines) known.set(source, (lines = new Map<string, number | undefined>()));
    if (!lines.has(fact.function)) lines.set(fact.function, lineOf(source.text, fact.function));
    const line = lines.get(fact.function);
    return { ...citeNames(fact), ...(line !== undefined && { line }) };
  };
}

/** Lines of names by file: each question cites the same ones again. A changed file is another object. */
const known = new WeakMap<SourceFile, Map<string, number | undefined>>();

/**
 * A name at the start of a definition: a cheap look at the text, because an outline of a whole mm file costs as much as the whole answer.
 * Definitions begin in column 0 in kernel code; macros by #define; members and enumerators are found by any whole-word mention.
 */
function lineOf(text: string, name: string): number | undefined {
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
