/** A reference that a function took only to pages that have one left, and that a change has it take to any: a page without one is nobody's to hold. */
import { sitesOf, type Trace } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isMovedElsewhere } from '../changedFunctions.js';
import { isTaken } from './referenceLost.js';

const MAPPED = callsThat('gives-mapped');

/** Functions that leave a page alone which has no reference; an entry is none that tries. */
const CAREFUL = /unless|(?<!en)try/;

export function heldForGranted({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, after.context.model.layout);
  return functions.flatMap((one) => {
    const was = takenIn(one.before, before), now = takenIn(one.after, after);
    const careful = (trace: Trace, facts: FileFacts): number => takenIn(trace, facts).filter(({ isCareful }) => isCareful).length;
    const blind = now.filter(({ isCareful }) => !isCareful), known = was.filter(({ isCareful }) => !isCareful);
    // What a page table maps has a reference as long as its lock is held.
    if (!count || one.after.calls.some(({ callee }) => MAPPED.has(callee)) || careful(one.after, after) >= careful(one.before, before) || blind.length <= known.length || isMovedElsewhere(careful, all)) return [];
    const fresh = blind.find(({ callee }) => !known.some((other) => other.callee === callee)) ?? blind[0]!;
    const site = { ...one.after.summary.at, offset: fresh.offset };
    return [after.finding('refcount-misuse', 'warning', site,
      `${one.after.summary.function}() took a reference only where the page had one before this change, and takes one to any page by ${fresh.callee}() here: a page that has none is free, or a part of a block, and whoever gives that reference back frees it under its owner`,
      { state: 'any', words: [after.word(count.offset, count.size)], evidence: [after.evidence(site, `${fresh.callee}() counts up from 0, too`), after.evidence(one.at, 'before this change the count was asked first')] })];
  });
}

interface Taken { readonly callee: string; readonly offset: number; readonly isCareful: boolean }

/** Calls of the function's own that take a reference, also to a page that the callee finds by itself. */
function takenIn(trace: Trace, facts: FileFacts): readonly Taken[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  return trace.calls.flatMap(({ callee, site }): Taken[] => {
    if (site.file !== facts.file.path) return [];
    const local = facts.traces.find(({ summary }) => summary.function === callee), done = local ?? facts.footprints.summary(callee, facts.file);
    const took = done?.effects.find((effect) => effect.kind === 'readwrite' && effect.offset === count?.offset && facts.isPage(effect.thing) && sitesOf(effect.chain).length <= MAX_STEPS && isTaken(effect));
    return took ? [{ callee, offset: site.offset, isCareful: CAREFUL.test(callee) || sitesOf(took.chain).some((at) => CAREFUL.test(at.function)) }] : [];
  });
}

/** What lies deeper than this is no step that the function is called for. */
const MAX_STEPS = 4;
