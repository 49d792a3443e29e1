/** A question about what a word of a page holds, left out by a change, while the word is still read: a mark is taken for a pointer, a type for a count. */
import type { Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { type MemberRange, overlap, rangesOf, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, isMovedElsewhere, pageEffects, type PageEffect, textOf } from '../changedFunctions.js';

/** Words that hold one thing or another. */
const WORDS = [words.mapping, words.private, words.memcg, words.mapcount];
/** What predicates are called. */
const ASKS = /_(?:is|has|test)_|_(?:is|has)$|^(?:is|has)_|_\w*pointer$/;

export function valueTestLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { before, after } = changed, ranges = rangesOf(WORDS, after.context.model.layout);
  return changed.functions.flatMap((one) => {
    const asked = asksIn(one.before, before), still = asksIn(one.after, after);
    // In other words the same may be asked.
    if (still.some(({ callee }) => !asked.some((other) => other.callee === callee)) || readsInIfs(one.after, ranges, after) > readsInIfs(one.before, ranges, before)) return [];
    const lost = asked.find(({ callee }) => !still.some((other) => other.callee === callee));
    if (!lost || comparisons(one.after, after) > comparisons(one.before, before) || isMovedElsewhere((trace, facts) => asksIn(trace, facts).filter(({ callee }) => callee === lost.callee).length, all)) return [];
    const read = pageEffects(one.after, after).find((effect) => isAsked(effect, lost, ranges, after) && effect.chain.site.file === after.file.path && (effect.kind === 'read' ? !effect.chain.inner : lost.reads === undefined && effect.kind === 'address'));
    if (!read) return [];
    const place = after.placeOf(read.chain), name = after.nameOf(read.offset, read.size);
    return [after.finding('word-misread', 'warning', one.at,
      `${one.after.summary.function}() no longer asks ${lost.callee}() of page.${name} and still reads it: what it holds otherwise is taken for what is looked for`,
      { state: 'any', words: [after.word(read.offset, read.size)], evidence: [after.evidence(one.at, `before this change ${lost.callee}() was asked here`), after.evidence(place, `${name} is read`)] })];
  });
}

/** How many conditions look at such a word in the function's own lines: `test_bit(NAME, &page_private(page))`. */
function readsInIfs(trace: Trace, ranges: readonly MemberRange[], facts: FileFacts): number {
  return new Set(pageEffects(trace, facts).flatMap(({ kind, offset, chain: { site, inner } }) => (kind === 'read' && !inner && site.file === facts.file.path && ranges.some((range) => range.offset === offset) && /^(?:\}\s*)?(?:else\s+)?(?:if|while)\b/.test(placedLine(trace, site, facts)?.line ?? '') ? [site.offset] : []))).size;
}

interface Ask { readonly callee: string; readonly reads: readonly MemberRange[] | undefined }

/** Predicates that look at one of these words of a page they are handed, or at a number; of these `reads` is missing. */
function asksIn(trace: Trace, facts: FileFacts): readonly Ask[] {
  const ranges = rangesOf(WORDS, facts.context.model.layout);
  return trace.summary.calls.flatMap(({ callee, site }): readonly Ask[] => {
    if (site.file !== facts.file.path || !ASKS.test(callee)) return [];
    const call = trace.calls.find((event) => event.site.offset === site.offset && event.callee === callee);
    if (!call?.args.some((arg) => pointersIn(arg).some(({ to, offset }) => offset === 0 && facts.isPage(to)))) return /type|count/.test(callee) ? [{ callee, reads: undefined }] : [];
    const summary = facts.footprints.summary(callee, facts.file);
    if (!summary?.effects.every(({ kind }) => kind === 'read' || kind === 'address')) return [];
    const reads = ranges.filter((range) => summary.effects.some((effect) => effect.kind === 'read' && effect.offset !== undefined && overlap({ offset: effect.offset, size: effect.size }, range)));
    return reads.length > 0 ? [{ callee, reads }] : [];
  });
}

function isAsked(read: PageEffect, { reads }: Ask, ranges: readonly MemberRange[], facts: FileFacts): boolean {
  const count = resolveMember({ names: words.mapcount }, facts.context.model.layout);
  return reads === undefined ? count !== undefined && overlap(count, read) : ranges.some((range) => reads.includes(range) || reads.some(({ offset }) => offset === range.offset) ? overlap(range, read) : false);
}

function comparisons(trace: Trace, facts: FileFacts): number {
  return textOf(trace, facts)?.match(/[=!]=|[<>]=?\s|\s&\s/g)?.length ?? 0;
}
