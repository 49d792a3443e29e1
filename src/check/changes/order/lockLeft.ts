/** A line that has a page's words written under a lock, and that a change puts before or behind it while the lock is still taken. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Trace } from '../../../footprint/effect.js';
import { rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type Line, linesOf } from '../lines/split.js';
import { type ChangedFacts, isWrite, type PageEffect, pageEffects, siteOf, textOf } from '../changedFunctions.js';

/** Words that are read together with others under a lock. */
const WORDS = [words.mapping, words.index, words.private, words.memcg];
const TAKEN_OR_GIVEN = /\b(\w*(?:lock|mutex)\w*)\s*\(\s*([^;]*?)\)\s*[;)]/;

export function lockLeft({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(WORDS, after.context.model.layout);
  return functions.flatMap((one) => {
    const was = writingLines(one.before, ranges, before), now = writingLines(one.after, ranges, after);
    for (const line of now) {
      const [old, ...others] = was.filter(({ text }) => text === line.text);
      if (!old || others.length > 0 || now.some((other) => other !== line && other.text === line.text)) continue;
      const left = old.held.find((lock) => !line.held.includes(lock) && locksTaken(one.after, after).includes(lock));
      if (left !== undefined) return [told(line.effect, left, one.after.summary.function, after)];
    }
    return [];
  });
}

interface WritingLine { readonly text: string; readonly effect: PageEffect; readonly held: readonly string[] }

/** Lines of the function itself that write such words, with the locks that it holds there. */
function writingLines(trace: Trace, ranges: readonly { readonly offset: number }[], facts: FileFacts): readonly WritingLine[] {
  const lines = linesIn(trace, facts), start = trace.summary.at.offset, found = new Map<number, WritingLine>();
  for (const effect of pageEffects(trace, facts)) {
    // What the function writes by itself is asked when the lock is given back.
    if (!isWrite(effect) || !effect.chain.inner || effect.chain.site.file !== facts.file.path || !facts.isOwn(effect) || !ranges.some(({ offset }) => offset === effect.offset)) continue;
    const number = lines.findIndex((line) => line.start <= siteOf(effect) - start && siteOf(effect) - start <= line.end);
    if (number >= 0 && !found.has(number)) found.set(number, { text: lines[number]!.text, effect, held: heldAt(lines, number) });
  }
  return [...found.values()];
}

function linesIn(trace: Trace, facts: FileFacts): readonly Line[] {
  return linesOf(blankCommentsAndContinuations(textOf(trace, facts) ?? ''));
}

/** The last thing done to each lock before the line; what a branch does that is further set in, and that returns, does not count. */
function heldAt(lines: readonly Line[], number: number): readonly string[] {
  const held = new Set<string>(), { depth } = lines[number]!;
  for (const line of lines.slice(0, number)) {
    const [, callee, lock] = TAKEN_OR_GIVEN.exec(line.text) ?? [];
    if (callee === undefined || lock === undefined || lock === '') continue;
    const isGiven = /unlock/.test(callee);
    if (isGiven && line.depth <= depth) held.delete(lock);
    else if (!isGiven) held.add(lock);
  }
  return [...held];
}

function locksTaken(trace: Trace, facts: FileFacts): readonly string[] {
  return linesIn(trace, facts).flatMap(({ text }) => {
    const [, callee, lock] = TAKEN_OR_GIVEN.exec(text) ?? [];
    return callee !== undefined && !/unlock/.test(callee) && lock !== undefined ? [lock] : [];
  });
}

function told(effect: PageEffect, lock: string, function_: string, after: FileFacts): Finding {
  const place = effect.chain.site, name = after.nameOf(effect.offset, effect.size);
  return after.finding('paired-words', 'warning', place,
    `${function_}() writes page.${name} outside of ${lock} here, and wrote it while it held that before this change: whoever looks at the page under the lock finds it with words that do not go together`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${name} is written`)] });
}
