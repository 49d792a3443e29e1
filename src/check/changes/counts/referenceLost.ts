/** A reference to a page that a function took before a change and takes no more while what gives references back is as it was. */
import { type Effect, innermost, type Trace } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, pageEffects, type PageEffect } from '../changedFunctions.js';

export function referenceLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  return changed.functions.flatMap((one) => {
    const was = stepsOf(one.before, changed.before), now = stepsOf(one.after, changed.after);
    const taken = lost(was.taken, now.taken), given = lost(was.given, now.given);
    if (taken.length === 0 || given.length > 0 || now.given.length > was.given.length || now.taken.length >= was.taken.length || callsMore(one)) return [];
    if (isMovedElsewhere((trace, facts) => stepsOf(trace, facts).taken.length, all) || isTakenAnew(was.taken, now.taken, one, changed)) return [];
    const [effect] = taken;
    return [changed.after.finding('refcount-misuse', 'warning', one.at,
      `${one.after.summary.function}() took a reference to the page here before this change, and nothing does so behind it while what gives references back is as it was: whoever drops that reference drops another one's, and the page is freed while it is used`,
      { state: 'any', words: [changed.after.word(effect!.offset, effect!.size)], evidence: [changed.after.evidence(one.at, `before this change ${innermost(effect!.chain).function}() was called here`)] })];
  });
}

export interface Steps { readonly taken: readonly PageEffect[]; readonly given: readonly PageEffect[] }

/** Places of the function that change the count of a page's references by themselves, or by a function of a header that is made for it. */
export function stepsOf(trace: Trace, facts: FileFacts): Steps {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout), seen = new Set<number>();
  const taken: PageEffect[] = [], given: PageEffect[] = [];
  for (const effect of pageEffects(trace, facts)) {
    const { site } = effect.chain;
    if (effect.kind !== 'readwrite' || effect.offset !== count?.offset || site.file !== facts.file.path || seen.has(site.offset)) continue;
    seen.add(site.offset);
    (isTaken(effect) ? taken : given).push(effect);
  }
  return { taken, given };
}

export function isTaken({ value, chain }: Pick<Effect, 'value' | 'chain'>): boolean {
  if (value?.kind === 'changed') return value.add > 0n;
  return /(?:inc|add|get)/.test(innermost(chain).function) && !/(?:dec|sub|put)/.test(innermost(chain).function);
}

/** Steps that the other side does not have so often. */
function lost(was: readonly PageEffect[], now: readonly PageEffect[]): readonly PageEffect[] {
  const left = now.map((effect) => innermost(effect.chain).function);
  return was.filter((effect) => {
    const at = left.indexOf(innermost(effect.chain).function);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Whether one is taken in a line, or under conditions, where none was before: that may be for those that are taken no more. */
function isTakenAnew(was: readonly PageEffect[], now: readonly PageEffect[], { before, after }: ChangedFunction, changed: ChangedFacts): boolean {
  const shown = (trace: Trace, effect: PageEffect, facts: FileFacts): string => JSON.stringify(placedLine(trace, effect.chain.site, facts), ['line', 'under']);
  const known = new Set(was.map((effect) => shown(before, effect, changed.before)));
  return now.some((effect) => !known.has(shown(after, effect, changed.after)));
}

/** Whether it calls something that it did not before: that may take the reference. */
function callsMore({ before, after }: ChangedFunction): boolean {
  const known = new Set(before.summary.calls.map(({ callee }) => callee));
  return after.summary.calls.some(({ callee }) => !known.has(callee));
}
