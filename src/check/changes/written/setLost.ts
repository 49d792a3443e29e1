/** One of the words that a function gave a page before a change, and that it leaves while it still gives the page others. */
import { innermost, type Trace } from '../../../footprint/effect.js';
import { armsOf, isNothing } from '../../../footprint/value.js';
import { type MemberRange, overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { setBy } from '../../words/markHelpers.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, isWrite, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

/** Words whose readers take for granted what goes with the others. */
const GIVEN = [words.mapping, words.index, words.private, words.memcg];
/** Flags that go with a word. */
const FLAGS: readonly string[] = ['swapcache', 'private'];

export function setLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const ranges = rangesOf(GIVEN, changed.after.context.model.layout);
  // Of a word that the file took away before, too, and writes no more it has no use now.
  const inUse = ranges.filter((range) => changed.after.ownWrites.some(({ effect }) => overlap(effect, range)) || !changed.before.ownWrites.some(({ effect }) => overlap(effect, range) && isNothing(effect.value)));
  return changed.functions.flatMap((one) => inUse.flatMap((range) => {
    const lost = setsOf(one.before, range, changed.before).find((set) => writesOf(set, range, one.after, changed.after) < writesOf(set, range, one.before, changed.before));
    // A value that went into another word is not lost.
    const isMoved = lost !== undefined && ranges.some((other) => writesOf(lost, other, one.after, changed.after) > writesOf(lost, other, one.before, changed.before));
    // The page may be found in another way.
    if (!lost || placesOf(range, one.after, changed.after) >= placesOf(range, one.before, changed.before) || isMovedElsewhere((trace, facts) => setsOf(trace, range, facts).length, all)) return [];
    if (isTakenNoMore(range, changed)) return [];
    // A flag says of which word it tells.
    const left = isMoved ? givenStill(lost, range, [], one, changed) : givenStill(lost, range, ranges, one, changed);
    return left ? [told(range, left, one, changed.after)] : [];
  }).slice(0, 1));
}

/** Whether the change also takes away a place that took the word away from pages: what they kept there has gone elsewhere. */
function isTakenNoMore(range: MemberRange, { before, after }: ChangedFacts): boolean {
  const places = (facts: FileFacts): number => new Set(facts.ownWrites.filter(({ effect }) => overlap(effect, range) && isNothing(effect.value)).map(({ effect }) => facts.placeOf(effect.chain).offset)).size;
  return places(after) < places(before);
}

/** Values, not numbers that stand in the source, that a function's own lines put there. */
function setsOf(trace: Trace, range: MemberRange, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => isSet(effect, range, facts) && effect.value !== undefined && !armsOf(effect.value).every((arm) => arm.kind === 'number'));
}

function isSet({ kind, offset, size, chain }: PageEffect, range: MemberRange, facts: FileFacts): boolean {
  return kind === 'write' && offset === range.offset && size === range.size && facts.isOwnChain(chain) && chain.site.function === facts.placeOf(chain).function;
}

/** A pointer that a function called here puts there, or one that that calls. */
function isSetBehind({ kind, offset, size, chain, value }: PageEffect, range: MemberRange): boolean {
  return kind === 'write' && offset === range.offset && size === range.size && chain.inner !== undefined && chain.inner.inner?.inner === undefined && value?.kind === 'pointer';
}

/** How many places of the function write the word of that page. */
function writesOf({ thing }: PageEffect, range: MemberRange, trace: Trace, facts: FileFacts): number {
  const way = wayTo(thing);
  return new Set(pageEffects(trace, facts).filter((effect) => isWrite(effect) && overlap(effect, range) && facts.isOwn(effect) && wayTo(effect.thing) === way).map(({ chain }) => chain.site.offset)).size;
}

/** How many places of the function write the word of any page. */
function placesOf(range: MemberRange, trace: Trace, facts: FileFacts): number {
  return new Set(pageEffects(trace, facts).filter((effect) => isWrite(effect) && overlap(effect, range) && facts.isOwn(effect)).map(({ chain }) => chain.site.offset)).size;
}

/** Another of the words, or a flag, that the function gives the same page as before. */
function givenStill({ thing }: PageEffect, range: MemberRange, ranges: readonly MemberRange[], { before, after }: ChangedFunction, changed: ChangedFacts): PageEffect | undefined {
  // A function that is handed the page may give it the other word (folio_move_anon_rmap()).
  const isGiven = (effect: PageEffect, facts: FileFacts): boolean => wayTo(effect.thing) === wayTo(thing) && (ranges.some((other) => other !== range && (isSet(effect, other, facts) || isSetBehind(effect, other))) || FLAGS.includes(setBy(innermost(effect.chain).function) ?? ''));
  const given = (trace: Trace, facts: FileFacts): readonly PageEffect[] => pageEffects(trace, facts).filter((effect) => isGiven(effect, facts));
  const [was, now] = [given(before, changed.before), given(after, changed.after)];
  const count = (effects: readonly PageEffect[], offset: number): number => effects.filter((effect) => effect.offset === offset).length;
  return now.find(({ offset }) => count(was, offset) > 0 && count(was, offset) <= count(now, offset));
}

function told(range: MemberRange, left: PageEffect, one: ChangedFunction, after: FileFacts): Finding {
  const other = after.nameOf(left.offset, left.size), place = after.placeOf(left.chain);
  return after.finding('paired-words', 'warning', one.at,
    `${one.after.summary.function}() gave the page ${range.path} together with ${other} before this change, and only ${other} now: who finds the page by the one takes what an old owner left in the other for its own`,
    { state: 'any', words: [after.word(range.offset, range.size), after.word(left.offset, left.size)], evidence: [after.evidence(one.at, `before this change ${range.path} was set here`), after.evidence(place, `${other} is set`)] });
}
