/** A word put right in all pages of an owner's before a change, and in those that are on a list now: whoever is on none keeps what lies there. */
import type { Trace } from '../../../footprint/effect.js';
import { isNothing } from '../../../footprint/value.js';
import { overlap } from '../../../model/memberRange.js';
import { dutiesOf, type Placed } from '../../../model/pageModel.js';
import type { Duty } from '../../../model/state.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { FRESH } from '../../pages/pageStates.js';
import { type ChangedFacts, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function resetNarrowed({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const fresh = after.states.state(FRESH), duties = fresh ? dutiesOf(fresh, after.context.model) : [];
  return functions.flatMap((one) => duties.flatMap((duty) => {
    const was = resetsOf(one.before, duty, before), now = resetsOf(one.after, duty, after);
    const [narrowed] = now;
    // Whoever walks a list itself, and no helper's, has chosen it.
    if (was.length === 0 || !narrowed || was.some(isListed) || !now.every(isListed) || setsMore(one.before, before, one.after, after)) return [];
    const place = after.placeOf(narrowed.chain), name = after.nameOf(narrowed.offset, narrowed.size);
    return [after.finding('stale-at-free', 'warning', place,
      `${one.after.summary.function}() puts page.${name} right in pages that are on a list here, and did so in every page that it knows before this change: ${duty.says}; ${duty.otherwise}`,
      { state: 'any', words: [after.word(narrowed.offset, narrowed.size)], evidence: [after.evidence(place, `${name} is set back in these only`), after.evidence(one.at, 'the pages were found one by one here')] })];
  }).slice(0, 1));
}

function resetsOf(trace: Trace, duty: Placed<Duty>, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'write' && overlap(duty.range, effect) && isNothing(effect.value) && facts.isOwnChain(effect.chain));
}

function isListed({ thing }: PageEffect): boolean {
  return wayTo(thing).includes('container by');
}

/** Whether pages are put on lists by the function itself now. */
function setsMore(was: Trace, before: FileFacts, now: Trace, after: FileFacts): boolean {
  const links = (trace: Trace, facts: FileFacts): number => trace.effects.filter(({ kind, record, chain }) => kind === 'write' && record === 'list_head' && facts.isOwnChain(chain)).length;
  return links(now, after) > links(was, before);
}
