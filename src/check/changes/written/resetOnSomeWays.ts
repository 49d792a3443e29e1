/** A word that a function put right itself on every way, and that it leaves to a function now which it calls on some ways only. */
import { isNothing } from '../../../footprint/value.js';
import { rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { headersMore } from '../lines/placedWrites.js';
import { blockOf, type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, textOf } from '../changedFunctions.js';

const OWNED = [words.mapping, words.index, words.private, words.pageType, words.memcg];

export function resetOnSomeWays({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(OWNED, after.context.model.layout);
  return functions.flatMap((one) => ranges.flatMap((range): readonly Finding[] => {
    const was = resetsOf(one.before, range.offset, before), now = resetsOf(one.after, range.offset, after);
    const old = was.find(({ chain }) => !chain.inner), [fresh] = now, around = old ? underOf(old, one.before, before) : [];
    // Two calls may stand in two branches.
    if (!old || !fresh || new Set(now.map(({ chain }) => chain.site.offset)).size > 1 || !now.every((effect) => effect.chain.inner !== undefined && blockOf(effect.thing) === blockOf(old.thing) && isRarer(underOf(effect, one.after, after), around)) || was.some(({ chain }) => chain.inner) || leaves(one, 'after', after) > leaves(one, 'before', before)) return [];
    const place = { ...one.at, offset: fresh.chain.site.offset }, callee = fresh.chain.inner!.site.function, name = after.nameOf(range.offset, range.size);
    return [after.finding('word-misread', 'warning', place,
      `${one.after.summary.function}() put page.${name} right on every way before this change, and leaves it to ${callee}() now, which it calls on some: of the other pages readers find what lay there before`,
      { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(place, `${callee}() puts it right`), after.evidence(one.at, `before this change ${name} was put right here`)] })];
  }).slice(0, 1));
}

function resetsOf(trace: Trace, offset: number, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'write' && effect.offset === offset && isNothing(effect.value) && facts.isOwn(effect) && effect.chain.site.file === facts.file.path);
}

function underOf({ chain }: PageEffect, trace: Trace, facts: FileFacts): readonly string[] {
  return placedLine(trace, chain.site, facts)?.under ?? [];
}

/** Whether the one stands under a condition that the other does not. */
function isRarer(now: readonly string[], was: readonly string[]): boolean {
  return headersMore(was, now)?.some((header) => /^(?:\}\s*)?(?:if|else)\b/.test(header)) === true;
}

function leaves(one: ChangedFunction, side: 'before' | 'after', facts: FileFacts): number {
  return textOf(one[side], facts)?.match(/\b(?:return|goto)\b/g)?.length ?? 0;
}
