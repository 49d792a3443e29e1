/** A number, not 0, that a function put into a page's word whatever the page was like, and that is another one now: `TAIL_MAPPING`, which whoever frees the page looks for. */
import type { Trace } from '../../../footprint/effect.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function numberChanged(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => changedIn(one, changed));
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
