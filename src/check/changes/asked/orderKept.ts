/** The order of a block that a file keeps in a word of its page, asked of the block itself since a change: only a compound page knows that. */
import type { Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects, wayTo } from '../changedFunctions.js';
import { readLost } from './readLost.js';

const KEEPING = [words.private, words.index], ASKS = callsThat('asks-order');

export function orderKept({ functions, before, after }: ChangedFacts): readonly Finding[] {
  // Blocks that are made compound pages know their order from then on.
  if (mentions(after) > mentions(before)) return [];
  const ranges = rangesOf(KEEPING, after.context.model.layout);
  return functions.flatMap((one) => {
    const asked = ordersAsked(one.after, after);
    // A function that puts the order there itself is told for that.
    if (asked.length === 0 || readLost({ functions: [one], before, after }).length > 0) return [];
    const known = ordersAsked(one.before, before).map(({ way }) => way);
    for (const { way, site } of asked) {
      const kept = known.includes(way) ? undefined : ranges.find((range) => ownReads(one.after, range, way, after) < ownReads(one.before, range, way, before));
      if (!kept) continue;
      const name = after.nameOf(kept.offset, kept.size);
      return [after.finding('unconverted-reader', 'warning', site,
        `${one.after.summary.function}() asks the block for its order here, and took it from page.${name} before this change: what is allocated without __GFP_COMP is no compound page and says 0, whatever its order is`,
        { state: 'any', words: [after.word(kept.offset, kept.size)], evidence: [after.evidence(site, 'the order is asked of the first page'), after.evidence(one.at, `${name} was read before this change`)] })];
    }
    return [];
  });
}

function mentions({ file }: FileFacts): number {
  return file.text.split('__GFP_COMP').length;
}

/** Pages whose order the function's own lines ask for. */
function ordersAsked({ calls }: Trace, facts: FileFacts): readonly { readonly way: string; readonly site: Trace['summary']['at'] }[] {
  return calls.flatMap(({ callee, site, args }) => (ASKS.has(callee) && site.file === facts.file.path ? args.flatMap((arg) => pointersIn(arg)).slice(0, 1).map(({ to }) => ({ way: wayTo(to), site })) : []));
}

/** How often the function's own lines, or an accessor there, read the word of that page. */
function ownReads(trace: Trace, range: MemberRange, way: string, facts: FileFacts): number {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.offset === range.offset && effect.size === range.size && wayTo(effect.thing) === way && facts.isOwn(effect) && effect.chain.site.file === facts.file.path).length;
}
