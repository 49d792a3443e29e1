/** A word of a page, or of the pages behind it, that a function wrote under a condition before a change, and writes in any case now. */
import { isNothing } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, textOf } from '../changedFunctions.js';
import { headersMore, type PlacedWrite, placedWrites } from '../lines/placedWrites.js';

export function conditionLost(changed: ChangedFacts): readonly Finding[] {
  const shared = rangesOf([words.flags, words.refcount, words.mapcount], changed.after.context.model.layout);
  return changed.functions.flatMap((one) => {
    const before = placedWrites(one.before, changed.before), after = placedWrites(one.after, changed.after);
    if (leaves(one, changed, 'after') > leaves(one, changed, 'before')) return [];
    const found = after.flatMap((write) => {
      // Bits and counts that everybody's pages have.
      if (shared.some((range) => overlap(range, write.effect))) return [];
      const same = (other: PlacedWrite): boolean => other.place.line === write.place.line && other.effect.offset === write.effect.offset;
      const [was, ...others] = before.filter(same);
      if (!was || others.length > 0 || after.filter(same).length !== 1) return [];
      // What is nothing already stays so.
      const name = write.effect.path.replace(/^.*\./, ''), isEmpty = new RegExp(`\\(\\s*[\\w>.()-]*\\b${name}\\)*\\s*\\)`);
      if (isNothing(write.effect.value) && was.place.under.some((header) => isEmpty.test(header))) return [];
      const lost = headersMore(write.place.under, was.place.under);
      return lost !== undefined && lost.length > 0 && lost.every((header) => isTest(header) && !isAskedStill(header, one, changed)) ? [{ write, header: lost[0]! }] : [];
    })[0];
    return found ? [told(found.write, found.header, one, changed)] : [];
  });
}

/** Ways out of the function or of a round: a condition may have become one. */
function leaves(one: ChangedFunction, changed: ChangedFacts, side: 'before' | 'after'): number {
  return textOf(one[side], changed[side])?.match(/\b(?:return|goto|continue|break)\b|\?/g)?.length ?? 0;
}

/** Whether the same question is asked in the function still: the line may stand where it stood. Of what is done else there is no question of its own. */
function isAskedStill(header: string, { after }: ChangedFunction, changed: ChangedFacts): boolean {
  return header.startsWith('if') && (textOf(after, changed.after) ?? '').includes(header);
}

function isTest(header: string): boolean {
  return /^(?:\}\s*)?(?:if|else)\b/.test(header);
}

function told({ effect }: PlacedWrite, header: string, one: ChangedFunction, { after }: ChangedFacts): Finding {
  const place = after.placeOf(effect.chain), name = storedRecords[effect.record] !== undefined ? 'links' : effect.offset < after.pageSize ? `page.${after.nameOf(effect.offset, effect.size)}` : effect.path, shown = header.replace(/^\}\s*|\s*\{$/g, '');
  return after.finding('foreign-word', 'warning', place,
    `${one.after.summary.function}() writes ${name} of every page that comes here, and before this change only under "${shown}": of the others the word holds what their owner keeps there`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${name} is written whatever the page is`)] });
}
