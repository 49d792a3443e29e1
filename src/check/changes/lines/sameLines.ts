/** Lines that a change leaves as they are, with the tests around each of them on both sides, which it may not. */
import type { Trace } from '../../../footprint/effect.js';
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, textOf } from '../changedFunctions.js';
import { type Line, linesOf } from './split.js';
import { ConstantTests, type StandsUnder } from '../machines/constantTests.js';

export interface SameLine {
  readonly was: StandsUnder;
  readonly now: StandsUnder;
  /** The line before the change and behind it, with offsets in the function's text. */
  readonly before: Line;
  readonly after: Line;
}

/** Those that stand under other tests now: lines that are there on both sides as often, each with the one in its place. */
export function retestedLines(one: ChangedFunction, { before, after }: ChangedFacts): readonly SameLine[] {
  const from = textOf(one.before, before) ?? '', to = textOf(one.after, after) ?? '', asks = /\bif/;
  if (!asks.test(from) && !asks.test(to)) return [];
  const was = new ConstantTests(from), now = new ConstantTests(to), old = statementsOf(was.text);
  return [...statementsOf(now.text)].flatMap(([text, lines]) => {
    const others = old.get(text);
    if (others?.length !== lines.length) return [];
    return lines.map((line, index): SameLine => ({ was: was.at(others[index]!.start), now: now.at(line.start), before: others[index]!, after: line })).filter((line) => testsOf(line.was) !== testsOf(line.now));
  });
}

const testsOf = ({ arm, tests }: StandsUnder): string => JSON.stringify([arm, tests.map(({ test, isTrue }) => [test, isTrue])]);

/** Statements and beginnings of them, by their text. */
function statementsOf(text: string): ReadonlyMap<string, readonly Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of linesOf(text).filter((one) => /\w.*[;,(]/.test(one.text))) {
    const known = found.get(line.text);
    if (known) known.push(line);
    else found.set(line.text, [line]);
  }
  return found;
}

/** What a line of the function's own does to a word of a page that it names, other than the words in which every page has its flags, count and type. */
export function effectAt({ start, end, text }: Line, trace: Trace, facts: FileFacts): PageEffect | undefined {
  const from = trace.summary.at.offset, common = rangesOf(EVERYONES, facts.context.model.layout);
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
