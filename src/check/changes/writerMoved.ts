/** A value that a change puts into another word of the page, while readers are left that look for it in the old one. */
import type { Trace } from '../../footprint/effect.js';
import { isNothing } from '../../footprint/value.js';
import { type MemberRange, resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';
import { isMemoryManagement } from '../insiders.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from './changedFunctions.js';

const OWNERS = [words.mapping, words.index, words.private];

export function writerMoved(changed: ChangedFacts): readonly Finding[] {
  const { after, functions } = changed;
  const ranges = OWNERS.flatMap((names) => resolveMember({ names }, after.context.model.layout) ?? []);
  return functions.flatMap((one) => ranges.flatMap((from) => ranges.flatMap((into) => {
    const write = from === into ? undefined : moved(one, from, into, changed);
    const reader = write && readerLeft(write, from, one, after);
    if (!write || !reader) return [];
    const place = after.placeOf(write.chain);
    return [after.finding('unconverted-reader', 'warning', place,
      `what ${one.after.summary.function}() put into page.${from.path} before this change goes into page.${into.path}, and readers are left that look for it in ${from.path}`,
      { state: 'any', words: [after.word(from.offset, from.size), after.word(into.offset, into.size)], evidence: [after.evidence(place, `${into.path} is written`), after.evidence(after.placeOf(reader.chain), `${from.path} is read`)] })];
  })).slice(0, 1));
}

/** Values that a function puts there. */
function writesOf(trace: Trace, range: MemberRange, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'write' && effect.offset === range.offset && facts.isOwn(effect) && !isNothing(effect.value));
}

/** A write of the one word that was none before, of a page that gets nothing in the other any more. */
function moved({ before, after }: ChangedFunction, from: MemberRange, into: MemberRange, changed: ChangedFacts): PageEffect | undefined {
  const [lost, had] = [writesOf(before, from, changed.before), writesOf(before, into, changed.before)];
  const [left, now] = [writesOf(after, from, changed.after), writesOf(after, into, changed.after)];
  return lost.length > left.length && now.length > had.length
    ? now.find(({ thing }) => lost.some((one) => wayTo(one.thing) === wayTo(thing)) && !left.some((one) => wayTo(one.thing) === wayTo(thing)) && !had.some((one) => wayTo(one.thing) === wayTo(thing))) : undefined;
}

/** A line of the file that reads the old word of such pages; memory management's readers meet anybody's. */
function readerLeft(write: PageEffect, from: MemberRange, one: ChangedFunction, facts: FileFacts): PageEffect | undefined {
  const group = new Set(facts.classes.classOf(write.thing).pages.map(({ thing }) => thing)), isInside = isMemoryManagement(facts.file.path);
  return facts.traces.flatMap((trace) => pageEffects(trace, facts)).find((effect) => effect.kind === 'read' && effect.offset === from.offset && effect.size === from.size && (isInside || group.has(effect.thing)) && facts.isOwn(effect) && effect.chain.site.function !== one.after.summary.function);
}
