/** A write of a page's word that stood behind a barrier, and stands before it now, or the other way round: what the barrier kept in order it keeps no more. */
import type { Finding } from '../../finding.js';
import type { FileFacts } from '../../fileFacts.js';
import { type ChangedFacts, type ChangedFunction, isSameWord, isWrite, type PageEffect, pageEffects, siteOf, wayTo } from '../changedFunctions.js';
import { barriersIn } from './barrierLost.js';

export function barrierCrossed({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const [old, ...others] = barriersIn(one.before, before), [barrier, ...more] = barriersIn(one.after, after);
    if (old === undefined || barrier === undefined || others.length > 0 || more.length > 0) return [];
    const was = writesIn(one.before, before), now = writesIn(one.after, after);
    const crossed = now.find((write) => {
      const [then, another] = was.filter((other) => isSameWord(other, write) && helperOf(other) === helperOf(write));
      return then !== undefined && another === undefined && now.filter((other) => isSameWord(other, write) && helperOf(other) === helperOf(write)).length === 1 && (siteOf(then) < old) !== (siteOf(write) < barrier)
        // The barrier is there for the write that follows next: what came behind that one went by no order.
        && (siteOf(then) < old || !was.some((other) => old < siteOf(other) && siteOf(other) < siteOf(then) && wayTo(other.thing) === wayTo(then.thing)));
    });
    if (!crossed) return [];
    const place = after.placeOf(crossed.chain), name = after.nameOf(crossed.offset, crossed.size), isEarly = siteOf(crossed) < barrier;
    return [after.finding('paired-words', 'warning', place,
      `${one.after.summary.function}() writes page.${name} ${isEarly ? 'before' : 'behind'} the barrier now, and wrote it ${isEarly ? 'behind' : 'before'} it before this change: another processor may see it without what it stands for`,
      { state: 'any', words: [after.word(crossed.offset, crossed.size)], evidence: [after.evidence(place, `${name} is written`), after.evidence({ ...one.at, offset: barrier }, 'the barrier stands here')] })];
  });
}

/** Writes that stand in the function's own lines, each place once. */
function writesIn(trace: ChangedFunction['before'], facts: FileFacts): readonly PageEffect[] {
  const seen = new Set<number>();
  return pageEffects(trace, facts).filter((effect) => {
    const { site } = effect.chain;
    if (!isWrite(effect) || site.file !== facts.file.path || !facts.isOwn(effect) || seen.has(site.offset)) return false;
    seen.add(site.offset);
    return true;
  });
}

function helperOf({ chain }: PageEffect): string | undefined {
  return chain.inner?.site.function;
}
