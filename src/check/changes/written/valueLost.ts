/** A member of its own that a function gave its value before a change (`mlock_count`), and that it leaves as it was while others read it: another name for those bits was used in between. */
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { words } from '../../../model/states/words.js';
import type { Trace } from '../../../footprint/effect.js';
import { armsOf } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { lastName } from '../asked/tests.js';
import { type ChangedFacts, isMovedElsewhere, isWrite, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

/** Words that other rules ask after by these names. */
const ASKED = [words.flags, words.mapping, words.index, words.private, words.memcg, words.refcount, words.mapcount, words.compoundHead].flat() as readonly string[];

export function valueLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { before, after } = changed, lru = resolveMember({ names: words.lru }, after.context.model.layout);
  return changed.functions.flatMap((one) => {
    const lost = putsOf(one.before, before).find((put) => countOf(put, one.after, after) < countOf(put, one.before, before));
    if (!lost || !lru || !overlap(lru, lost) || helpersPut(lost, one.after, after) > helpersPut(lost, one.before, before)) return [];
    // Who leaves the bits alone leaves the value that is there.
    const other = pageEffects(one.after, after).find((effect) => isWrite(effect) && overlap(effect, lost) && storedRecords[effect.record] !== undefined && wayTo(effect.thing) === wayTo(lost.thing));
    const reader = after.traces.flatMap((trace) => pageEffects(trace, after)).find(({ kind, record, path, chain }) => kind !== 'address' && kind !== 'write' && record === lost.record && path === lost.path && chain.site.file === after.file.path);
    if (!other || !reader || isMovedElsewhere((trace, facts) => countOf(lost, trace, facts), all)) return [];
    return [after.finding('word-overwritten', 'warning', one.at,
      `${one.after.summary.function}() gave the page its ${lost.path} before this change, and leaves there now what a list's link left: who reads it takes an address for it`,
      { state: 'any', words: [after.word(lost.offset, lost.size)], evidence: [after.evidence(one.at, `before this change ${lost.path} was set here`), after.evidence(other.chain.site, 'the link is written'), after.evidence(after.placeOf(reader.chain), `${lost.path} is read`)] })];
  });
}

/** Values that the function's own lines put into members of their own. */
function putsOf(trace: Trace, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter(({ kind, record, path, chain, value }) => kind === 'write' && !chain.inner && chain.site.file === facts.file.path && storedRecords[record] === undefined && !ASKED.includes(path) && value !== undefined && !armsOf(value).every((arm) => arm.kind === 'number'));
}

/** How many calls of the function have an inline function put something there by that name: `folio_set_zone_device_data()`. */
function helpersPut({ path }: PageEffect, trace: Trace, facts: FileFacts): number {
  const member = lastName({ path });
  return new Set(pageEffects(trace, facts).filter((effect) => effect.kind === 'write' && effect.chain.inner !== undefined && facts.isOwn(effect) && lastName(effect) === member).map(({ chain }) => chain.site.offset)).size;
}

function countOf({ record, path }: PageEffect, trace: Trace, facts: FileFacts): number {
  return putsOf(trace, facts).filter((put) => put.record === record && put.path === path).length;
}
