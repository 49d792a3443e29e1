/** Flags, page types and mappings that a file gives its pages and never takes away again, while such pages go back to the allocator. */
import { type Effect, innermost, type Trace } from '../../../footprint/effect.js';
import { bitOf } from '../../../footprint/flowState.js';
import { isNumbered } from '../../../footprint/frameNumbers.js';
import { armsOf, isNothing, type Thing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import { checkedFlags, OWNERS_FLAGS } from '../../words/checkedFlags.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { clearedBy, setBy, sharedName } from '../../words/markHelpers.js';
import { isFreshHere } from '../../pages/ownership.js';

const GIVING_BACK = callsThat('gives-back');

interface Given { readonly trace: Trace; readonly effect: Effect; readonly name: string }

export function neverCleared(facts: FileFacts): readonly Finding[] {
  if (!facts.file.path.endsWith('.c')) return [];
  // Memory management frees what is anybody's, and the allocator takes some types away itself.
  if (isMemoryManagement(facts.file.path)) return flagsKept(facts, ({ effect }) => effect.offset === 0 && facts.states.isAllocatedHere(effect.thing));
  return [...flagsKept(facts), ...onFirstOnly(facts), ...mappingsKept(facts)];
}

/** What a flag's or a type's helper does in a function of the file, by the name that both helpers share. */
function helped(by: (helper: string) => string | undefined, facts: FileFacts): readonly Given[] {
  return facts.traces.flatMap((trace) => trace.effects.flatMap((effect) => {
    const name = effect.kind === 'write' || effect.kind === 'readwrite' ? by(innermost(effect.chain).function) : undefined;
    return name === undefined || !facts.isPage(effect.thing) || !facts.isOwn(effect) ? [] : [{ trace, effect, name }];
  }));
}

/** Flags that the allocator asks for, and types, which lie where it wants -1. */
function isChecked({ trace, effect, name }: Given, facts: FileFacts): boolean {
  const type = resolveMember({ names: words.pageType }, facts.context.model.layout) ?? resolveMember({ names: words.mapcount }, facts.context.model.layout);
  if (type && effect.offset === type.offset) return true;
  const flags = checkedFlags(facts.context);
  return flags !== undefined && effect.offset === 0 && (trace.leaves.get(effect.thing) ?? []).some((word) => {
    const bit = bitOf(word);
    const flag = bit?.offset === 0 ? flags.bits.get(bit.bit) ?? '' : '';
    return OWNERS_FLAGS.includes(flag) && sharedName(flag) === name;
  });
}

/** Set, cleared nowhere in the file, and pages of the file's are freed that may be those. @param isIts which of them are the file's own affair */
function flagsKept(facts: FileFacts, isIts: (set: Given) => boolean = () => true): readonly Finding[] {
  const cleared = new Set(helped(clearedBy, facts).map(({ name }) => name)), told = new Set<string>();
  return helped(setBy, facts).flatMap((set) => {
    if (cleared.has(set.name) || told.has(set.name) || !isIts(set) || !isChecked(set, facts)) return [];
    const freed = facts.traces.flatMap((trace) => trace.effects.filter((effect) => isGivenBack(effect, trace, facts) && mayBeThat(effect.thing, set.effect.thing, facts)).map((effect) => ({ trace, effect })))[0];
    if (!freed) return [];
    told.add(set.name);
    const at = facts.placeOf(freed.effect.chain), from = innermost(set.effect.chain).function;
    return [facts.finding('stale-at-free', 'warning', at,
      `pages of this file get their mark by ${from}(), and nothing here takes it away before they are freed: the allocator reports a bad page and loses it`,
      {
        state: 'allocated', words: [facts.word(set.effect.offset ?? 0, set.effect.size)],
        evidence: [facts.evidence(facts.placeOf(set.effect.chain), `${from}() marks the page`), facts.evidence(at, 'a page that may be one of them goes back to the allocator')],
      })];
  });
}

/** Given back whoever holds it, by a line of the file, and not by the function that has just allocated it. */
function isGivenBack(effect: Effect, trace: Trace, facts: FileFacts): boolean {
  return effect.kind === 'marker' && eventsNamed('freed').has(effect.marker ?? '') && facts.isPage(effect.thing) && effect.chain.site.file === facts.file.path
    && GIVING_BACK.has(facts.callAt(trace, effect.chain.site)?.callee ?? '') && !isFreshHere(effect.thing, facts);
}

/** The same pages, or pages that are found again by their frame numbers, which tells of nothing else. */
function mayBeThat(freed: Thing, marked: Thing, facts: FileFacts): boolean {
  return facts.classes.classOf(freed) === facts.classes.classOf(marked) || isNumbered(freed);
}

/** Set on each page of a block, and cleared on its first page only. */
function onFirstOnly(facts: FileFacts): readonly Finding[] {
  const clears = helped(clearedBy, facts), told = new Set<string>();
  return helped(setBy, facts).flatMap((set) => {
    const own = clears.filter(({ name, trace, effect }) => name === set.name && trace !== set.trace && facts.placeOf(effect.chain) === effect.chain.site);
    const [first] = own;
    if (!first || told.has(set.name) || !isOfEach(set.effect.thing) || !isChecked(set, facts) || own.some(({ effect }) => effect.thing.source.by === 'element' || isNumbered(effect.thing)) || !own.every(({ trace, effect }) => trace.effects.some((one) => one.thing === effect.thing && isGivenBack(one, trace, facts)))) return [];
    told.add(set.name);
    const at = facts.placeOf(first.effect.chain);
    return [facts.finding('stale-at-free', 'warning', at,
      `the mark is taken off the first page of the block only, and ${set.trace.summary.function}() puts it on each of them: the others go back to the allocator with it`,
      {
        state: 'allocated', words: [facts.word(set.effect.offset ?? 0, set.effect.size)],
        evidence: [facts.evidence(facts.placeOf(set.effect.chain), `${innermost(set.effect.chain).function}() marks each page`), facts.evidence(at, `${innermost(first.effect.chain).function}() clears the first`)],
      })];
  });
}

/** A page at a place behind the first that a loop counts. */
function isOfEach({ source }: Thing): boolean {
  return source.by === 'element' && source.index === undefined;
}

/** A mapping that the file gives its pages, and that nothing here takes away. */
function mappingsKept(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.mapping }, facts.context.model.layout);
  if (!range) return [];
  const writes = facts.ownWrites.filter(({ effect }) => effect.offset === range.offset && effect.kind === 'write');
  const set = writes.find(({ trace, effect }) => effect.chain.site.file === facts.file.path && innermost(effect.chain).file === facts.file.path && facts.isOwnChoice(trace, effect) && isFiles(effect) && isIts(effect.thing, trace, facts));
  if (!set || writes.some(({ effect }) => isNothing(effect.value))) return [];
  const at = facts.placeOf(set.effect.chain);
  return [facts.finding('stale-at-free', 'warning', at,
    'page.mapping is set to a file of the page cache here, and nothing in this file sets it back: when the page is freed, bad_page() reports "non-NULL mapping" and the page is lost; until then who finds it by its file may follow an inode that is gone',
    { state: 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(at, 'mapping is written, and NULL is put there nowhere in this file')] })];
}

/** The address_space that somebody else's object leads to. */
function isFiles({ value }: PageEffect['effect']): boolean {
  return value !== undefined && armsOf(value).every((arm) => arm.kind === 'pointer' && arm.to.record === 'address_space' && arm.tag === 0);
}

/** A page of which this very file is the owner, as the model has it or because the file allocates such pages and frees them: nobody else puts the word right. */
function isIts(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  if ((facts.states.isAllocatedHere(thing) || thing.source.by === 'result') && facts.eventOf(thing, 'freed') !== undefined) return true;
  const states = facts.states.of(thing, trace);
  return states.length > 0 && states.every(({ state }) => state.evidence.some(({ file }) => file === facts.file.path));
}
