/** The lock of a page under which a function wrote its words, left out by a change. */
import type { Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { rangesOf } from '../../../model/memberRange.js';
import { ownersWords } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isMovedElsewhere, isWrite, pageEffects, wayTo } from '../changedFunctions.js';

/** What takes the lock of a page or a folio. */
const LOCKS = /^_*(?:folio_(?:try)?lock|(?:try)?lock_page|folio_lock_(?:killable|maybe_drop_mmap|or_retry)|lock_page_(?:killable|maybe_drop_mmap|or_retry))$/;

export function lockLost({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const ranges = rangesOf(ownersWords, after.context.model.layout);
  return functions.flatMap((one) => locksIn(one.before, before).flatMap(({ way, callee }) => {
    const left = locksIn(one.after, after).filter((other) => other.way === way).length;
    if (left >= locksIn(one.before, before).filter((other) => other.way === way).length || isMovedElsewhere((trace, facts) => locksIn(trace, facts).length, all)) return [];
    const write = pageEffects(one.after, after).find((effect) => isWrite(effect) && wayTo(effect.thing) === way && after.isOwn(effect) && ranges.some(({ offset }) => offset === effect.offset));
    if (left > 0 || !write) return [];
    const place = after.placeOf(write.chain), name = after.nameOf(write.offset, write.size);
    return [after.finding('paired-words', 'warning', place,
      `page.${name} is written without ${callee}(), which ${one.after.summary.function}() called before this change: whoever reads it together with the page's other words under the lock finds them not matching`,
      { state: 'any', words: [after.word(write.offset, write.size)], evidence: [after.evidence(one.at, `before this change ${callee}() was called`), after.evidence(place, `${name} is written`)] })];
  }).slice(0, 1));
}

function locksIn(trace: Trace, facts: FileFacts): readonly { readonly way: string; readonly callee: string }[] {
  return trace.calls.flatMap(({ callee, args, site }) => {
    const page = site.file === facts.file.path && LOCKS.test(callee) ? args.flatMap(pointersIn).find(({ to, offset }) => offset === 0 && facts.isPage(to)) : undefined;
    return page ? [{ way: wayTo(page.to), callee }] : [];
  });
}
