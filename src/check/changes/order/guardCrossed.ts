/** A value taken from a page's word that a function looked through only behind a test of its low bits, and looks through before that now. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Trace } from '../../../footprint/effect.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects, textOf } from '../changedFunctions.js';
import { type Line, linesOf } from '../lines/split.js';

/** Words whose low bits tell what the rest leads to. */
const TAGGED = [words.mapping, words.private, words.memcg];

export function guardCrossed({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(TAGGED, after.context.model.layout);
  return functions.flatMap((one) => {
    for (const { name, range } of valuesIn(one.after, after, ranges)) {
      const was = linesIn(one.before, before), now = linesIn(one.after, after);
      const guards = guardsOf(name, now), uses = now.filter((line) => isUse(name, line.text) && !guards.includes(line));
      const at = (lines: readonly Line[], { text }: Line): number => lines.findIndex((line) => line.text === text);
      const crossed = uses.flatMap((use) => guards.filter((guard) => use.start < guard.start && at(was, guard) >= 0 && at(was, use) > at(was, guard)).map((guard) => ({ use, guard })))[0];
      if (!crossed) continue;
      const { offset } = one.after.summary.at, site = { ...one.at, offset: offset + crossed.use.start }, behind = { ...one.at, offset: offset + crossed.guard.start };
      return [after.finding('word-misread', 'warning', site,
        `${name}, which ${one.after.summary.function}() takes from page.${range.path}, is looked through here before its low bits are asked, and was behind that before this change: of a page that keeps something else there it leads elsewhere`,
        { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(site, `${name} is looked through`), after.evidence(behind, 'its low bits are asked here')] })];
    }
    return [];
  });
}

/** Locals that a line gives what lies in such a word. */
function valuesIn(trace: Trace, facts: FileFacts, ranges: readonly MemberRange[]): readonly { readonly name: string; readonly range: MemberRange }[] {
  const text = textOf(trace, facts) ?? '', { offset } = trace.summary.at;
  return ranges.flatMap((range) => pageEffects(trace, facts).flatMap((effect) => {
    if (effect.kind !== 'read' || effect.offset !== range.offset || effect.chain.site.file !== facts.file.path) return [];
    const at = effect.chain.site.offset - offset, name = /(\w+)\s*=[^=]*$/.exec(text.slice(text.lastIndexOf('\n', at) + 1, at + 1))?.[1];
    return name === undefined ? [] : [{ name, range }];
  }));
}

function linesIn(trace: Trace, facts: FileFacts): readonly Line[] {
  return linesOf(blankCommentsAndContinuations(textOf(trace, facts) ?? '')).filter(({ text }) => text !== '');
}

/** Conditions that mask the value, or what was masked out of it, and turn the page away. */
function guardsOf(name: string, lines: readonly Line[]): readonly Line[] {
  const masked = lines.flatMap(({ text }) => new RegExp(`\\b(\\w+)\\s*=[^=;]*\\b${name}\\s*&(?!&)`).exec(text)?.[1] ?? []);
  const asks = new RegExp(`\\b${name}\\s*\\)?\\s*&(?!&)|\\b(?:${[...masked, name + '_NONE'].join('|')})\\b`);
  return lines.filter(({ text }, index) => /^if\b/.test(text) && asks.test(text) && /^(?:return|goto|continue|break)\b/.test(lines[index + 1]?.text ?? ''));
}

/** Whether a line follows the value, or hands it to a function that may. */
function isUse(name: string, text: string): boolean {
  return new RegExp(`\\b${name}\\s*->|\\b(?!if\\b|while\\b|return\\b|likely\\b|unlikely\\b)\\w+\\s*\\((?:[^()]*,\\s*)?${name}\\s*[,)]`).test(text);
}
