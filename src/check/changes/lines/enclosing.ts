/** Under which conditions a line of a function stands, as the kernel's style shows it by how far lines are set in. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Trace } from '../../../footprint/effect.js';
import type { Site } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import { textOf } from '../changedFunctions.js';
import { linesOf } from './split.js';

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
  const lines = linesOf(blankCommentsAndContinuations(text)), number = lines.findLastIndex(({ start }) => start <= at);
  const line = lines[number]!, before = lines.slice(0, number).filter((one) => one.text !== '');
  const under: string[] = [];
  let { depth } = line;
  for (const one of before.toReversed()) {
    // Nothing within a function begins where its name does.
    if (one.depth >= depth || one.text === '{' || one.depth === 0) continue;
    ({ depth } = one);
    if (HEADER.test(one.text)) under.push(one.text);
  }
  return { line: line.text, behind: before.at(-1)?.text ?? '', under };
}
