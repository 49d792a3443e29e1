/** A barrier between two accesses of a page's words that a change leaves out: without a lock they are seen in any order. */
import type { Finding } from '../../finding.js';
import type { FileFacts } from '../../fileFacts.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, type PageEffect, pageEffects, siteOf, textOf, wayTo } from '../changedFunctions.js';

/** Barriers, and stores and loads that are one. */
const BARRIERS = /\b(?:smp_[rw]?mb(?:__\w+)?|[rw]?mb|smp_store_release|smp_load_acquire|smp_store_mb)\s*\(/g;

export function barrierLost({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = barriersIn(one.before, before), now = barriersIn(one.after, after);
    if (now.length >= was.length || isMovedElsewhere((trace, facts) => barriersIn(trace, facts).length, all)) return [];
    const pair = was.map((offset) => [accessesOf(one, 'before', before).filter((effect) => siteOf(effect) < offset).at(-1), accessesOf(one, 'before', before).find((effect) => siteOf(effect) >= offset)] as const)
      .find(([first, second]) => first && second && (first.offset !== second.offset || wayTo(first.thing) !== wayTo(second.thing)) && [first, second].every((effect) => isStill(effect, one, after)));
    const [first, second] = pair ?? [];
    if (!first || !second) return [];
    const [early, late] = [after.nameOf(first.offset, first.size), after.nameOf(second.offset, second.size)];
    return [after.finding('paired-words', 'warning', one.at,
      `${one.after.summary.function}() had a barrier between page.${early} and page.${late}, and has none behind this change: another processor may see the one without the other`,
      { state: 'any', words: [after.word(first.offset, first.size), after.word(second.offset, second.size)], evidence: [after.evidence(one.at, 'before this change the barrier stood here')] })];
  });
}

/** Where a function has barriers: 0-based offsets in the file. */
export function barriersIn(trace: ChangedFunction['before'], facts: FileFacts): readonly number[] {
  return [...(textOf(trace, facts) ?? '').matchAll(BARRIERS)].map(({ index }) => trace.summary.at.offset + index);
}

/** Reads and writes that stand in the function's own lines, in their order. */
function accessesOf(one: ChangedFunction, side: 'before' | 'after', facts: FileFacts): readonly PageEffect[] {
  return pageEffects(one[side], facts).filter(({ kind, chain }) => kind !== 'marker' && kind !== 'address' && chain.site.file === facts.file.path).sort((a, b) => siteOf(a) - siteOf(b));
}

function isStill(effect: PageEffect, one: ChangedFunction, after: FileFacts): boolean {
  return accessesOf(one, 'after', after).some((other) => other.offset === effect.offset && other.kind === effect.kind && wayTo(other.thing) === wayTo(effect.thing));
}
