/** A member of a page read behind lines that put something else into its bits by another name, and read before them until a change. */
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { lastName } from '../asked/tests.js';
import { blockOf, type ChangedFacts, isWrite, type PageEffect, pageEffects, siteOf } from '../changedFunctions.js';

/** Words with a name for each owner. */
const OWNED = [words.compoundHead, words.lru, words.mapping, words.index, words.private];

export function readBehindWrite({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(OWNED, after.context.model.layout);
  return functions.flatMap((one) => {
    const now = readsIn(one.after, after).filter((read) => ranges.some((range) => overlap(range, read)));
    for (const read of now) {
      const same = (reads: readonly PageEffect[]): readonly PageEffect[] => reads.filter((other) => lastName(other) === lastName(read) && blockOf(other.thing) === blockOf(read.thing));
      const [write, old] = [writeBefore(read, one.after, after), same(readsIn(one.before, before))];
      if (!write || old.length === 0 || !same(now).every((other) => writeBefore(other, one.after, after)) || old.some((other) => writeBefore(other, one.before, before)) || !hasWrite(write, one.before, before)) continue;
      const place = after.placeOf(read.chain);
      return [after.finding('word-overwritten', 'warning', place,
        `${lastName(read)} is read here behind the line that writes ${lastName(write)} into the same bits, and ${one.after.summary.function}() read it before that until this change: what is found is the other one's`,
        { state: 'any', words: [after.word(read.offset, read.size)], evidence: [after.evidence(place, `${lastName(read)} is read`), after.evidence(after.placeOf(write.chain), `${lastName(write)} is written before it`)] })];
    }
    return [];
  });
}

/** Reads by the function's own lines, or by an inline function that it calls. */
function readsIn(trace: Trace, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.chain.site.file === facts.file.path && facts.isOwn(effect) && !words.compoundHead.some((name) => name === lastName(effect)) && !/^(?:next|prev|pprev)$/.test(lastName(effect)));
}

/** What the function's lines put into the bits before that, on the page or another one of its block, by another name. */
function writeBefore(read: PageEffect, trace: Trace, facts: FileFacts): PageEffect | undefined {
  return pageEffects(trace, facts).find((write) => isWrite(write) && overlap(write, read) && write.chain.site.file === facts.file.path && facts.isOwn(write) && siteOf(write) < siteOf(read) && lastName(write) !== lastName(read) && blockOf(write.thing) === blockOf(read.thing));
}

function hasWrite(write: PageEffect, trace: Trace, facts: FileFacts): boolean {
  return pageEffects(trace, facts).some((old) => isWrite(old) && old.offset === write.offset && lastName(old) === lastName(write) && blockOf(old.thing) === blockOf(write.thing));
}
