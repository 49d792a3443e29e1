/** A word in which the file keeps one thing of its pages, and which a change also uses for another: written and looked for by functions that did neither before. */
import type { Trace } from '../../../footprint/effect.js';
import { armsOf, pointersIn } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type PageEffect, pageEffects } from '../changedFunctions.js';

const OWNERS = [words.index, words.private];

export function secondUse(changed: ChangedFacts): readonly Finding[] {
  const { before, after, functions } = changed, touched = new Set(functions.map((one) => one.after.summary.function));
  return rangesOf(OWNERS, after.context.model.layout).flatMap((range) => functions.flatMap((one): readonly Finding[] => {
    const write = usesOf(one.after, range, after).find(({ kind, value }) => kind === 'write' && value !== undefined && !armsOf(value).some((arm) => arm.kind === 'number'));
    if (!write || usesOf(one.before, range, before).length > 0) return [];
    const isReadToo = functions.some((other) => usesOf(other.after, range, after).some(({ kind }) => kind === 'read') && !usesOf(other.before, range, before).some(({ kind }) => kind === 'read'));
    const group = new Set(after.classes.classOf(write.thing).pages.map(({ thing }) => thing));
    const rest = after.traces.filter(({ summary }) => !touched.has(summary.function)).flatMap((trace) => usesOf(trace, range, after).filter(({ thing }) => group.has(thing)).map((effect) => ({ trace, effect })));
    const kept = rest.find(({ effect }) => effect.kind === 'write' && effect.value !== undefined && !armsOf(effect.value).every((arm) => arm.kind === 'number')), read = rest.find(({ effect }) => effect.kind === 'read');
    const isLost = !write.may && kept?.effect.value !== undefined && pointersIn(kept.effect.value).length > 0 && write.value !== undefined && pointersIn(write.value).length === 0;
    if (!(isReadToo || isLost) || !kept || !read || valueIn(one.after, write, after) === valueIn(kept.trace, kept.effect, after)) return [];
    const place = after.placeOf(write.chain), name = after.nameOf(range.offset, range.size);
    return [after.finding('foreign-word', 'warning', place,
      `${one.after.summary.function}() keeps something in page.${name} since this change, where ${kept.trace.summary.function}() keeps something else of the same pages, which ${read.trace.summary.function}() looks for`,
      { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(place, `${name} is written`), after.evidence(after.placeOf(kept.effect.chain), `${name} holds this`), after.evidence(after.placeOf(read.effect.chain), `${name} is read`)] })];
  }).slice(0, 1));
}

/** What the function's own lines do to the word. */
function usesOf(trace: Trace, range: MemberRange, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.offset === range.offset && effect.size === range.size && !effect.chain.inner?.inner && effect.chain.site.file === facts.file.path && facts.placeOf(effect.chain).function === trace.summary.function && facts.isOwn(effect));
}

/** How the value is called in the line that stores it. */
function valueIn(trace: Trace, { chain: { site } }: PageEffect, facts: FileFacts): string | undefined {
  return /[=,]\s*(?:\([^()]*\)\s*)?([^=,]+?)\)?\s*;$/.exec(placedLine(trace, site, facts)?.line ?? '')?.[1];
}
