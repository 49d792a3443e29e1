/** A page's references set to a number by a change: references that others took for a moment are wiped out. */
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isMovedElsewhere, pageEffects, type PageEffect } from '../changedFunctions.js';

export function countStored(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { after } = changed;
  return changed.functions.flatMap((one) => {
    const was = storesOf(one.before, changed.before), now = storesOf(one.after, after);
    // One that was there may stand in two branches now.
    const helpers = new Set(was.map(({ chain }) => chain.inner?.site.function));
    const fresh = now.slice(was.length).find(({ chain }) => !chain.inner || !helpers.has(chain.inner.site.function));
    // A store that another function lost was moved here.
    if (!fresh || isMovedElsewhere((trace, facts) => -storesOf(trace, facts).length, all)) return [];
    const place = after.placeOf(fresh.chain);
    return [after.finding('refcount-misuse', 'warning', place,
      `${one.after.summary.function}() sets the page's references to a number here, and did not before this change: anyone who walks page frame numbers takes references for a moment, which are lost, and the page is freed under whoever gives them back`,
      { state: 'any', words: [after.word(fresh.offset, fresh.size)], evidence: [after.evidence(place, '_refcount is written, whatever was in it')] })];
  });
}

/** Places of the file's own functions, each once. */
function storesOf(trace: Trace, facts: FileFacts): readonly PageEffect[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout), seen = new Set<number>();
  return pageEffects(trace, facts).filter(({ kind, offset, chain, value }) => {
    const { site } = chain, isOne = kind === 'write' && offset === count?.offset && value !== undefined && site.file === facts.file.path && chain.inner?.site.file !== facts.file.path && facts.isOwnChain(chain) && !seen.has(site.offset);
    if (isOne) seen.add(site.offset);
    return isOne;
  });
}
