/** A word of one of a block's pages that a change takes from another one, while others still look for it in the first. */
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function tailMoved({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = numberedIn(one.before, before), now = numberedIn(one.after, after);
    const lost = was.find((use) => !now.some((other) => isSame(other, use)));
    const instead = lost && now.find((use) => use.effect.offset === lost.effect.offset && use.head === lost.head && !was.some((other) => isSame(other, use)));
    // By another record's name the word is another matter.
    const other = instead && after.traces.filter((trace) => trace !== one.after).flatMap((trace) => numberedIn(trace, after)).find((use) => use.number === lost.number && use.effect.offset === lost.effect.offset && use.effect.path === lost.effect.path && after.placeOf(use.effect.chain).function !== one.after.summary.function);
    if (!instead || !other) return [];
    const place = after.placeOf(instead.effect.chain), name = after.nameOf(instead.effect.offset, instead.effect.size);
    return [after.finding('unconverted-reader', 'warning', place,
      `${one.after.summary.function}() uses ${name} of page ${instead.number} of the block here, and used that of page ${lost.number} before this change, where others still look`,
      { state: 'tail', words: [after.word(instead.effect.offset, instead.effect.size)], evidence: [after.evidence(place, `${name} of page ${instead.number}`), after.evidence(after.placeOf(other.effect.chain), `${name} of page ${lost.number}`)] })];
  });
}

interface Numbered { readonly effect: PageEffect; readonly number: number; readonly head: string }

/** Words of pages that are found by a number, which the source names. */
function numberedIn(trace: Trace, facts: FileFacts): readonly Numbered[] {
  return pageEffects(trace, facts).flatMap((effect) => {
    const { source } = effect.thing;
    return source.by === 'element' && source.index !== undefined && source.index > 0 && effect.kind !== 'marker' && facts.isOwn(effect) ? [{ effect, number: source.index, head: wayTo(source.of) }] : [];
  });
}

function isSame(a: Numbered, b: Numbered): boolean {
  return a.number === b.number && a.effect.offset === b.effect.offset && a.head === b.head;
}
