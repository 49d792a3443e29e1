/** A test that only let pages of one kind come, while a member that only those have is still taken from whatever comes: `pgmap` without is_zone_device_page(). */
import type { Trace } from '../../../footprint/effect.js';
import { overlap } from '../../../model/memberRange.js';
import { claimsOf } from '../../../model/pageModel.js';
import type { PageState } from '../../../model/state.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine, type PlacedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, isWrite, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';
import { asksAnew, asksInPlace, isOfSame, isTheirs, lastName, tellsSame, type Test, testsIn } from './tests.js';

export function ownTestLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  return changed.functions.flatMap((one) => testsIn(one.before, changed.before).flatMap((test) => {
    const asked = (trace: Trace, facts: FileFacts): number => testsIn(trace, facts).filter((other) => isOfSame(test, other) && test.states.some((state) => other.states.includes(state))).length;
    // Whether it heads its block any page may be asked.
    if (test.states.every(({ position }) => position === 'tail')) return [];
    const left = asked(one.after, changed.after);
    if (left >= asked(one.before, changed.before) || asksAnew(one, changed.after) || asksInPlace(one, changed) || isMovedElsewhere((trace, facts) => testsIn(trace, facts).filter((other) => tellsSame(test, other)).length, all)) return [];
    const [state] = test.states, use = state && usedAsOwn(test, state, one, changed.after);
    return use && (left === 0 || isUnderNoMore(use, test, one, changed)) ? [told(test, use, state, one, changed.after)] : [];
  }).slice(0, 1));
}

/** A member that the function names, that pages in that state have and those in no other. */
function usedAsOwn({ way, states }: Test, state: PageState, { after }: ChangedFunction, facts: FileFacts): PageEffect | undefined {
  const own = claimsOf(state, facts.context.model).filter((claim) => isTheirs(claim, states, facts));
  return pageEffects(after, facts).find((effect) => (effect.kind === 'read' || isWrite(effect)) && wayTo(effect.thing) === way && facts.isOwnChain(effect.chain) && own.some(({ names, range }) => overlap(range, effect) && names.includes(lastName(effect))));
}

/** Whether the line stood under the test, which is asked elsewhere in the function as well. */
function isUnderNoMore(use: PageEffect, { call }: Test, { before, after }: ChangedFunction, changed: ChangedFacts): boolean {
  const asks = (place: PlacedLine | undefined): boolean => place?.under.some((header) => header.includes(call.callee)) ?? false;
  const now = placedLine(after, use.chain.site, changed.after);
  return !asks(now) && pageEffects(before, changed.before).some(({ chain }) => {
    const was = chain.site.file === changed.before.file.path ? placedLine(before, chain.site, changed.before) : undefined;
    return was !== undefined && was.line === now?.line && asks(was);
  });
}

function told({ call }: Test, effect: PageEffect, state: PageState, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(effect.chain), name = lastName(effect);
  return after.finding(isWrite(effect) ? 'foreign-word' : 'word-misread', 'warning', place,
    `${one.after.summary.function}() takes page.${name} of whatever page comes, and asked ${call.callee}() before this change: only a ${state.title} has it, another's word there is something else (${after.nameOf(effect.offset, effect.size)})`,
    { state: state.name, words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, `before this change ${call.callee}() was asked here`), after.evidence(place, `${name} is ${isWrite(effect) ? 'written' : 'read'}`)] });
}
