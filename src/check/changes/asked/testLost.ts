/** A test that turned pages away before a change, while words are still taken for what pages in that state do not keep there. */
import { overlap, rangesOf, resolveMember } from '../../../model/memberRange.js';
import { claimsOf, type Placed } from '../../../model/pageModel.js';
import type { Claim, PageState } from '../../../model/state.js';
import { describeValue } from '../../../model/valueKind.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { asksAnew, asksInPlace, isOfSame, isTheirs, lastName, tellsSame, type Test, testsIn } from './tests.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

/** Words whose meaning hangs on whose page it is. */
const OWNERS = [words.mapping, words.index, words.private, words.lru];
/** What lies there whoever's page it is, and what nobody knows. Links are of that kind, too, but poisoned they pass for what is asked by a tag. */
const ORDINARY: ReadonlySet<string> = new Set(['unknown', 'index']);

export function testLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  return changed.functions.flatMap((one) => testsIn(one.before, changed.before).flatMap((test) => {
    const left = testsIn(one.after, changed.after).filter((other) => isOfSame(test, other) && tellsSame(test, other));
    if (asksAnew(one, changed.after) || asksInPlace(one, changed) || left.length >= testsIn(one.before, changed.before).filter((other) => isOfSame(test, other) && tellsSame(test, other)).length || isMovedElsewhere((trace, facts) => testsIn(trace, facts).filter((other) => tellsSame(test, other)).length, all)) return [];
    const uses = test.states.flatMap((state) => misused(test, state, one, changed)), { offset: at } = one.at;
    const found = uses.filter(({ claim }) => claim.holds.kind !== 'list-node').find(({ effect }) => effect.chain.site.offset >= at && left.every(({ call }) => call.site.offset > effect.chain.site.offset));
    if (found) return [told(test, found, one, changed.after)];
    const between = left.length === 0 ? undefined : uses.find((use) => use.effect.kind === 'read' && use.effect.chain.site.offset < at && left.every(({ call }) => call.site.offset < use.effect.chain.site.offset) && isAskedAgain(test, use, one, changed));
    return between ? [toldBetween(test, between, one, changed.after)] : [];
  }).slice(0, 1));
}

interface Misused { readonly effect: PageEffect; readonly claim: Placed<Claim>; readonly state: PageState }

/** What the function does to such a page's words by its own lines. */
function misused({ way }: Test, state: PageState, { after }: ChangedFunction, changed: ChangedFacts): readonly Misused[] {
  const owners = rangesOf(OWNERS, changed.after.context.model.layout);
  const claims = claimsOf(state, changed.after.context.model).filter(({ range, holds }) => owners.some((owner) => overlap(owner, range)) && !ORDINARY.has(holds.kind));
  const head = resolveMember({ names: words.compoundHead }, changed.after.context.model.layout);
  return pageEffects(after, changed.after).flatMap((effect) => {
    // Who asks for the head takes the word for nothing else.
    if (effect.kind === 'read' && effect.offset === head?.offset) return [];
    // A folio that is large is no tail for that.
    if (state.position === 'tail' && effect.record === 'folio') return [];
    const claim = (effect.kind === 'read' || effect.kind === 'write') && wayTo(effect.thing) === way && changed.after.isOwn(effect) ? claims.find((one) => overlap(one.range, effect) && !(one.names.includes(lastName(effect)) && isTheirs(one, [state], changed.after))) : undefined;
    return claim ? [{ effect, claim, state }] : [];
  });
}

/** Whether the test stood behind that read, too: the page may have become somebody else's in between, and without a lock only the second one tells. */
function isAskedAgain({ call }: Test, { effect }: Misused, { before }: ChangedFunction, changed: ChangedFacts): boolean {
  return pageEffects(before, changed.before).some((other) => other.kind === 'read' && other.offset === effect.offset && other.path === effect.path && other.chain.site.offset < call.site.offset && changed.before.isOwn(other));
}

function toldBetween({ call }: Test, { effect, claim, state }: Misused, one: ChangedFunction, after: FileFacts): Finding {
  const name = after.nameOf(effect.offset, effect.size);
  return after.finding('word-misread', 'warning', one.at,
    `${one.after.summary.function}() asked ${call.callee}() before and behind reading page.${name}, and no longer asks behind it: a page that becomes a ${state.title} in between keeps ${describeValue(claim.holds)} there (${claim.for})`,
    { state: state.name, words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, `before this change ${call.callee}() was asked again here`), after.evidence(after.placeOf(effect.chain), `${name} is read`)] });
}

function told({ call }: Test, { effect, claim, state }: Misused, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(effect.chain), name = after.nameOf(effect.offset, effect.size);
  return after.finding(effect.kind === 'write' ? 'foreign-word' : 'word-misread', 'warning', one.at,
    `${one.after.summary.function}() no longer asks ${call.callee}() and ${effect.kind === 'write' ? 'writes' : 'reads'} page.${name}: a ${state.title} keeps ${describeValue(claim.holds)} there (${claim.for})`,
    { state: state.name, words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(one.at, `before this change ${call.callee}() was asked here`), after.evidence(place, `${name} is ${effect.kind === 'write' ? 'written' : 'read'}`)] });
}
