/** Words that only mean something together: whoever changes one changes the other, or a reader in between believes half of it. */
import { innermost, type HeldWord, type Trace } from '../../../footprint/effect.js';
import { bitOf } from '../../../footprint/flowState.js';
import { armsOf, isNothing, pointersIn, type Site, type Thing, type Value } from '../../../footprint/value.js';
import { pagePairs, type PagePair } from '../../../model/pagePairs.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { pageFlag } from '../../words/checkedFlags.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding, FindingEvidence } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { isFreshHere, writesTo } from '../../pages/ownership.js';
import type { PageRef } from '../../pages/pageClasses.js';
import type { KnownState } from '../../pages/pageStates.js';

export function pairedWords(facts: FileFacts): readonly Finding[] {
  return pagePairs.flatMap((pair) => {
    const range = resolveMember({ names: pair.word }, facts.context.model.layout);
    const bit = pageFlag(pair.flag, facts.context);
    if (!range || bit === undefined) return [];
    return [...facts.ownWrites.flatMap((write) => brokenPair(pair, range, bit, write, facts)), ...flagKept(pair, range, bit, facts)];
  });
}

/** The word is set, and nothing in the file sets the flag. */
function brokenPair(pair: PagePair, range: MemberRange, bit: number, { trace, effect }: PageEffect, facts: FileFacts): Finding[] {
  if (effect.offset !== range.offset || effect.kind !== 'write' || !facts.isOwnChoice(trace, effect)) return [];
  if (!effect.value || armsOf(effect.value).some((arm) => arm.kind === 'number' && arm.value === 0n) || innermost(effect.chain).function === pair.together || isAnotherPages(effect.value, facts)) return [];
  // Behind a yes the other half was there before.
  if (effect.tested?.some((test) => testsOf(pair).includes(test))) return [];
  const known = stateIn(pair, effect.thing, trace, facts), asked = known ? undefined : askedOf({ trace, effect }, pair, bit, facts);
  if (!known && !asked) return [];
  // Any function of the file that sets the flag of such pages may be the other half of it; of a page whose state is known so may one that clears it.
  if (facts.classes.classOf(effect.thing).pages.some((page) => flagLeft(page.trace, page.thing, bit, known?.by === 'page'))) return [];
  return [facts.finding('paired-words', 'warning', facts.placeOf(effect.chain),
    `page.${range.path} of a ${known?.state.title ?? 'page whose flag this file asks'} is set without ${pair.flag}: ${pair.otherwise}`,
    {
      state: known?.state.name ?? 'any', words: wordsOf(range, facts),
      evidence: [facts.evidence(facts.placeOf(effect.chain), `${range.path} is written, and nothing in this file sets ${pair.flag}`), ...(known ? [facts.evidence(known.site, `${known.origin}: such pages are in state ${known.state.name}`)] : []), ...(asked ? [facts.evidence(asked, `${pair.flag} of such pages is asked or cleared here`)] : []), ...believers(pair, facts)],
    })];
}

/** What another page has there: who moves a page's word to the next one has the flag in mind, or another page's owner. */
function isAnotherPages(value: Value, facts: FileFacts): boolean {
  return armsOf(value).some((arm) => arm.kind === 'pointer' && arm.to.source.by === 'member' && facts.isPage(arm.to.source.of));
}

/** The file sets both, and takes the word away alone: nothing in it clears the flag of any page. */
function flagKept(pair: PagePair, range: MemberRange, bit: number, facts: FileFacts): Finding[] {
  const clearing = new Set(facts.traces.filter(({ leaves }) => [...leaves].some(([thing, held]) => facts.isPage(thing) && held.some((word) => bitOf(word)?.bit === bit && armsOf(word.value).some((arm) => arm.kind === 'number' && arm.value === 0n)))));
  const reset = facts.ownWrites.find(({ trace, effect }) => !isClearedNear(trace, clearing, facts) && effect.offset === range.offset && effect.kind === 'write' && effect.value?.kind === 'number' && effect.value.value === 0n && facts.isOwnChoice(trace, effect) && facts.placeOf(effect.chain) === effect.chain.site
    && facts.classes.classOf(effect.thing).pages.some((page) => flagLeft(page.trace, page.thing, bit, false) && isSetBy(page, range, facts)) && !isAlsoAlone(effect.thing, range, bit, facts));
  if (!reset) return [];
  const { trace, effect } = reset;
  return [facts.finding('paired-words', 'warning', facts.placeOf(effect.chain),
    `page.${range.path} is taken away here, and ${pair.flag} stays set: nothing here or on the way clears the flag, and whoever finds it set takes the word for what it was`,
    {
      state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: wordsOf(range, facts),
      evidence: [facts.evidence(facts.placeOf(effect.chain), `${range.path} is set to nothing, and ${pair.flag} is left as it is`), ...facts.around(effect, 'writes it'), ...believers(pair, facts)],
    })];
}

/** Whether the file also uses the word of such pages without the flag: then it need not be set where the word is taken away. */
function isAlsoAlone(thing: Thing, range: MemberRange, bit: number, facts: FileFacts): boolean {
  return writesTo(facts.classes.classOf(thing), facts).some(({ trace, effect }) => effect.offset === range.offset && effect.kind === 'write' && !isNothing(effect.value) && !flagLeft(trace, effect.thing, bit, false));
}

/** Whether the function, or one that calls it, is called by it or shares a caller with it, clears the flag of some page. */
function isClearedNear(trace: Trace, clearing: ReadonlySet<Trace>, facts: FileFacts): boolean {
  return [...clearing].some((other) => isNear(other, trace, facts));
}

/** Whether one of the two functions calls the other, or a third one calls both. */
function isNear(one: Trace, other: Trace, facts: FileFacts): boolean {
  const calls = (from: Trace, to: Trace): boolean => from.calls.some((call) => call.callee === to.summary.function);
  return one === other || calls(one, other) || calls(other, one) || facts.traces.some((caller) => calls(caller, one) && calls(caller, other));
}

/** Whether a function that sets the flag of a page also gives it the word. */
function isSetBy({ trace, thing }: PageRef, range: MemberRange, facts: FileFacts): boolean {
  return trace.effects.some((effect) => effect.thing === thing && effect.kind === 'write' && effect.offset === range.offset && facts.isOwn(effect) && effect.value !== undefined && !armsOf(effect.value).some((arm) => arm.kind === 'number'));
}

/** A state in which the two belong together: of this page, or whichever a page of its class is in. */
function stateIn(pair: PagePair, thing: Thing, trace: Trace, facts: FileFacts): KnownState | undefined {
  const states = facts.states.of(thing, trace);
  const own = states.find((state) => state.by === 'page' && pair.states.includes(state.state.name));
  // What others of its class become, a page that was just allocated is not yet.
  return own ?? (!isFreshHere(thing, facts) && states.every((state) => pair.states.includes(state.state.name)) ? states[0] : undefined);
}

/** Where the file asks the flag of such pages, or clears it: `PagePrivate(page)`, `folio_test_private(folio)`. */
function askedOf({ trace: by, effect: { thing, offset } }: PageEffect, pair: PagePair, bit: number, facts: FileFacts): Site | undefined {
  const tests = testsOf(pair), group = facts.classes.classOf(thing);
  // Who looks at the word before it puts something else there has it from whoever set both.
  const isReplaced = by.effects.some((effect) => effect.thing === thing && effect.kind === 'read' && effect.offset === offset);
  const askedHere = facts.traces.flatMap((trace) => trace.calls).find((call) => tests.includes(call.callee) && call.args.some((arg) => pointersIn(arg).some(({ to }) => to === thing)));
  if (isReplaced || askedHere) return askedHere?.site;
  const cleared = group.pages.find(({ trace, thing: page }) => trace !== by && (trace.leaves.get(page) ?? []).some((word) => bitOf(word)?.bit === bit && word.chain !== undefined && facts.isOwnChain(word.chain) && armsOf(word.value).some((arm) => arm.kind === 'number' && arm.value === 0n)));
  if (cleared) return cleared.trace.summary.at;
  // Memory management asks of anybody's pages.
  return isMemoryManagement(facts.file.path) ? undefined : facts.traces.flatMap((trace) => trace.calls).find((call) => tests.includes(call.callee) && call.args.some((arg) => pointersIn(arg).some(({ to }) => group.pages.some((page) => page.thing === to))))?.site;
}

function testsOf({ flag }: PagePair): readonly string[] {
  const name = flag.replace(/^PG_/, '');
  return [`Page${name.charAt(0).toUpperCase()}${name.slice(1)}`, `folio_test_${name}`];
}

function flagLeft(trace: Trace, thing: Thing, bit: number, anyway: boolean): boolean {
  return (trace.leaves.get(thing) ?? []).some((word: HeldWord) => bitOf(word)?.bit === bit && (anyway || armsOf(word.value).some((arm) => arm.kind === 'number' && arm.value === 1n)));
}

function wordsOf(range: MemberRange, facts: FileFacts): Finding['words'] {
  return [facts.word(range.offset, range.size), facts.word(0, facts.context.model.layout.abi.wordSize)];
}

/** Who takes the one for granted where the other is. */
function believers(pair: PagePair, facts: FileFacts): readonly FindingEvidence[] {
  return pair.evidence.flatMap((fact) => {
    const source = facts.context.tree.source(fact.file);
    const at = source?.outline.names.get(fact.function)?.[0]?.start;
    return source && at !== undefined ? [facts.evidence({ file: fact.file, offset: at, function: fact.function }, `${fact.function}(): ${fact.says ?? ''}`)] : [];
  });
}
