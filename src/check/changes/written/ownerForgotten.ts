/** A page that a function knew the owner of before a change, by how it came by it or what it looked at, and whose words it writes now. */
import { isNothing } from '../../../footprint/value.js';
import { overlap } from '../../../model/memberRange.js';
import { claimsOf } from '../../../model/pageModel.js';
import { describeValue } from '../../../model/valueKind.js';
import { isInsider } from '../../pages/insiders.js';
import { FRESH, type KnownState } from '../../pages/pageStates.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function ownerForgotten(changed: ChangedFacts): readonly Finding[] {
  const { after, functions } = changed, { model } = after.context;
  return functions.flatMap((one) => pageEffects(one.after, after).flatMap((effect) => {
    if (effect.kind !== 'write' || !after.isOwn(effect) || isNothing(effect.value) || wasWritten(effect, one, changed)) return [];
    const known = ownerOf(effect, one, changed);
    if (!known || isInsider(after.file.path, known.state, false)) return [];
    const claim = claimsOf(known.state, model).find((other) => other.holders === undefined && other.holds.kind === 'pointer' && overlap(other.range, effect));
    if (!claim) return [];
    const place = after.placeOf(effect.chain), name = after.nameOf(effect.offset, effect.size);
    return [after.finding('foreign-word', 'warning', place,
      `page.${effect.path} of a ${known.state.title} is written: ${name} holds ${describeValue(claim.holds)} there (${claim.for}), and before this change ${known.origin} told what the page is`,
      { state: known.state.name, words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${effect.path} is written`), after.evidence(one.at, `before this change ${known.origin} was looked at here`)] })];
  }).slice(0, 1));
}

function wasWritten(effect: PageEffect, { before }: ChangedFunction, changed: ChangedFacts): boolean {
  return pageEffects(before, changed.before).some((other) => other.kind === 'write' && overlap(other, effect) && wayTo(other.thing) === wayTo(effect.thing));
}

/** What the page was known to be, where it is known no more. */
function ownerOf({ thing }: PageEffect, { before, after }: ChangedFunction, changed: ChangedFacts): KnownState | undefined {
  const isKnown = ({ state, by }: KnownState): boolean => state.name !== FRESH && by !== 'class';
  if (changed.after.states.of(thing, after).some(isKnown)) return undefined;
  const was = pageEffects(before, changed.before).find((effect) => wayTo(effect.thing) === wayTo(thing))?.thing;
  return was && changed.before.states.of(was, before).find(isKnown);
}
