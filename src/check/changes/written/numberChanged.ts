/** A number, not 0, that a function put into a page's word whatever the page was like, and that is another one now: `TAIL_MAPPING`, which whoever frees the page looks for. */
import type { Trace } from '../../../footprint/effect.js';
import { armsOf } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { magicValue } from '../../../model/magic.js';
import { overlap } from '../../../model/memberRange.js';
import { claimsOf } from '../../../model/pageModel.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function numberChanged(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => [...changedIn(one, changed), ...keptNoMore(one, changed)].slice(0, 1));
}

/** A number that the model says pages in some state hold there, and in the place of which a value of the function's comes now. */
function keptNoMore(one: ChangedFunction, { before, after }: Pick<ChangedFacts, 'before' | 'after'>): readonly Finding[] {
  const { model } = after.context, kept = model.states.flatMap((state) => claimsOf(state, model).flatMap((claim) => {
    const { holds } = claim, value = holds.kind === 'constant' ? holds.value : holds.kind === 'magic' ? magicValue(holds.magic, model.machine) : 0n;
    return value === 0n ? [] : [{ state, claim, value }];
  }));
  for (const [old, number] of numbersIn(one.before, before)) {
    const known = kept.find(({ claim, value }) => BigInt.asUintN(64, value) === BigInt.asUintN(64, number) && overlap(claim.range, old));
    const now = known && pageEffects(one.after, after).filter((effect) => effect.kind === 'write' && isSamePlace(effect, old) && after.isOwn(effect));
    const [instead] = now ?? [];
    if (!known || !instead || now!.some(({ value }) => value === undefined || armsOf(value).some((arm) => arm.kind === 'number'))) continue;
    const place = after.placeOf(instead.chain), name = after.nameOf(instead.offset, instead.size);
    return [after.finding('word-misread', 'warning', place,
      `${one.after.summary.function}() puts a value of its own into page.${name} here, and put there before this change what a ${known.state.title} has to hold (${known.claim.for}): who looks for that finds another page`,
      { state: known.state.name, words: [after.word(instead.offset, instead.size)], evidence: [after.evidence(place, `${name} is written`)] })];
  }
  return [];
}

function changedIn(one: ChangedFunction, { before, after }: Pick<ChangedFacts, 'before' | 'after'>): readonly Finding[] {
  const was = numbersIn(one.before, before), now = numbersIn(one.after, after);
  const found = now.find(([effect, value]) => was.some(([old, number]) => number !== 0n && isSamePlace(old, effect) && number !== value && !now.some(([other, still]) => isSamePlace(other, effect) && still === number)) && !was.some(([old, number]) => isSamePlace(old, effect) && number === value));
  const old = found && was.find(([effect]) => isSamePlace(effect, found[0]));
  if (!found || !old || (found[1] !== 0n && isAskedForToo(old[0], found[0], one, { before, after }))) return [];
  const place = after.placeOf(found[0].chain), name = found[0].record === 'page' ? found[0].path : after.nameOf(found[0].offset, found[0].size), shown = (value: bigint): string => (value === 0n ? '0' : `0x${BigInt.asUintN(64, value).toString(16)}`);
  return [after.finding('word-misread', 'warning', place,
    `${one.after.summary.function}() puts ${shown(found[1])} into page.${name} here, and put ${shown(old[1])} there before this change: who looks for that finds another page`,
    { state: 'any', words: [after.word(found[0].offset, found[0].size)], evidence: [after.evidence(place, `${name} is written`)] })];
}

/** Whether who asks for the number asks for the other one now, in the same words: `!= ULONG_MAX` has become `!= NOT_IN_TREE`. */
function isAskedForToo(old: PageEffect, now: PageEffect, one: ChangedFunction, { before, after }: Pick<ChangedFacts, 'before' | 'after'>): boolean {
  const [was, is] = [numberAt(old, one.before, before), numberAt(now, one.after, after)];
  const asks = (number: string, { file: { text } }: FileFacts): number => text.match(new RegExp(`[=!]=\\s*${number}\\b`, 'g'))?.length ?? 0;
  return was !== undefined && is !== undefined && asks(was, before) > 0 && asks(was, after) === 0 && asks(is, after) >= asks(was, before);
}

/** The number as the line has it. */
function numberAt({ chain: { site } }: PageEffect, trace: Trace, facts: FileFacts): string | undefined {
  return /[=,]\s*(?:\([^()]*\)\s*)?(\w+)\s*\)?\s*;$/.exec(placedLine(trace, site, facts)?.line ?? '')?.[1];
}

/** Numbers that the function's own lines write, each with its write. */
function numbersIn(trace: Trace, facts: FileFacts): readonly (readonly [PageEffect, bigint])[] {
  return pageEffects(trace, facts).flatMap((effect) => {
    const isOne = effect.kind === 'write' && !effect.chain.inner && facts.isOwn(effect) && storedRecords[effect.record] === undefined;
    return isOne && effect.value?.kind === 'number' ? [[effect, effect.value.value] as const] : [];
  });
}

function isSamePlace(a: PageEffect, b: PageEffect): boolean {
  return a.offset === b.offset && a.size === b.size && wayTo(a.thing) === wayTo(b.thing);
}
