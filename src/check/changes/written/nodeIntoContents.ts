/** A list node that a change moves from struct page into the bytes of the page: those may have no address, be seen by others, or be anybody's to discard. */
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import type { Thing } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { linksNode } from '../../pages/lists.js';
import { contentsOf } from '../../rules/lists/nodeInContents.js';
import { type ChangedFacts, pageEffects, wayTo } from '../changedFunctions.js';

export function nodeIntoContents({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => nodesIn(one.after, after).flatMap(({ call, page }) => {
    const way = wayTo(page);
    if (nodesIn(one.before, before).some((other) => wayTo(other.page) === way) || !isLinked(way, one.before, before) || isLinked(way, one.after, after)) return [];
    return [after.finding('node-in-contents', 'warning', call.site,
      'a list node in the contents of a page, which lay in its struct page before this change: a page in high memory has no address to link, what lies in it others may see or discard, and who finds the page by its struct page finds no node',
      { state: after.states.of(page, one.after)[0]?.state.name ?? 'any', words: [], evidence: [after.evidence(call.site, `${call.callee}() writes the node into the page's bytes`)] })];
  }).slice(0, 1));
}

function nodesIn(trace: Trace, facts: FileFacts): readonly { readonly call: CallEvent; readonly page: Thing }[] {
  return trace.calls.flatMap((call) => call.args.flatMap((arg, index) => {
    const page = contentsOf(arg);
    return page && facts.isPage(page) && linksNode(call.callee, index, facts) ? [{ call, page }] : [];
  }));
}

/** Whether a node of the page's own words is linked. */
function isLinked(way: string, trace: Trace, facts: FileFacts): boolean {
  return pageEffects(trace, facts).some((effect) => effect.kind === 'write' && storedRecords[effect.record] !== undefined && wayTo(effect.thing) === way);
}
