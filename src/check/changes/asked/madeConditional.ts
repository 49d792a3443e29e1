/** A word that a function put right, or gave its value, whatever the page was like, and that a change makes it do under a condition only. */
import { isNothing } from '../../../footprint/value.js';
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { dutiesOf } from '../../../model/pageModel.js';
import { words } from '../../../model/states/words.js';
import type { Finding } from '../../finding.js';
import { isFreshHere } from '../../pages/ownership.js';
import { FRESH } from '../../pages/pageStates.js';
import type { ChangedFacts, ChangedFunction } from '../changedFunctions.js';
import { headersMore, type PlacedWrite, placedWrites } from '../lines/placedWrites.js';

/** Words whose readers take for granted what the function wrote. */
const WORDS = [words.mapping, words.index, words.private, words.compoundHead, words.pageType, words.memcg];

export function madeConditional(changed: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(WORDS, changed.after.context.model.layout);
  return changed.functions.flatMap((one) => {
    const before = placedWrites(one.before, changed.before), after = placedWrites(one.after, changed.after);
    const found = after.flatMap((write) => {
      if (!ranges.some((range) => overlap(range, write.effect)) || isFreshHere(write.effect.thing, changed.after)) return [];
      const same = (other: PlacedWrite): boolean => other.place.line === write.place.line && other.effect.offset === write.effect.offset;
      const was = before.filter(same);
      if (was.length === 0 || was.length !== after.filter(same).length || was.some(({ place }) => place.under.join() === write.place.under.join())) return [];
      const added = was.map(({ place }) => headersMore(place.under, write.place.under)).find((headers) => headers !== undefined && headers.length > 0);
      return added?.every((header) => turnsPagesAway(header, write)) === true ? [{ ...write, under: added[0]! }] : [];
    })[0];
    return found ? [told(found, one, changed)] : [];
  });
}

/** Not a test of the word against nothing, which spares the write alone, nor one that counts rounds. */
function turnsPagesAway(header: string, { effect, place }: PlacedWrite): boolean {
  const member = effect.path.replace(/^.*\./, ''), test = header.replace(/^(?:\}\s*)?(?:else\s+)?(?:if|while)\s*/, '');
  if (new RegExp(`^\\((?:[\\w.]+->|\\w+\\()*[\\w.>()-]*\\b${member}\\b\\)*(?:\\s*!=\\s*(?:NULL|0))?\\)\\s*\\{?$`).test(test)) return false;
  // Who changes bits of the word only where it finds them there leaves every other page as it did.
  if (effect.kind === 'readwrite' && new RegExp(`\\b(?:page_|folio_)?${member}\\b`).test(test)) return false;
  // Where the value lies there already, it need not be written.
  const [, target, value] = /^(\S+)\s*=\s*(.+);$/.exec(place.line) ?? [];
  if (target !== undefined && test.replace(/\s/g, '').startsWith(`(${target}!=${value!}`.replace(/\s/g, ''))) return false;
  const counters = place.under.flatMap((one) => /\bfor\s*\([^;]*;\s*(\w+)/.exec(one)?.[1] ?? []);
  return !/^(?:for|switch|case|default|\w*for_each)/.test(header) && !counters.some((name) => new RegExp(`\\b${name}\\b`).test(test));
}

function told({ effect, under }: PlacedWrite & { readonly under: string }, one: ChangedFunction, { after }: ChangedFacts): Finding {
  const fresh = after.states.state(FRESH), place = after.placeOf(effect.chain), name = after.nameOf(effect.offset, effect.size);
  const duty = isNothing(effect.value) ? fresh && dutiesOf(fresh, after.context.model).find((other) => overlap(other.range, effect)) : undefined;
  return after.finding(duty ? 'stale-at-free' : 'word-misread', 'warning', place,
    `${one.after.summary.function}() set page.${name} of every page that came here before this change, and only under "${under.replace(/^\}\s*|\s*\{$/g, '')}" now: ${duty ? `${duty.says}; ${duty.otherwise}` : 'of the others readers find what lay there before'}`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${name} is set under a condition that is new`)] });
}
