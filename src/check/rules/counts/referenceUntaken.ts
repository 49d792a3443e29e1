/** A word and its flag set by hand, without the reference that the helper which takes them away drops: the page is gone one user too early. */
import { type Effect, sitesOf, type Trace } from '../../../footprint/effect.js';
import { bitOf } from '../../../footprint/flowState.js';
import { armsOf, isNothing, pointersIn, type Site, type Thing } from '../../../footprint/value.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { pagePairs } from '../../../model/pagePairs.js';
import { words } from '../../../model/states/words.js';
import { pageFlag } from '../../words/checkedFlags.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

const DROPPING = callsThat('gives-back', 'drops-reference');

/** The words of a page's struct that a pair is about. */
interface Pair {
  readonly word: MemberRange;
  readonly count: MemberRange;
  readonly bit: number;
}

export function referenceUntaken(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model, count = resolveMember({ names: words.refcount }, layout);
  return pagePairs.flatMap(({ word: names, flag, together }) => {
    const word = resolveMember({ names }, layout), bit = pageFlag(flag, facts.context);
    if (!word || !count || bit === undefined) return [];
    const pair = { word, count, bit };
    const setters = facts.ownWrites.filter((write) => isSetter(write, pair, facts));
    const byHand = setters.filter(({ trace, effect }) => isFlagSet(trace, effect.thing, pair) && !countsUp(trace, effect.thing, pair));
    // A file that takes the reference for some of its pages may know of the others what is not seen here.
    if (byHand.length === 0 || byHand.length < setters.length) return [];
    const detached = facts.traces.flatMap((trace) => detachedIn(trace, pair, facts))[0];
    if (!detached) return [];
    return byHand.map(({ effect }) => facts.finding('paired-words', 'warning', facts.placeOf(effect.chain),
      `page.${word.path} and ${flag} are set here without a reference, and ${detached.helper}() drops one with them: the page is freed while its last user still has it`,
      {
        state: 'any', words: [facts.word(word.offset, word.size), facts.word(count.offset, count.size)],
        evidence: [
          facts.evidence(facts.placeOf(effect.chain), `${word.path} and ${flag} are set, and nothing in this function takes a reference as ${together}() does`),
          facts.evidence(detached.at, `${detached.helper}() takes both away and drops a reference, and the page's own reference is dropped by itself`),
        ],
      }));
  });
}

function isSetter({ trace, effect }: PageEffect, { word }: Pair, facts: FileFacts): boolean {
  return effect.kind === 'write' && effect.offset === word.offset && !isNothing(effect.value) && !(effect.value && armsOf(effect.value).some((arm) => arm.kind === 'number' && arm.value === 0n)) && facts.isOwnChoice(trace, effect);
}

function isFlagSet(trace: Trace, thing: Thing, { bit }: Pair): boolean {
  return (trace.leaves.get(thing) ?? []).some((held) => bitOf(held)?.bit === bit && armsOf(held.value).some((arm) => arm.kind === 'number' && arm.value === 1n));
}

function countsUp(trace: Trace, thing: Thing, { count }: Pair): boolean {
  return trace.effects.some((effect) => effect.thing === thing && effect.offset === count.offset && effect.kind === 'readwrite' && !(effect.value?.kind === 'changed' && effect.value.add < 0n));
}

/** Where one call takes the word away and drops a reference, and another one drops the page's own. */
function detachedIn(trace: Trace, { word, count }: Pair, facts: FileFacts): { readonly helper: string; readonly at: Site }[] {
  return trace.effects.flatMap((cleared) => {
    const helper = cleared.chain.inner?.site.function;
    if (helper === undefined || cleared.kind !== 'write' || cleared.offset !== word.offset || !isNothing(cleared.value) || !facts.isPage(cleared.thing) || isDropped(cleared)) return [];
    const here = cleared.chain.site;
    const dropsToo = trace.effects.some((effect) => effect.thing === cleared.thing && effect.offset === count.offset && effect.kind === 'readwrite' && isDropped(effect) && effect.chain.site.offset === here.offset);
    const dropsOwn = trace.calls.some(({ callee, site, args }) => DROPPING.has(callee) && site.offset !== here.offset && args.some((arg) => pointersIn(arg).some(({ to }) => to === cleared.thing)));
    return dropsToo && dropsOwn ? [{ helper, at: here }] : [];
  });
}

/** Whether a function that drops references does it. */
function isDropped({ chain }: Effect): boolean {
  return sitesOf(chain).some((site) => DROPPING.has(site.function));
}
