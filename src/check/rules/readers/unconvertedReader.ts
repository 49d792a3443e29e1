/** A word that the file reads from its own pages and no longer writes, while it writes one that nobody reads: a writer moved, its reader did not. */
import { type Effect, innermost, sitesOf, type Trace } from '../../../footprint/effect.js';
import { bitOf } from '../../../footprint/flowState.js';
import { armsOf, isNothing, pointersIn, type Value } from '../../../footprint/value.js';
import { type ByteRange, type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { pageEvents } from '../../../model/pageEvents.js';
import { ownersWords, words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isOwned } from '../../pages/ownership.js';
import type { PageClass } from '../../pages/pageClasses.js';

export interface Used { readonly trace: Trace; readonly effect: Effect }

/** The words of the union that an owner may use as it likes: what is in them it has put there itself. Mapping anybody may look at, to see whether a page is a file's. */
const ANYBODYS: readonly string[] = words.mapping;

export function unconvertedReader(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const ranges = rangesOf(ownersWords, layout);
  const findings: Finding[] = [];
  for (const group of facts.classes.all) {
    const [first] = group.pages;
    if (!first || !isOwned(first.thing, first.trace, facts)) continue;
    const effects = effectsOn(group);
    const used = ranges.map((range) => ({
      range,
      // Any write counts, also by functions of other files: what is unknown may be it.
      written: effects.filter((one) => isWrite(one) && touches(one.effect, range) && !isZero(one.effect)),
      read: effects.filter((one) => one.effect.kind === 'read' && one.effect.offset === range.offset && facts.isOwn(one.effect) && isFileChoice(one, facts)),
    }));
    const orphan = used.find((word) => !ANYBODYS.includes(word.range.path) && word.read.length > 0 && word.written.every((one) => isPartOfAWord(one, word.range)));
    // Where nothing at all writes the one, some readers of the other may have been converted.
    const moved = used.find((word) => word !== orphan && (word.read.length === 0 || (orphan?.written.length === 0 && isKeptApart(group, facts))) && word.written.some((one) => facts.isOwn(one.effect) && (orphan?.written.length === 0 || !isPartOfAWord(one, word.range))));
    if (!orphan || !moved || group.pages.some(({ trace }) => trace.summary.partial && mentions(trace, orphan.range, facts))) continue;
    findings.push(told(orphan.read[0]!, orphan.range.path, moved.written.find(({ effect }) => facts.isOwn(effect))!, moved.range.path, facts));
  }
  return findings;
}

/** Whether only this file can have put something into its pages: each of them is found where this file alone keeps them, or comes from the allocator here. */
function isKeptApart(group: PageClass, facts: FileFacts): boolean {
  return group.slots.every((slot) => facts.file.outline.names.has(`struct ${slot.replace(/\..*$/, '')}`)) && group.pages.every(({ trace, thing }) => thing.source.by !== 'parameter' || facts.isHandedIn(thing, trace));
}

function effectsOn(group: PageClass): readonly Used[] {
  return group.pages.flatMap(({ trace, thing }) => trace.effects.filter((effect) => effect.thing === thing && effect.offset !== undefined).map((effect) => ({ trace, effect })));
}

function touches(effect: Effect, range: ByteRange): boolean {
  return effect.offset! <= range.offset && range.offset < effect.offset! + Math.max(effect.size, 1);
}

/** Single bits of it, or a number that stands in the source: nothing that a reader of the whole word has to find there. */
function isPartOfAWord({ trace, effect }: Used, range: ByteRange): boolean {
  const isConstant = effect.value !== undefined && [effect.value, ...(effect.again ? [effect.again] : [])].every((value) => armsOf(value).every((arm) => arm.kind === 'number' || arm.kind === 'changed'));
  return isConstant || (trace.leaves.get(effect.thing) ?? []).some((word) => bitOf(word)?.offset === range.offset);
}

/** Whether a function that could be read only in part may do something to the word. */
export function mentions(trace: Trace, range: MemberRange, facts: FileFacts): boolean {
  const item = facts.file.outline.items.find(({ start }) => start === trace.summary.at.offset);
  return !item || new RegExp(`${range.path.replace(/^_+(?:folio_)?/, '')}\\b`).test(facts.file.text.slice(item.start, item.end));
}

/** What the allocator does to a page that comes back is none of its owner's. */
const ALLOCATOR = new Set(pageEvents.filter((event) => event.event === 'freed').map((event) => event.file));

/** Whether something may be put into the word, by the file's own doing or by whoever gets its address. */
export function isWrite({ trace, effect }: Used): boolean {
  if (ALLOCATOR.has(innermost(effect.chain).file) || sitesOf(effect.chain).some((site) => ALLOCATOR.has(site.file))) return false;
  return effect.kind === 'write' || effect.kind === 'readwrite' || (effect.kind === 'address' && isGivenAway(trace, effect));
}

/** Whether the word's address goes where nobody can follow it: into another object, or to a function that cannot be read. */
function isGivenAway(trace: Trace, { thing, offset }: Effect): boolean {
  const isAddress = (value: Value): boolean => pointersIn(value).some((target) => target.to === thing && target.offset === offset && target.path !== '');
  return trace.calls.some((call) => trace.summary.unknownCalls.includes(call.callee) && call.args.some(isAddress)) || [...trace.leaves.values()].some((words) => words.some((word) => isAddress(word.value)));
}

export function isZero(effect: Effect): boolean {
  return effect.kind === 'write' && !effect.again && isNothing(effect.value);
}

/** By a line of this file, or a header's accessor that gives what it finds there (folio_get_private()). */
function isFileChoice({ trace, effect }: Used, facts: FileFacts): boolean {
  if (innermost(effect.chain).file === facts.file.path) return true;
  const given = facts.callAt(trace, effect.chain.site)?.result;
  return given !== undefined && pointersIn(given).some(({ to: { source } }) => source.by === 'member' && source.of === effect.thing && source.path === effect.path);
}

function told(read: Used, orphan: string, written: Used, moved: string, facts: FileFacts): Finding {
  const { effect } = read;
  return facts.finding('unconverted-reader', 'warning', facts.placeOf(effect.chain),
    `page.${orphan} is read here and written nowhere in this file, which writes page.${moved} of the same pages: a page fresh from the allocator holds 0 or an old owner's value there`,
    {
      state: 'allocated', words: [facts.word(effect.offset ?? 0, effect.size)],
      evidence: [facts.evidence(facts.placeOf(effect.chain), `${orphan} is read`), facts.evidence(facts.placeOf(written.effect.chain), `${moved} is written`)],
    });
}
