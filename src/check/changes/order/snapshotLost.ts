/** A word that a function read once, to test and use the same value, and that a change reads again: somebody may have changed it in between. */
import { sitesOf, type Trace } from '../../../footprint/effect.js';
import type { Site } from '../../../footprint/value.js';
import { rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

const ONCE = /\bREAD_ONCE\s*\(|\bsmp_load_acquire\s*\(/;
/** Words that somebody else may change at any time. */
const SHARED = [words.mapping, words.index, words.private, words.memcg];

export function snapshotLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(SHARED, after.context.model.layout);
  return functions.flatMap((one) => {
    const was = readsIn(one.before, before).filter(({ effect }) => ranges.some(({ offset }) => offset === effect.offset)), now = readsIn(one.after, after);
    const on = (reads: readonly Read[], { effect }: Read, isOnce: boolean): readonly Read[] => reads.filter((other) => other.effect.offset === effect.offset && wayTo(other.effect.thing) === wayTo(effect.thing) && other.isOnce === isOnce);
    const again = was.filter(({ isOnce }) => isOnce).flatMap((once) => {
      // What a helper reads counts where it stands in the place of the one reading.
      const counts = ({ effect }: Read): boolean => !effect.chain.inner || on(now, once, true).length < on(was, once, true).length;
      const [old, left] = [on(was, once, false).filter(counts), on(now, once, false).filter(counts)];
      return left.length > old.length ? left.slice(-1) : [];
    })[0];
    // Read once more: what was tested may be another value than what is used.
    const twice = was.filter(({ isOnce }) => isOnce).flatMap((once) => {
      const [old, left] = [on(was, once, true), on(now, once, true).filter(({ effect }) => !isCompared(effect, after))];
      // Tested in one line, and taken in another.
      return old.length === 1 && left.length > 1 && left.some(({ effect }) => isTested(effect, after)) && left.some(({ effect }) => !isTested(effect, after)) ? left.slice(-1) : [];
    })[0];
    const found = again ?? twice;
    return found ? [told(found.effect, one, after, found === twice)] : [];
  });
}

interface Read { readonly effect: PageEffect; readonly isOnce: boolean }

/** Reads by the function's own lines, each place once. */
function readsIn(trace: Trace, facts: FileFacts): readonly Read[] {
  const seen = new Set<string>(), { scope } = facts.footprints.view(facts.file).types;
  return pageEffects(trace, facts).flatMap((effect): Read[] => {
    const { site } = effect.chain, key = `${site.offset}:${effect.offset}`;
    if (effect.kind !== 'read' || !facts.isOwn(effect) || site.file !== facts.file.path || seen.has(key)) return [];
    seen.add(key);
    // A helper or a macro may do it: `buddy_order_unsafe(page)`.
    const isOnce = sitesOf(effect.chain).map((place) => lineOf(place, facts)).some((line) => ONCE.test(line) || [...line.matchAll(/\b(\w+)\s*\(/g)].some(([, name]) => scope.macros(name!).some(({ macro }) => ONCE.test(macro.body))));
    return [{ effect, isOnce }];
  });
}

function lineOf({ file, offset }: Site, { context: { tree } }: FileFacts): string {
  const text = tree.source(file)?.text ?? '', end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset) + 1, end < 0 ? undefined : end);
}

/** Whether the line holds what it reads against something: who looks again whether the word is still the same reads it twice on purpose. */
function isCompared({ chain }: PageEffect, facts: FileFacts): boolean {
  return /[!=]=/.test(lineOf(facts.placeOf(chain), facts));
}

function isTested({ chain }: PageEffect, facts: FileFacts): boolean {
  return /^\s*(?:\}\s*)?(?:else\s+)?(?:if|while)\b/.test(lineOf(facts.placeOf(chain), facts));
}

function told(effect: PageEffect, one: ChangedFunction, after: FileFacts, isTwice: boolean): Finding {
  const name = after.nameOf(effect.offset, effect.size), place = after.placeOf(effect.chain);
  return after.finding('paired-words', 'warning', place,
    `${one.after.summary.function}() read page.${name} once before this change (READ_ONCE()) and worked with what it found, and reads it again here: nothing keeps it from being another value than the one that was tested`,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, isTwice ? `${name} is read once more` : `${name} is read without READ_ONCE()`)] });
}
