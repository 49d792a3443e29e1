/** A word of a page written before its references are frozen, and behind that before a change: until then others may hold the page, and the freeze may fail. */
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isWrite, type PageEffect, pageEffects, siteOf, textOf } from '../changedFunctions.js';
import { placedLine } from '../lines/enclosing.js';

const FREEZES = /\b\w*_ref_freeze\s*\(/;

export function freezeCrossed(changed: ChangedFacts): readonly Finding[] {
  return changed.functions.flatMap((one) => {
    const was = sidesOf(one, 'before', changed), now = sidesOf(one, 'after', changed);
    const line = [...now.keys()].find((text) => !now.get(text)!.isBehind && was.get(text)?.isBehind);
    if (line === undefined) return [];
    const { effect } = now.get(line)!, { after } = changed, place = after.placeOf(effect.chain), name = after.nameOf(effect.offset, effect.size);
    return [after.finding('paired-words', 'warning', place,
      `${one.after.summary.function}() writes page.${name} before the page's references are frozen now, and wrote it behind that before this change: whoever holds the page meanwhile finds it changed, and so it stays where the freeze fails`,
      { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${name} is written`)] })];
  });
}

interface Side { readonly effect: PageEffect; readonly isBehind: boolean }

/** Lines of the function that write a page's word, each with the side of the one freeze on which it stands. */
function sidesOf(one: ChangedFunction, side: 'before' | 'after', changed: ChangedFacts): ReadonlyMap<string, Side> {
  const facts = changed[side], text = textOf(one[side], facts) ?? '', found = new Map<string, Side>();
  const at = text.search(FREEZES) + one[side].summary.at.offset;
  if (!FREEZES.test(text)) return found;
  for (const effect of pageEffects(one[side], facts)) {
    const { site } = effect.chain, line = isWrite(effect) && site.file === facts.file.path ? placedLine(one[side], site, facts)?.line : undefined;
    if (line !== undefined && !FREEZES.test(line) && !found.has(line)) found.set(line, { effect, isBehind: siteOf(effect) > at });
  }
  return found;
}
