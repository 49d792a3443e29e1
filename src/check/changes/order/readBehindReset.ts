/** A word that a change resets before the function reads it: what is found there is the number just put there. */
import type { Trace } from '../../../footprint/effect.js';
import { armsOf, isNothing } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, isSameWord, isWrite, type PageEffect, pageEffects, siteOf } from '../changedFunctions.js';

const OWNED = [words.mapping, words.index, words.private, words.pageType, words.memcg];

export function readBehindReset({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(OWNED, after.context.model.layout);
  return functions.flatMap((one) => {
    const now = pairIn(one.after, after, ranges);
    // A reset that was there and stands before the read now is another rule's.
    if (!now || pageEffects(one.before, before).some((effect) => effect.kind === 'write' && before.isOwn(effect) && isSameWord(effect, now.read))) return [];
    const place = after.placeOf(now.read.chain), name = after.nameOf(now.read.offset, now.read.size);
    return [after.finding('word-overwritten', 'warning', place,
      `page.${name} is read here behind the line that resets it since this change: whatever the page kept there, what is found is the number just stored`,
      { state: 'any', words: [after.word(now.read.offset, now.read.size)], evidence: [after.evidence(place, `${name} is read`), after.evidence(after.placeOf(now.reset.chain), `${name} is reset before it`)] })];
  });
}

/** A reset and the read behind it, with nothing between that could give the word another value. */
function pairIn(trace: Trace, facts: FileFacts, ranges: readonly MemberRange[]): { readonly reset: PageEffect; readonly read: PageEffect } | undefined {
  const own = pageEffects(trace, facts).filter((effect) => facts.isOwn(effect) && effect.chain.site.file === facts.file.path && ranges.some(({ offset, size }) => offset === effect.offset && size === effect.size));
  const under = (effect: PageEffect): readonly string[] => placedLine(trace, effect.chain.site, facts)?.under ?? [];
  for (const read of own) {
    if (read.kind !== 'read' || own.some((other) => isWrite(other) && siteOf(other) === siteOf(read))) continue;
    const writes = own.filter((other) => isWrite(other) && isSameWord(other, read) && siteOf(other) < siteOf(read)), last = writes.at(-1);
    const isReset = last?.kind === 'write' && last.value !== undefined && armsOf(last.value).every((arm) => isNothing(arm)), around = under(read);
    if (last && isReset && under(last).length === around.length && under(last).every((header) => around.includes(header))) return { reset: last, read };
  }
  return undefined;
}
