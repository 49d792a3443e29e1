/** A word taken from a page by a helper that also gives its reference back, exchanged for lines that take the word alone, or the other way round. */
import type { Trace } from '../../../footprint/effect.js';
import { isNothing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isMovedElsewhere, pageEffects, wayTo } from '../changedFunctions.js';
import { isTaken } from './referenceLost.js';

export function pairHelperSwapped({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, after.context.model.layout);
  return functions.flatMap((one) => {
    if (!count) return [];
    const was = takenAwayIn(one.before, before), now = takenAwayIn(one.after, after);
    const isMoved = (kind: keyof Places): boolean => isMovedElsewhere((trace, facts) => takenAwayIn(trace, facts)[kind].length, all);
    const told = (message: string, what: string): readonly Finding[] => [after.finding('paired-words', 'warning', one.at, message,
      { state: 'any', words: [after.word(count.offset, count.size)], evidence: [after.evidence(one.at, what)] })];
    const { function: name } = one.after.summary;
    if (now.withReference.length < was.withReference.length && now.alone.length > was.alone.length && now.givenAlone <= was.givenAlone && !isMoved('withReference'))
      return told(`${name}() took private away together with the reference that goes with it before this change, and takes the word alone now: that reference is never given back, and the page never freed`, 'the word is taken away, and its reference stays');
    const sets = placesThatSet(after);
    if (now.withReference.length > was.withReference.length && now.alone.length < was.alone.length && now.givenAlone >= was.givenAlone && sets.alone > 0 && sets.withReference === 0)
      return told(`${name}() gives a reference back together with private since this change, and the lines of this file that set the word take none: the page is freed one user too early`, 'the word is taken away together with a reference');
    return [];
  });
}

interface Places {
  /** Places where one call takes the word away and gives a reference back: 0-based offsets. */
  readonly withReference: readonly number[];
  readonly alone: readonly number[];
}

function takenAwayIn(trace: Trace, facts: FileFacts): Places & { readonly givenAlone: number } {
  const { layout } = facts.context.model, range = resolveMember({ names: words.private }, layout), count = resolveMember({ names: words.refcount }, layout);
  const own = pageEffects(trace, facts).filter(({ chain }) => chain.site.file === facts.file.path && facts.isOwnChain(chain));
  const cleared = own.filter(({ kind, offset, value }) => kind === 'write' && offset === range?.offset && isNothing(value));
  const given = own.filter((effect) => effect.kind === 'readwrite' && effect.offset === count?.offset && !isTaken(effect));
  const isGiven = (offset: number, way: string): boolean => given.some(({ chain, thing }) => chain.site.offset === offset && wayTo(thing) === way);
  const places = (isWith: boolean): readonly number[] => [...new Set(cleared.filter(({ chain, thing }) => isGiven(chain.site.offset, wayTo(thing)) === isWith).map(({ chain }) => chain.site.offset))];
  const withReference = places(true);
  return { withReference, alone: places(false), givenAlone: new Set(given.map(({ chain }) => chain.site.offset).filter((offset) => !withReference.includes(offset))).size };
}

/** How often the file sets the word by lines that take a reference with it, and by lines that take none. */
function placesThatSet(facts: FileFacts): { readonly withReference: number; readonly alone: number } {
  const { layout } = facts.context.model, range = resolveMember({ names: words.private }, layout), count = resolveMember({ names: words.refcount }, layout);
  const places = new Map<string, boolean>();
  for (const { trace, effect } of facts.ownWrites) {
    if (effect.kind !== 'write' || effect.offset !== range?.offset || isNothing(effect.value)) continue;
    const isTakenToo = trace.effects.some((other) => other.thing === effect.thing && other.kind === 'readwrite' && other.offset === count?.offset && isTaken(other));
    places.set(`${trace.summary.function}:${effect.chain.site.offset}`, isTakenToo);
  }
  const sets = [...places.values()];
  return { withReference: sets.filter(Boolean).length, alone: sets.filter((one) => !one).length };
}
