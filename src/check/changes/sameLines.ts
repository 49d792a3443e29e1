/** Lines that a change leaves as they are, with the tests around each of them on both sides, which it may not. */
import type { Trace } from '../../footprint/effect.js';
import { overlap, resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, textOf } from './changedFunctions.js';
import { ConstantTests, type StandsUnder } from './constantTests.js';

export interface SameLine {
  readonly was: StandsUnder;
  readonly now: StandsUnder;
  /** The line before the change and behind it. */
  readonly before: Line;
  readonly after: Line;
}

/** Without blanks around. Offsets in the function's text. */
export interface Line { readonly text: string; readonly start: number; readonly end: number }

/** Those that stand under other tests now: lines that are there on both sides as often, each with the one in its place. */
export function retestedLines(one: ChangedFunction, { before, after }: ChangedFacts): readonly SameLine[] {
  const from = textOf(one.before, before) ?? '', to = textOf(one.after, after) ?? '', asks = /\bif/;
  if (!asks.test(from) && !asks.test(to)) return [];
  const was = new ConstantTests(from), now = new ConstantTests(to), old = linesOf(was.text);
  return [...linesOf(now.text)].flatMap(([text, lines]) => {
    const others = old.get(text);
    if (others?.length !== lines.length) return [];
    return lines.map((line, index): SameLine => ({ was: was.at(others[index]!.start), now: now.at(line.start), before: others[index]!, after: line })).filter((line) => testsOf(line.was) !== testsOf(line.now));
  });
}

const testsOf = ({ arm, tests }: StandsUnder): string => JSON.stringify([arm, tests.map(({ test, isTrue }) => [test, isTrue])]);

/** Statements and beginnings of them. */
function linesOf(text: string): ReadonlyMap<string, readonly Line[]> {
  const found = new Map<string, Line[]>();
  let at = 0;
  for (const line of text.split('\n')) {
    const trimmed = line.trim(), start = at + line.length - line.trimStart().length, known = found.get(trimmed);
    at += line.length + 1;
    if (!/\w.*[;,(]/.test(trimmed)) continue;
    const one = { text: trimmed, start, end: start + trimmed.length };
    if (known) known.push(one);
    else found.set(trimmed, [one]);
  }
  return found;
}

/** What a line of the function's own does to a word of a page that it names, other than the words in which every page has its flags, count and type. */
export function effectAt({ start, end, text }: Line, trace: Trace, facts: FileFacts): PageEffect | undefined {
  const from = trace.summary.at.offset, common = EVERYONES.flatMap((names) => resolveMember({ names }, facts.context.model.layout) ?? []);
  return pageEffects(trace, facts).find((effect) => {
    const { kind, chain: { site } } = effect, name = wordName(effect);
    return kind !== 'marker' && name !== '' && text.includes(name) && site.file === facts.file.path && from + start <= site.offset && site.offset < from + end && !common.some((range) => overlap(range, effect));
  });
}

const EVERYONES = [words.flags, words.mapcount, words.refcount];

/** The member as it is part of its helpers' names, too: `private` of page_private() and folio_get_private(). */
export function wordName({ path }: PageEffect): string {
  return path.replace(/^page\./, '').replace(/^_+(?:folio_)?/, '').replace(/\W.*$/, '');
}
