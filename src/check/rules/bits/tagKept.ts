/** Low bits that a file puts into a pointer it keeps in a page, and that nobody in the file takes off before the pointer is used. */
import { type CallEvent, innermost, type Trace } from '../../../footprint/effect.js';
import { isNumbered } from '../../../footprint/frameNumbers.js';
import { armsOf, pointersIn, type Thing, type Value } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import type { PageClass } from '../../pages/pageClasses.js';
import { takenWords, tracesBeside } from '../../words/typedWords.js';
import { mentions } from '../readers/unconvertedReader.js';

/** The words whose low bits are their user's own. */
const USERS = [words.index, words.private];

export function tagKept(facts: FileFacts): readonly Finding[] {
  return [...ownTags(facts), ...everybodysTags(facts)];
}

/** The cgroup's word is a number whose low bits say what it leads to (MEMCG_DATA_*, include/linux/memcontrol.h, since 5.11): who takes it for a pointer takes them off. */
function everybodysTags(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.memcg }, facts.context.model.layout);
  if (range?.path !== 'memcg_data') return [];
  return facts.traces.flatMap((trace) => {
    const isOfWord = (thing: Thing): boolean => isWord(thing.source, range.offset, facts);
    if (!trace.masks.some(({ thing }) => isOfWord(thing)) || trace.masks.some(({ thing, keeps }) => isOfWord(thing) && keeps === 'address')) return [];
    const read = [...takenWords([trace], facts, (effect) => facts.isOwn(effect)).values()].flatMap((at) => at.get(range.offset) ?? [])[0];
    // What another function gives, that may have taken them off.
    if (!read || trace.calls.some(({ result }) => pointersIn(result).some(({ to }) => isOfWord(to)))) return [];
    const at = facts.placeOf(read.effect.chain);
    return [facts.finding('word-misread', 'warning', at,
      'page.memcg_data is taken for a pointer whole: its low bits say whether it leads to a memory cgroup, an object cgroup or a vector of them, and the address is off by as much',
      { state: facts.states.of(read.effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(at, `memcg_data is read, and ${trace.summary.function}() looks at its low bits without taking them off`)] })];
  });
}

/** Bits that the file itself puts there. */
function ownTags(facts: FileFacts): readonly Finding[] {
  return USERS.flatMap((names) => {
    const range = resolveMember({ names }, facts.context.model.layout);
    const tagged = range ? facts.ownWrites.filter((write) => write.effect.offset === range.offset && facts.isOwnChoice(write.trace, write.effect) && tagOf(write) !== 0) : [];
    const [first] = tagged;
    if (!range || !first || facts.traces.some((trace) => trace.summary.partial && mentions(trace, range, facts))) return [];
    const group = facts.classes.classOf(first.effect.thing);
    if (facts.traces.some((trace) => trace.masks.some(({ thing, keeps }) => keeps === 'address' && isWord(thing.source, range.offset, facts)) || trace.calls.some((call) => isMasking(call, facts)))) return [];
    const read = wholeRead(range.offset, first, group, facts);
    if (!read) return [];
    const at = facts.placeOf(first.effect.chain), here = facts.isHere(facts.placeOf(read.effect.chain)) ? facts.placeOf(read.effect.chain) : innermost(read.effect.chain);
    return [facts.finding('word-misread', 'warning', here.file === facts.file.path ? here : at,
      `page.${range.path} is taken whole for ${here.file === facts.file.path ? 'an address here' : `an address by ${here.function}()`}, and this file puts bits of its own (${tagOf(first)}) into it: they are taken off nowhere, and the address is off by as much`,
      {
        state: facts.states.of(first.effect.thing, first.trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
        evidence: [facts.evidence(at, `the bits are put into ${range.path}`), facts.evidence(here, `${range.path} is taken as it is`)],
      })];
  });
}

/** Whether a helper of another file that is handed a page, or one that it calls in turn, takes bits off something and gives an address. */
function isMasking({ callee, args, result }: Pick<CallEvent, 'callee' | 'args' | 'result'>, facts: FileFacts): boolean {
  if (facts.file.outline.names.has(callee) || pointersIn(result).length === 0 || !args.some((arg) => pointersIn(arg).some(({ to }) => facts.isPage(to)))) return false;
  const inner = facts.footprints.summary(callee, facts.file)?.calls.map((call) => call.callee) ?? [];
  return [callee, ...inner].some((name) => MASK.test(facts.footprints.plain(name, facts.file)?.text ?? ''));
}

/** Bits below the alignment of a pointer that come into the word together with one, or by an `|=`. */
function tagOf({ effect: { kind, value } }: PageEffect): number {
  if (value === undefined) return 0;
  return Math.max(0, ...armsOf(value).map((arm) => tagIn(arm, kind === 'readwrite')));
}

function tagIn(arm: Value, changes: boolean): number {
  if (arm.kind === 'pointer') return arm.path === '' && arm.to.source.by !== 'function' ? arm.tag : 0;
  return arm.kind === 'changed' && changes && arm.clear === 0n && arm.add === 0n && arm.set > 0n && arm.set < 8n ? Number(arm.set) : 0;
}

function isWord(source: PageClass['pages'][number]['thing']['source'], offset: number, facts: FileFacts): boolean {
  if (source.by !== 'member' || !facts.isPage(source.of)) return false;
  return facts.context.layoutOf(source.record, facts.file.path)?.fields.some((field) => field.path === source.path && field.offsetBits === offset * 8) ?? false;
}

/** A reader, here or in a header beside, that takes the word for a pointer to a record without a look at its low bits. */
function wholeRead(offset: number, tagged: PageEffect, group: PageClass, facts: FileFacts): PageEffect | undefined {
  const here = [...takenWords(facts.traces, facts, (effect) => facts.isOwn(effect)).values()].flatMap((at) => at.get(offset) ?? []);
  const known = here.find(({ trace, effect }) => group.pages.some(({ thing }) => thing === effect.thing) && !trace.masks.some(({ thing }) => isWord(thing.source, offset, facts)));
  if (known) return known;
  // A number of which the function looks at the low bits alone is an address with them.
  const number = facts.traces.flatMap((trace) => trace.effects.flatMap((effect) => (effect.kind === 'read' && effect.offset === offset && facts.isOwn(effect) && (isNumbered(effect.thing) || group.pages.some(({ thing }) => thing === effect.thing))
    && trace.masks.some(({ thing }) => isWord(thing.source, offset, facts)) && isTakenOn(effect.thing, offset, trace, facts) ? [{ trace, effect: { ...effect, offset } }] : [])))[0];
  if (number) return number;
  const { value } = tagged.effect;
  if (value?.kind === 'pointer' && facts.isPage(value.to)) return pagesFound(offset, facts);
  const type = value?.kind === 'pointer' ? value.to.record : '';
  return /^\w+$/.test(type) ? takenWords(tracesBeside(type, facts), facts, () => true).get(type)?.get(offset)?.find(({ trace }) => trace.masks.length === 0) : undefined;
}

/** `word & ~TAGS`, `word & TAG`. */
const MASK = /[\w)]\s*&\s*(?:~|[A-Z_]{3})/;

/** Whether the word goes on to somewhere as it is. */
function isTakenOn(page: Thing, offset: number, trace: Trace, facts: FileFacts): boolean {
  return trace.effects.some(({ kind, thing, value }) => kind === 'write' && !facts.isPage(thing) && value?.kind === 'pointer' && value.tag === 0 && value.to.record === '' && isWord(value.to.source, offset, facts) && value.to.source.by === 'member' && value.to.source.of === page);
}

/** A page that is found by the word and handled. */
function pagesFound(offset: number, facts: FileFacts): PageEffect | undefined {
  for (const trace of facts.traces) {
    for (const { thing, offset: at, chain } of trace.effects) {
      const { source } = thing;
      if (at === undefined || !facts.isPage(thing) || source.by !== 'member' || !isWord(source, offset, facts) || chain.site.file !== facts.file.path) continue;
      const read = trace.effects.find((effect) => effect.kind === 'read' && effect.thing === source.of && effect.offset === offset);
      if (read) return { trace, effect: { ...read, offset } };
    }
  }
  return undefined;
}
