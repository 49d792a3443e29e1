/** A word or flag that a function put right before a change, and that nothing puts right behind it. */
import { type Effect, innermost, sitesOf, type Trace } from '../../../footprint/effect.js';
import { armsOf, isNothing, isRecord, pointersIn, unknown } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import { dutiesOf, type Placed } from '../../../model/pageModel.js';
import type { Duty } from '../../../model/state.js';
import { words } from '../../../model/states/words.js';
import { checkedFlags, OWNERS_FLAGS } from '../../words/checkedFlags.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { clearedBy, setBy, sharedName } from '../../words/markHelpers.js';
import { isFreshHere } from '../../pages/ownership.js';
import { FRESH } from '../../pages/pageStates.js';
import { placedLine } from '../lines/enclosing.js';
import { blockOf, type ChangedFacts, type ChangedFunction, isMovedElsewhere, isWrite, type PageEffect, pageEffects, textOf, wayTo } from '../changedFunctions.js';

const FREED = eventsNamed('freed');
const GIVES_BACK = callsThat('gives-back'), GONE_WITH = new Set([...GIVES_BACK, ...callsThat('drops-reference')]);

/** One word of a page put right: what it is named by here. */
interface Reset { readonly effect: PageEffect; readonly key: string; readonly kind: 'flag' | 'link' | 'word' }

export function takenAway(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  return changed.functions.flatMap((one) => {
    const told = new Set<string>();
    return resetsOf(one.before, changed.before).flatMap((reset) => {
      if (told.has(reset.key) || isStillThere(reset, one, changed) || isMovedElsewhere((trace, facts) => resetsOf(trace, facts).filter(({ key }) => key === reset.key).length, all) || isGivenBackNoMore(reset, one) || isSetNoMore(reset, changed)) return [];
      const finding = reset.kind === 'flag' ? flagLeft(reset, one, changed) : reset.kind === 'link' ? linkLeft(reset, one, changed) : wordLeft(reset, one, changed);
      if (finding) told.add(reset.key);
      return finding ?? [];
    });
  });
}

function isConstant({ kind, value }: Effect): boolean {
  return kind === 'write' && value !== undefined && armsOf(value).every((arm) => arm.kind === 'number');
}

function resetsOf(trace: Trace, facts: FileFacts): readonly Reset[] {
  return pageEffects(trace, facts).flatMap((effect): Reset[] => {
    if (!isWrite(effect) || !(facts.isOwn(effect) || isResetFor(effect))) return [];
    const flag = clearedBy(innermost(effect.chain).function);
    if (flag !== undefined) return [{ effect, kind: 'flag', key: `flag ${flag}` }];
    if (!isConstant(effect)) return [];
    return storedRecords[effect.record] === undefined ? [{ effect, kind: 'word', key: `word ${effect.offset}` }] : [{ effect, kind: 'link', key: 'link' }];
  });
}

/** Further down a function resets words for reasons of its own. */
const MAX_STEPS = 3;

/** Whether another file's function that is called here takes the word away: `memcg_kmem_uncharge_page()`. */
function isResetFor({ chain, value, record }: Effect): boolean {
  return isNothing(value) && storedRecords[record] === undefined && sitesOf(chain).length <= MAX_STEPS;
}

/** Whether the function still does it, to a page that it finds by the same way. */
function isStillThere({ effect, key, kind }: Reset, change: ChangedFunction, sides: ChangedFacts): boolean {
  const { before, after } = change, { before: old, after: facts } = sides;
  const way = wayTo(effect.thing);
  if (kind === 'link') return isUnlinked(way, change, sides);
  const on = (trace: Trace, at: FileFacts): readonly PageEffect[] => pageEffects(trace, at).filter((one) => wayTo(one.thing) === way);
  const now = on(after, facts);
  if (kind === 'word' && isResetLast(effect, pageEffects(after, facts).filter((one) => facts.isOwn(one) && blockOf(one.thing) === blockOf(effect.thing)))) return true;
  // Of a page that the function does not look at any more nothing can be told.
  if (now.length === 0) return true;
  const same = (one: Reset): boolean => one.key === key || (kind === 'word' && one.kind === 'word' && overlap(one.effect, effect));
  if (resetsOf(after, facts).some((one) => same(one) && blockOf(one.effect.thing) === blockOf(effect.thing))) return !isOneOfSeveral(effect, same, change, sides);
  // By a helper of another name: one for the type, or one that changes several flags.
  if (kind === 'flag') return isClearedOtherwise(effect, on(before, old), now.filter((one) => facts.isOwn(one)));
  // A value, or else nothing, in one store.
  if (now.some((one) => isWrite(one) && overlap(one, effect) && !isConstant(one) && one.value !== undefined && armsOf(one.value).some((arm) => isNothing(arm)))) return true;
  // What is written there all along, and what other files' functions have always done to the word, did not make up for this.
  const others = (effects: readonly PageEffect[], at: FileFacts): readonly string[] => effects.filter((one) => isWrite(one) && overlap(one, effect) && !isConstant(one)).map((one) => `${innermost(one.chain).function} ${at.isOwn(one)}`);
  const known = others(on(before, old), old);
  return others(now, facts).some((one) => !known.includes(one)) || others(now, facts).length > known.length;
}

/** Whether what fills the bits comes before the last reset of them: then nothing stays there. */
function isResetLast(effect: PageEffect, now: readonly PageEffect[]): boolean {
  const writes = now.filter((one) => one.kind === 'write' && overlap(one, effect)), site = ({ chain }: PageEffect): number => chain.site.offset;
  const fills = writes.filter(({ value }) => !isNothing(value)), resets = writes.filter(({ value }) => isNothing(value));
  return fills.length > 0 && resets.length > 0 && Math.max(...fills.map(site)) < Math.max(...resets.map(site));
}

/** Whether the bits are written by a function that did not write them before. */
function isClearedOtherwise(effect: PageEffect, was: readonly PageEffect[], now: readonly PageEffect[]): boolean {
  const by = (effects: readonly PageEffect[]): readonly string[] => effects.filter((one) => isWrite(one) && overlap(one, effect) && one.chain.inner !== undefined).map(({ chain }) => innermost(chain).function), known = by(was);
  return by(now).some((name) => !known.includes(name) && setBy(name) === undefined);
}

/** Whether the page is taken off its list still, or another that the function finds by a way of its own now, or one is taken off by a function that it did not call before. */
function isUnlinked(way: string, { before, after }: ChangedFunction, sides: ChangedFacts): boolean {
  const was = unlinkedWays(before, sides.before), called = new Set(before.summary.calls.map(({ callee }) => callee));
  return [...unlinkedWays(after, sides.after)].some((one) => one === way || !was.has(one))
    || after.summary.calls.some(({ callee }) => !called.has(callee) && unlinksWhatItFinds(callee, sides.after));
}

/** Whether a function has the links of something set to nobody that its caller does not hand to it: it may return that. */
function unlinksWhatItFinds(callee: string, { footprints, file }: FileFacts): boolean {
  return footprints.summary(callee, file)?.calls.some((inner) => footprints.summary(inner.callee, file)?.effects.some((effect) => storedRecords[effect.record] !== undefined && isConstant(effect))) ?? false;
}

/** The ways to those whose neighbours are told of each other, or whose own links lead to nobody or to themselves. */
function unlinkedWays({ effects }: Trace, facts: FileFacts): ReadonlySet<string> {
  return new Set(effects.flatMap((effect) => {
    const { record, thing, value } = effect, { source } = thing;
    if (!isWrite(effect) || storedRecords[record] === undefined) return [];
    if (source.by === 'member' && isRecord(source.record) && storedRecords[source.record] !== undefined && facts.isPage(source.of)) return [wayTo(source.of)];
    return facts.isPage(thing) && (isConstant(effect) || pointersIn(value ?? unknown('')).some(({ to }) => to === thing)) ? [wayTo(thing)] : [];
  }));
}

/** Whether the change also takes away what set it: all that did, or a value's place of its own, which has found another one. */
function isSetNoMore({ key, kind, effect }: Reset, { before, after }: ChangedFacts): boolean {
  const setsOf = (facts: FileFacts): readonly PageEffect[] => facts.traces.flatMap((trace) => pageEffects(trace, facts).filter((one) => isWrite(one) && facts.isOwn(one) && (kind === 'flag'
    ? `flag ${setBy(innermost(one.chain).function) ?? ''}` === key
    : kind === 'link' ? storedRecords[one.record] !== undefined && pointersIn(one.value ?? unknown('')).length > 0 : overlap(one, effect) && !isNothing(one.value) && !isSameNumber(one, effect) && clearedBy(innermost(one.chain).function) === undefined)));
  const [was, now] = [setsOf(before), setsOf(after)];
  return was.length > 0 && (now.length === 0 || (kind === 'word' && placesOf(was, before) > placesOf(now, after)));
}

/** How many places of the file that is: callers see what those they call do. */
function placesOf(effects: readonly PageEffect[], facts: FileFacts): number {
  return new Set(effects.map(({ chain }) => facts.placeOf(chain).offset)).size;
}

/** What puts a word right with another number than 0 sets nothing either. */
function isSameNumber({ value: a }: Effect, { value: b }: Effect): boolean {
  return a?.kind === 'number' && b?.kind === 'number' && a.value === b.value;
}

/** Whether it stood in several lines, one of which is gone while the others are as they were: what is put right on one way only. */
function isOneOfSeveral(effect: PageEffect, same: (reset: Reset) => boolean, { before, after }: ChangedFunction, sides: ChangedFacts): boolean {
  const lines = (trace: Trace, facts: FileFacts): readonly string[] => {
    const sites = new Map(resetsOf(trace, facts).flatMap((one) => (same(one) && one.effect.chain.site.file === facts.file.path ? [[one.effect.chain.site.offset, one.effect.chain.site] as const] : [])));
    return [...sites.values()].flatMap((site) => {
      const place = placedLine(trace, site, facts);
      return place ? [`${place.behind}\n${place.line}`] : [];
    });
  };
  const was = lines(before, sides.before), left = [...was], now = lines(after, sides.after);
  const isKept = now.every((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  const gone = placedLine(before, effect.chain.site, sides.before);
  return isKept && gone !== undefined && left.includes(`${gone.behind}\n${gone.line}`);
}

function flagLeft({ effect, key }: Reset, one: ChangedFunction, { after }: ChangedFacts): Finding | undefined {
  const { layout } = after.context.model, helper = innermost(effect.chain).function;
  const type = resolveMember({ names: words.pageType }, layout) ?? resolveMember({ names: words.mapcount }, layout);
  const isType = type !== undefined && overlap(effect, type);
  const isSetHere = (flag: string): boolean => OWNERS_FLAGS.includes(flag) || after.ownWrites.some(({ effect: set }) => `flag ${setBy(innermost(set.chain).function) ?? ''}` === key);
  const isChecked = [...(checkedFlags(after.context)?.bits.values() ?? [])].some((flag) => `flag ${sharedName(flag)}` === key && isSetHere(flag));
  if ((!isType && !isChecked) || isFreshHere(effect.thing, after)) return undefined;
  return after.finding('stale-at-free', 'warning', one.at,
    `${one.after.summary.function}() had ${helper}() called, and nothing does so behind this change: ${isType ? 'the page keeps the type of its old owner, which lies where the allocator wants -1' : 'the allocator asks for the flag when the page is freed, and loses it'}`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, `before this change ${helper}() was called here`)] });
}

function linkLeft({ effect }: Reset, one: ChangedFunction, { before, after }: ChangedFacts): Finding | undefined {
  if (listsMade(one.after, after) > listsMade(one.before, before)) return undefined;
  return after.finding('word-overwritten', 'warning', one.at,
    `${one.after.summary.function}() took the page off its list, and nothing does so behind this change: the list leads to a page that is linked again or gone`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, 'before this change the page was taken off its list here')] });
}

/** Whether the function puts other words or marks of the page right still: its owner gives it up, and what those say tells nobody to look here. */
function isGivenUp({ thing, offset }: PageEffect, { after }: ChangedFunction, facts: FileFacts): boolean {
  return resetsOf(after, facts).some(({ effect, kind }) => (kind === 'flag' || (kind === 'word' && isNothing(effect.value))) && effect.offset !== offset && wayTo(effect.thing) === wayTo(thing));
}

/** Lists that begin anew lead to none of their pages. */
function listsMade(trace: Trace, facts: FileFacts): number {
  return textOf(trace, facts)?.match(/\bINIT_LIST_HEAD\s*\(/g)?.length ?? 0;
}

function wordLeft({ effect }: Reset, one: ChangedFunction, { after }: ChangedFacts): Finding | undefined {
  const fresh = after.states.state(FRESH), name = after.nameOf(effect.offset, effect.size);
  const duty = fresh && dutiesOf(fresh, after.context.model).find((other) => overlap(other.range, effect));
  if (duty && !isFreshHere(effect.thing, after)) return dutyLeft(effect, duty, one, after);
  // What lies in a word when the page goes back is nobody's: else whoever reads it finds what was there before.
  const isLeft = isTaken(effect, one, after) ? !one.after.calls.some(({ callee }) => GIVES_BACK.has(callee)) : !goesBack(wayTo(effect.thing), one.after, after) && !isGivenUp(effect, one, after);
  const read = !isLeft ? undefined : after.traces.flatMap((trace) => pageEffects(trace, after).filter((other) => other.kind === 'read' && other.offset === effect.offset && other.path === effect.path && other.record === effect.record && after.isOwn(other)))[0];
  return read && after.finding('word-misread', 'warning', one.at,
    `${one.after.summary.function}() set page.${name} to a number, and nothing does so behind this change: who reads it finds what the page held before`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, `before this change ${name} was set here`), after.evidence(after.placeOf(read.chain), `${name} is read`)] });
}

function dutyLeft(effect: PageEffect, duty: Placed<Duty>, one: ChangedFunction, after: FileFacts): Finding {
  return after.finding('stale-at-free', 'warning', one.at,
    `${one.after.summary.function}() put page.${effect.path} right, and nothing does so behind this change: ${duty.says}; ${duty.otherwise}`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, `before this change ${effect.path} was set here`)] });
}

/** Whether the function gave the page back where it put it right, and keeps it now. */
function isGivenBackNoMore({ effect }: Reset, { before, after }: ChangedFunction): boolean {
  const way = wayTo(effect.thing);
  return isFreed(way, before) && !isFreed(way, after);
}

function isFreed(way: string, { effects }: Trace): boolean {
  return effects.some(({ marker, thing }) => marker !== undefined && FREED.has(marker) && wayTo(thing) === way);
}

/** Whether the function takes out of the word what lies there: it goes on with the value, and the page goes on without. */
function isTaken({ offset, path, thing, value }: PageEffect, { after }: ChangedFunction, facts: FileFacts): boolean {
  return isNothing(value) && pageEffects(after, facts).some((effect) => effect.kind === 'read' && effect.offset === offset && effect.path === path && wayTo(effect.thing) === wayTo(thing) && facts.isOwn(effect));
}

/** Whether the function gives the page back, or a function that calls it gives back pages. */
function goesBack(way: string, trace: Trace, facts: FileFacts): boolean {
  const { summary } = trace;
  const gives = ({ calls }: Trace): boolean => calls.some(({ callee }) => GONE_WITH.has(callee));
  return isFreed(way, trace) || gives(trace) || facts.traces.some((caller) => gives(caller) && caller.calls.some(({ callee }) => callee === summary.function));
}
