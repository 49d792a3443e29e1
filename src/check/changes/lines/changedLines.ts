/** Lines of a function that a change words otherwise, each beside what it was. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { FileFacts } from '../../fileFacts.js';
import { type ChangedFacts, type ChangedFunction, textOf } from '../changedFunctions.js';
import { type Line, linesOf } from './split.js';

export interface ChangedLine {
  readonly before: string;
  readonly after: string;
  /** Where the line begins and ends in the file as it is now: 0-based byte offsets. */
  readonly start: number;
  readonly end: number;
}

/** Lines in the place of others, in the order of the function; a line that only came or went is none. */
export function changedLines(one: ChangedFunction, { before, after }: ChangedFacts): readonly ChangedLine[] {
  const was = linesIn(one.before, before), now = linesIn(one.after, after), found: ChangedLine[] = [];
  let i = 0, j = 0;
  while (i < was.length && j < now.length) {
    if (was[i]!.text === now[j]!.text) {
      i++;
      j++;
      continue;
    }
    // The next line that both sides have ends what was changed here.
    const next = nextCommon(was, i, now, j);
    for (let k = 0; i + k < next[0] && j + k < next[1] && next[0] - i === next[1] - j; k++) found.push({ before: was[i + k]!.text, after: now[j + k]!.text, start: now[j + k]!.start, end: now[j + k]!.end });
    [i, j] = next;
  }
  return found;
}

function linesIn(trace: ChangedFunction['before'], facts: FileFacts): readonly Line[] {
  const { offset } = trace.summary.at;
  return linesOf(blankCommentsAndContinuations(textOf(trace, facts) ?? '')).filter(({ text }) => text !== '').map((line) => ({ ...line, start: offset + line.start, end: offset + line.end }));
}

/** Changes of more lines than this are no small edits. */
const WINDOW = 12;

function nextCommon(was: readonly Line[], i: number, now: readonly Line[], j: number): [number, number] {
  for (let sum = 1; sum <= 2 * WINDOW; sum++) {
    for (let di = Math.max(0, sum - WINDOW); di <= Math.min(sum, WINDOW); di++) {
      const dj = sum - di;
      // A brace stands everywhere.
      if (was[i + di] && now[j + dj] && /\w/.test(was[i + di]!.text) && was[i + di]!.text === now[j + dj]!.text) return [i + di, j + dj];
    }
  }
  return [was.length, now.length];
}
