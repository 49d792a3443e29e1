/** The step that makes pages of their own of a block's pages, left out by a change: each of them got a reference there (split_page()). */
import { type CallEvent, sitesOf, type Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isMovedElsewhere } from '../changedFunctions.js';

export function splitLost({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, after.context.model.layout);
  return functions.flatMap((one) => {
    const was = splitsIn(one.before, before), now = splitsIn(one.after, after), [split] = was;
    if (!count || !split || now.length >= was.length || isMovedElsewhere((trace, facts) => splitsIn(trace, facts).length, all)) return [];
    return [after.finding('tail-page', 'warning', one.at,
      `${one.after.summary.function}() made pages of their own of the block's pages with ${split.callee}(), and nothing does so behind this change: all but the first have no reference of their own, and are tails where the block is one compound page`,
      { state: 'tail', words: [after.word(count.offset, count.size)], evidence: [after.evidence(one.at, `before this change ${split.callee}() was called here`)] })];
  });
}

/** Calls that by their own lines give each page behind the first one reference: what a function has others do to a block is more than that. */
function splitsIn(trace: Trace, facts: FileFacts): readonly CallEvent[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  return trace.calls.filter(({ callee, args, site }) => site.file === facts.file.path && args.flatMap(pointersIn).some(({ to, path }) => path === '' && facts.isPage(to))
    && facts.footprints.summary(callee, facts.file)?.effects.some(({ kind, thing, offset, value, chain }) => kind === 'write' && sitesOf(chain).slice(1).every(({ file }) => file.endsWith('.h')) && offset === count?.offset && value?.kind === 'number' && value.value === 1n && facts.isPage(thing) && thing.source.by === 'element' && thing.source.of.source.by === 'parameter') === true);
}
