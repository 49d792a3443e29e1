/** A word of a block's other pages that a change takes from the block's first page: that one's is its owner's, and the others are left as they were. */
import type { Trace } from '../../../footprint/effect.js';
import type { Thing } from '../../../footprint/value.js';
import { type MemberRange, overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, isWrite, type PageEffect, pageEffects, textOf, wayTo } from '../changedFunctions.js';

/** Words that each page of a block has for itself. */
const WORDS = [words.mapping, words.index, words.private, words.pageType];

export function blockShrunk(changed: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(WORDS, changed.after.context.model.layout);
  return changed.functions.flatMap((one) => ranges.flatMap((range) => {
    const was = usesOf(one, 'before', range, changed), now = usesOf(one, 'after', range, changed);
    const lost = was.find(({ thing }) => isOther(thing) && !now.some((use) => isOther(use.thing) && headOf(use.thing) === headOf(thing)));
    const ofHead = (use: PageEffect): boolean => lost !== undefined && !isOther(use.thing) && wayTo(use.thing) === headOf(lost.thing);
    // A loop over the pages begins with the first one.
    const instead = isNumbered(lost?.thing) && was.some(ofHead) ? undefined : now.find(ofHead);
    // A pointer that is moved on in a loop leads to the other pages as well.
    return lost && instead && !isMovedOn(instead, one.after, changed.after) ? [told(lost, instead, range, one, changed.after)] : [];
  }).slice(0, 1));
}

/** Whether something that the line names is counted up in the function. */
function isMovedOn({ chain: { site } }: PageEffect, trace: Trace, facts: FileFacts): boolean {
  const text = textOf(trace, facts) ?? '', names = placedLine(trace, site, facts)?.line.match(/[A-Za-z_]\w*/g) ?? [];
  return names.some((name) => new RegExp(`\\+\\+\\s*${name}\\b|\\b${name}\\s*(?:\\+\\+|\\+=)`).test(text));
}

/** Writes of the word, and places where its address is handed out. */
function usesOf(one: ChangedFunction, side: 'before' | 'after', range: MemberRange, changed: ChangedFacts): readonly PageEffect[] {
  const facts = changed[side];
  return pageEffects(one[side], facts).filter((effect) => (isWrite(effect) || effect.kind === 'address') && effect.offset === range.offset && overlap(effect, range) && facts.isOwn(effect) && effect.chain.site.function === facts.placeOf(effect.chain).function);
}

function isOther({ source }: Thing): boolean {
  return source.by === 'element' && source.index !== 0;
}

function isNumbered(thing: Thing | undefined): boolean {
  return thing?.source.by === 'element' && thing.source.index !== undefined;
}

function headOf({ source }: Thing): string {
  return source.by === 'element' ? wayTo(source.of) : '';
}

function told(lost: PageEffect, instead: PageEffect, range: MemberRange, one: ChangedFunction, after: FileFacts): Finding {
  const { source } = lost.thing, place = after.placeOf(instead.chain), number = source.by === 'element' ? source.index : undefined;
  const message = number === undefined ? `${one.after.summary.function}() set ${range.path} of each page of the block before this change, and of the first one only now: the others keep what lay there`
    : `${one.after.summary.function}() used ${range.path} of page ${number} of the block before this change, and uses that of its first page now, which is for whoever owns the block`;
  return after.finding(number === undefined ? 'tail-page' : 'foreign-word', 'warning', place, message,
    { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(place, `${range.path} of the first page`)] });
}
