/** Under which conditions a line of a function stands, as the kernel's style shows it by how far lines are set in. */
import { blankCommentsAndContinuations } from '../../c/condition.js';
import type { Trace } from '../../footprint/effect.js';
import type { Site } from '../../footprint/value.js';
import type { FileFacts } from '../fileFacts.js';
import { textOf } from './changedFunctions.js';

/** A line and what it stands under, each without blanks around. */
export interface PlacedLine {
  readonly line: string;
  /** The line before, wherever it belongs. */
  readonly behind: string;
  /** Headers of branches and loops around it, the innermost first. */
  readonly under: readonly string[];
}

const HEADER = /^(?:\}\s*)?(?:if|else|for|while|do|switch|case|default|\w*for_each\w*)\b/;

/** @returns undefined for a place outside of the function */
export function placedLine(trace: Trace, { offset }: Site, facts: FileFacts): PlacedLine | undefined {
  const text = textOf(trace, facts), at = offset - trace.summary.at.offset;
  if (text === undefined || at < 0 || at >= text.length) return undefined;
  const plain = blankCommentsAndContinuations(text), lines = plain.split('\n'), number = plain.slice(0, at).split('\n').length - 1;
  const line = lines[number]!, before = lines.slice(0, number).filter((one) => one.trim() !== '');
  const under: string[] = [];
  let depth = depthOf(line);
  for (const one of before.reverse()) {
    // Nothing within a function begins where its name does.
    if (depthOf(one) >= depth || one.trim() === '{' || depthOf(one) === 0) continue;
    depth = depthOf(one);
    if (HEADER.test(one.trim())) under.push(one.trim());
  }
  return { line: line.trim(), behind: before[0]?.trim() ?? '', under };
}

/** Columns that a line is set in. */
export function depthOf(line: string): number {
  return /^\s*/.exec(line)![0].replaceAll('\t', '        ').length;
}
