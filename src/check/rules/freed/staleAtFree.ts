/** Words and flags left behind that the page allocator checks when a page comes back. */
import { type Effect, type HeldWord, innermost, type Trace } from '../../../footprint/effect.js';
import { bitOf } from '../../../footprint/flowState.js';
import { armsOf, changed, type Site, type Thing, type Value } from '../../../footprint/value.js';
import { seenBits, take } from '../../../judge/reading.js';
import { describeBits } from '../../../model/bits.js';
import { type ByteRange, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import { inEra } from '../../../model/era.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { Observer } from '../../../model/observer.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import { claimsOf, readingsOf, turnsAway } from '../../../model/pageModel.js';
import { describeValue, knownBits, meaningOf, type ValueKind } from '../../../model/valueKind.js';
import { checkedFlags } from '../../words/checkedFlags.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding, FindingEvidence } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { isFreshHere, isOwnToFree, writesTo } from '../../pages/ownership.js';
import { FRESH, memoryOf } from '../../pages/pageStates.js';
import { readerIn } from '../../words/readers.js';
import { kindOf } from '../../words/valueKinds.js';

/** A word that the allocator looks at when a page comes back. */
interface Checked { readonly observer: Observer; readonly reading: ReturnType<typeof readingsOf>[number] }
interface Freed { readonly trace: Trace; readonly effect: Effect }

export function staleAtFree(facts: FileFacts): readonly Finding[] {
  const fresh = facts.states.state(FRESH);
  if (!fresh) return [];
  const { model } = facts.context;
  const checks = model.observers.filter((observer) => observer.routes.some((route) => route.meets === 'owner-change') && !turnsAway(observer, fresh, model))
    .flatMap((observer) => readingsOf(observer, model).map((reading): Checked => ({ observer, reading })));
  // The allocator itself takes pages apart and puts them together.
  if (facts.traces.some((trace) => eventsNamed('freed').has(trace.summary.function))) return [];
  const findings: Finding[] = [];
  const all = freedIn(facts);
  for (const one of all) {
    for (const checked of checks) findings.push(...leftBehind(one, checked, all, facts));
    findings.push(...leftFlags(one, facts));
  }
  return [...findings, ...foundByNode(facts).flatMap((one) => checks.flatMap((checked) => nodeLeft(one, checked, facts)))];
}

/** Where pages are given back that were found by a node inside them. */
function foundByNode(facts: FileFacts): readonly Freed[] {
  const freed = eventsNamed('freed');
  return facts.traces.flatMap((trace) => trace.effects
    .filter(({ kind, marker, thing, chain }) => kind === 'marker' && freed.has(marker ?? '') && facts.isPage(thing) && thing.source.by === 'container' && chain.site.file === facts.file.path)
    .map((effect) => ({ trace, effect })));
}

/** Whoever its pages are: a page that was found by the node in a word that the allocator checks still has the link there, unless somebody cleared it. */
function nodeLeft(freed: Freed, checked: Checked, facts: FileFacts): Finding[] {
  const { thing, finds } = freed.effect, { range } = checked.reading;
  if (thing.source.by !== 'container' || finds?.some((word) => word.offset === range.offset)) return [];
  const { member } = thing.source;
  const field = facts.context.layoutOf(thing.record, facts.file.path)?.fields.find((one) => one.path === member);
  if (field?.offsetBits !== range.offset * 8) return [];
  const kind: ValueKind = { kind: 'list-node' };
  const { model } = facts.context;
  const taken = take(checked.reading, seenBits({ offset: range.offset, size: range.size, bits: knownBits(kind, model.machine, range.size * 8), meaning: meaningOf(kind) }, range, model.layout.abi.endian), meaningOf(kind), model.machine);
  const [first] = taken.filter((one) => one.wrong);
  return first && taken.length === 1 ? [told(freed, checked, { harm: first.case.harm ?? '', kind }, undefined, undefined, facts)] : [];
}

/** Where the file gives back pages of its own. */
function freedIn(facts: FileFacts): readonly Freed[] {
  const freed = eventsNamed('freed'), released = eventsNamed('released');
  return facts.traces.flatMap((trace) => trace.effects
    .filter((effect) => effect.kind === 'marker' && (freed.has(effect.marker ?? '') || (released.has(effect.marker ?? '') && facts.isOwn(effect))) && facts.isPage(effect.thing) && effect.chain.site.file === facts.file.path
      // The page that is handed over, not what the allocator finds beside it.
      && facts.callAt(trace, effect.chain.site)?.args.some((arg) => armsOf(arg).some((arm) => arm.kind === 'pointer' && isHandedOver(effect.thing, arm.to))) === true
      && !facts.isHandedIn(effect.thing, trace) && !isHeldOn(trace, effect, facts) && isOwnToFree(effect.thing, trace, facts))
    .map((effect) => ({ trace, effect })));
}

/** The page itself, the address of its memory, or the array that it is kept in. */
function isHandedOver(page: Thing, to: Thing): boolean {
  const { source } = page;
  return to === page || (source.by === 'result' && to === memoryOf(source)) || (source.by === 'member' && source.path === '[*]' && source.of === to);
}

/** A reference that the function itself has taken, or the function that it calls, is all that it gives back. */
function isHeldOn(trace: Trace, freed: Effect, facts: FileFacts): boolean {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  return trace.effects.some((effect) => effect.thing === freed.thing && effect.kind === 'readwrite' && effect.offset === count?.offset && (effect.chain.site.offset !== freed.chain.site.offset || (effect.value?.kind === 'changed' && effect.value.add > 0n)));
}

/** What the allocator takes a value for: the harm of it, `clean`, or undefined when that depends on what is not known. */
function verdictOn(value: Value, { reading }: Checked, facts: FileFacts): { readonly harm: string; readonly kind: ValueKind } | 'clean' | undefined {
  const { machine, layout } = facts.context.model;
  // Of a step back it is enough that it is one.
  if (value.kind === 'changed' && value.add < 0n) return 'clean';
  const kind = kindOf(value, (record) => facts.context.pageRecords.has(record)) ?? countIn(value, reading.range, facts);
  if (!kind) return undefined;
  const field = { offset: reading.range.offset, size: reading.range.size, bits: knownBits(kind, machine, reading.range.size * 8), meaning: meaningOf(kind) };
  const taken = take(reading, seenBits(field, reading.range, layout.abi.endian), field.meaning, machine);
  if (taken.every((one) => !one.wrong)) return 'clean';
  // Only a kernel built for size has functions at odd addresses, whose low bits pass for a tag.
  const mayBeOdd = kind.kind === 'function' || kind.kind === 'integer';
  const [first] = mayBeOdd ? taken.filter((one) => one.wrong) : taken;
  return first?.wrong && (mayBeOdd || (taken.length === 1 && first.sure)) ? { harm: first.case.harm ?? '', kind } : undefined;
}

/** A number in a word that the allocator hands out with a number in it (_mapcount: -1): what it has become, or one that nobody knows. */
function countIn(value: Value, range: ByteRange, facts: FileFacts): ValueKind | undefined {
  const fresh = facts.states.state(FRESH);
  const claim = fresh && claimsOf(fresh, facts.context.model).find((one) => one.range.offset === range.offset && one.range.size === range.size);
  if (claim?.holds.kind !== 'constant') return undefined;
  if (value.kind === 'pointer' && value.to.record === '' && value.path === '') return { kind: 'integer', means: 'a number of its user' };
  const now = value.kind === 'changed' ? changed({ kind: 'number', value: claim.holds.value }, value) : undefined;
  return now?.kind === 'number' ? { kind: 'constant', value: BigInt.asUintN(range.size * 8, now.value) } : undefined;
}

/** The harm of a value whichever way it came about. */
function harmOf(value: Value, checked: Checked, facts: FileFacts): { readonly harm: string; readonly kind: ValueKind } | undefined {
  const verdicts = armsOf(value).filter((arm) => arm.kind !== 'initial').map((arm) => verdictOn(arm, checked, facts));
  const [first] = verdicts;
  return first !== 'clean' && verdicts.every((verdict) => verdict !== undefined && verdict !== 'clean') ? first : undefined;
}

function leftBehind(freed: Freed, checked: Checked, all: readonly Freed[], facts: FileFacts): Finding[] {
  const { trace, effect } = freed;
  const { range } = checked.reading;
  const held = effect.finds?.find((word) => word.offset === range.offset);
  if (held && !armsOf(held.value).some((arm) => arm.kind === 'initial')) {
    const harm = isNodeOfAnother(held.record, held.value) ? undefined : harmOf(held.value, checked, facts);
    return harm ? [told(freed, checked, harm, held, undefined, facts)] : [];
  }
  // Nothing was done to the word here on every way: then what the file does to such pages elsewhere decides.
  if (held?.chain !== undefined || isFreshHere(effect.thing, facts)) return [];
  const writes = writesTo(facts.classes.classOf(effect.thing), facts).filter((write) => (facts.isOwn(write.effect) || isCallback(write.effect)) && write.effect.offset <= range.offset && range.offset < write.effect.offset + write.effect.size);
  // What is written to the tails of a block says nothing of its head.
  const setting = writes.find((write) => write.trace !== trace && (write.effect.thing.source.by !== 'element' || effect.thing.source.by === 'element') && write.effect.value !== undefined && !isSharedCount(write.effect, facts) && !isOfAnotherPage(write.effect, facts) && !isNodeOfAnother(write.effect.record, write.effect.value) && harmOf(write.effect.value, checked, facts) !== undefined);
  const harm = setting?.effect.value && harmOf(setting.effect.value, checked, facts);
  if (!setting || !harm) return held ? [] : unlikeItsSiblings(freed, checked, all, facts);
  if (isAskedOnTheWay(setting, freed)) return [];
  // Pages that another file gives: whoever gives them puts right what its own helpers set.
  if (!facts.states.isAllocatedHere(effect.thing) && !facts.isOwnChoice(setting.trace, setting.effect)) return [];
  // Whoever calls this function may have cleaned up; so may a function that the pages pass through on their way here.
  const cleaning = writes.filter((write) => write.effect.value && verdictOn(write.effect.value, checked, facts) === 'clean');
  if (cleaning.some((write) => isOnTheWay(write.trace, trace, facts) || isGivenBackClean(write, setting)) || (cleaning.length > 0 && isMixed(effect, facts))) return [];
  return [told(freed, checked, harm, undefined, setting, facts)];
}

/**
 * Whether who frees asks first for what was set, by the test that the same macro made together with the setter (PAGE_TYPE_OPS and its like):
 * then a page that has it goes another way.
 */
function isAskedOnTheWay(setting: PageEffect, { trace, effect }: Freed): boolean {
  const made = innermost(setting.effect.chain);
  return trace.effects.some((one) => one.kind === 'read' && one.thing === effect.thing && one.chain.site.offset === effect.chain.site.offset && isAt(innermost(one.chain), made));
}

function isAt(site: Site, other: Site): boolean {
  return site.file === other.file && site.offset === other.offset;
}

/** The other functions of the file that free such pages put the word right first: its owner sets it somewhere, if not in this file. */
function unlikeItsSiblings({ trace, effect }: Freed, checked: Checked, all: readonly Freed[], facts: FileFacts): Finding[] {
  const { range } = checked.reading;
  // Pages of memory management come from many hands; those of a block are put right one by one.
  const isBlock = (one: Freed): boolean => facts.context.takesAddress.has(one.effect.marker ?? '');
  if (isMemoryManagement(facts.file.path) || isBlock({ trace, effect })) return [];
  const others = all.filter((other) => other.trace !== trace && !isFreshHere(other.effect.thing, facts) && !isBlock(other));
  const cleaned = others.map((one) => one.effect.finds?.find((word) => word.offset === range.offset && word.chain?.site.file === facts.file.path && isReset(word.value) && !isSetHere(one, range.offset, facts)));
  const example = cleaned.find((word) => word !== undefined);
  if (!example || cleaned.some((word) => word === undefined)) return [];
  const kind: ValueKind = { kind: 'unknown', reason: 'what its owner put there' };
  return [told({ trace, effect }, checked, { harm: 'the other functions here that free such pages put it right first', kind }, undefined, undefined, facts, example)];
}

/** A function that call_rcu() and its like were handed: it stays in the word until it is called, where a list's link is taken out by whoever takes the page off the list. */
function isCallback({ value }: Effect): boolean {
  return value?.kind === 'pointer' && value.to.source.by === 'function';
}

/** Whether the file itself sets the word of such pages: then putting it right tells nothing of pages of other kinds. */
function isSetHere({ effect }: Freed, offset: number, facts: FileFacts): boolean {
  return writesTo(facts.classes.classOf(effect.thing), facts).some((write) => write.effect.offset === offset && write.effect.value !== undefined && !isReset(write.effect.value));
}

/** A step of a count by a helper of memory management, which takes it back by other ways. */
function isSharedCount({ value, chain }: Effect, facts: FileFacts): boolean {
  return value?.kind === 'changed' && value.add !== 0n && innermost(chain).file !== facts.file.path;
}

/** What another page has in the same word: a page is taken apart or takes another's place, and goes the way of that one. */
function isOfAnotherPage({ value, offset }: Effect, facts: FileFacts): boolean {
  const mapping = resolveMember({ names: words.mapping }, facts.context.model.layout);
  return mapping !== undefined && offset === mapping.offset && value?.kind === 'pointer' && value.to.source.by === 'member' && facts.isPage(value.to.source.of) && value.to.source.path.endsWith(mapping.path);
}

/** A member's value that leads to a node found on a list: another page's word was copied, in which somebody else had put the link. */
function isNodeOfAnother(record: string, value: Value): boolean {
  return storedRecords[record] === undefined && armsOf(value).some((arm) => arm.kind === 'pointer' && arm.to.source.by === 'member' && storedRecords[arm.to.record] !== undefined);
}

/** Set to what a fresh page has there: 0, or -1 for a count. */
function isReset(value: Value): boolean {
  return value.kind === 'number' && (value.value === 0n || value.value === -1n);
}

/** Pages kept in several places, of which each may have its own way to go: which of them a function frees is not known. An address beside the page is that page's. */
function isMixed(effect: Effect, facts: FileFacts): boolean {
  const { slots, pageSlots } = facts.classes.classOf(effect.thing);
  return pageSlots.length > 1 || (pageSlots.length === 0 && slots.length > 1);
}

/** Whether who sets the word also hands such a page on with the word put right: it cleans it, and does not free it itself. */
function isGivenBackClean({ trace, effect }: PageEffect, setting: PageEffect): boolean {
  const freed = eventsNamed('freed');
  return trace === setting.trace && effect.thing === setting.effect.thing && !trace.effects.some((one) => one.kind === 'marker' && freed.has(one.marker ?? '') && one.thing === effect.thing);
}

/** Whether `cleaner` is called by `freer`, calls it, or shares a caller with it. */
function isOnTheWay(cleaner: Trace, freer: Trace, facts: FileFacts): boolean {
  if (cleaner === freer) return true;
  const calls = (from: Trace, to: Trace): boolean => from.calls.some((call) => call.callee === to.summary.function);
  return calls(freer, cleaner) || calls(cleaner, freer) || facts.traces.some((caller) => calls(caller, cleaner) && calls(caller, freer));
}

function told({ trace, effect }: Freed, { observer, reading }: Checked, { harm, kind }: { readonly harm: string; readonly kind: ValueKind }, held: HeldWord | undefined, setting: PageEffect | undefined, facts: FileFacts, sibling?: HeldWord): Finding {
  const name = reading.range.path;
  const { model } = facts.context;
  const written = held?.chain ?? setting?.effect.chain;
  const reader = readerIn(facts.context.tree, { evidence: observer.roots.filter((root) => inEra(root.era, model.layout.kernel)), member: name, readAs: observer.title, path: observer.routes[0]!.path });
  return facts.finding('stale-at-free', held ? 'error' : 'warning', facts.placeOf(effect.chain),
    `page.${name} ${sibling ? 'may still hold' : 'still holds'} ${describeValue(kind)}${sibling ? '' : ` (${describeBits(knownBits(kind, model.machine, reading.range.size * 8))})`} when the page is freed: ${harm}`,
    {
      state: FRESH, words: [facts.word(reading.range.offset, reading.range.size)],
      evidence: [
        ...(written ? [facts.evidence(facts.placeOf(written), `${name} is written`)] : []),
        ...(sibling?.chain ? [facts.evidence(sibling.chain.site, `${name} is put right here before the page is freed`)] : []),
        facts.evidence(facts.placeOf(effect.chain), `the page goes back to the allocator${setting ? `, and ${trace.summary.function}() does not put ${name} right` : ''}`),
        ...facts.around(effect, `hands it to ${effect.marker ?? ''}()`),
        ...(reader ? [reader] : []),
      ],
    });
}

/** PG_* bits that free_pages_prepare() takes for a bug. */
function leftFlags({ trace, effect }: Freed, facts: FileFacts): Finding[] {
  const flags = checkedFlags(facts.context);
  if (!flags) return [];
  const findings: Finding[] = [];
  const now = new Map((effect.finds ?? []).flatMap((word) => {
    const bit = bitOf(word);
    return bit?.offset === 0 ? [[bit.bit, word] as const] : [];
  }));
  for (const [bit, name] of flags.bits) {
    const here = now.get(bit);
    if (here) {
      if (isSet(here.value) && here.chain && facts.isOwnChain(here.chain)) findings.push(flagTold({ trace, effect }, name, facts.placeOf(here.chain), 'error', flags.where, facts));
      continue;
    }
    if (isFreshHere(effect.thing, facts)) continue;
    const changes = bitChanges(facts, effect, bit);
    const set = changes.find((change) => change.trace !== trace && isSet(change.word.value) && change.word.chain !== undefined && facts.isOwnChain(change.word.chain));
    const clearing = changes.filter((change) => !isSet(change.word.value));
    if (!set?.word.chain || clearing.some((change) => isOnTheWay(change.trace, trace, facts)) || (clearing.length > 0 && isMixed(effect, facts))) continue;
    findings.push(flagTold({ trace, effect }, name, facts.placeOf(set.word.chain), 'warning', flags.where, facts));
  }
  return findings;
}

/** On every way on which it was changed at all. */
function isSet(value: Value): boolean {
  const changed = armsOf(value).filter((arm) => arm.kind !== 'initial');
  return changed.length > 0 && changed.every((arm) => arm.kind === 'number' && arm.value === 1n);
}

/** What the functions of the file leave in a flag of the pages of this class. */
function bitChanges(facts: FileFacts, effect: Effect, bit: number): readonly { readonly trace: Trace; readonly word: HeldWord }[] {
  return facts.classes.classOf(effect.thing).pages.flatMap(({ trace, thing }) => (trace.leaves.get(thing) ?? []).flatMap((word) => {
    const of = bitOf(word);
    return of?.offset === 0 && of.bit === bit ? [{ trace, word }] : [];
  }));
}

function flagTold({ effect }: Freed, name: string, set: Effect['chain']['site'], severity: 'error' | 'warning', where: FindingEvidence, facts: FileFacts): Finding {
  return facts.finding('stale-at-free', severity, facts.placeOf(effect.chain),
    `${name} is still set when the page is freed: free_pages_prepare() checks it; bad_page() reports "PAGE_FLAGS_CHECK_AT_FREE flag(s) set" and the page is lost`,
    {
      state: FRESH, words: [facts.word(0, facts.context.model.layout.abi.wordSize)],
      evidence: [facts.evidence(set, `${name} is set`), facts.evidence(facts.placeOf(effect.chain), 'the page goes back to the allocator'), ...facts.around(effect, `hands it to ${effect.marker ?? ''}()`), where],
    });
}
