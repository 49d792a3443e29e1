/** A list walked on from a page that has left it: it was given back, or taken off the list, and its link leads elsewhere. */
import { type Chain, type Effect, sitesOf, type Trace } from '../../../footprint/effect.js';
import { callsThat } from '../../../model/pageEvents.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

const GIVING_BACK = callsThat('gives-back');

/** Helpers of every kind of list (include/linux/list.h, list_bl.h, rculist.h) that leave a poison or another list's links in the node. */
const UNLINKS = /^_*h?list_(?:bl_)?(?:del|move)(?:_\w+)?$/;

export function walkedOn(facts: FileFacts): readonly Finding[] {
  return facts.traces.flatMap((trace) => {
    const read = trace.effects.find((effect) => isOwnLink(effect, facts) && leftBy(effect, trace, facts) !== undefined);
    const left = read && leftBy(read, trace, facts);
    if (!left || read.offset === undefined) return [];
    const word = `page.${read.path}`, isGone = left === read.gone;
    return [facts.finding(isGone ? 'written-when-gone' : 'word-misread', 'error', facts.placeOf(read.chain),
      isGone ? `${word} is read to go on after the page was given back: by then it may be a link of a free list, and the walk goes on there`
        : `${word} is read to go on after the page was taken off the list: it holds LIST_POISON1, the page itself or another list's link`,
      {
        state: 'any', words: [facts.word(read.offset, read.size)],
        evidence: [
          facts.evidence(facts.placeOf(left), isGone ? 'the page is given back here' : 'the page is taken off the list here'),
          facts.evidence(facts.placeOf(read.chain), `${word} of the same page is read for the next one: list_for_each_entry_safe() reads it before`),
        ],
      })];
  });
}

/** A page's link that a line of the file reads. */
function isOwnLink({ kind, thing, record, offset, chain }: Effect, facts: FileFacts): boolean {
  return kind === 'read' && offset !== undefined && offset < facts.pageSize && !chain.inner && facts.context.pageRecords.has(record) && facts.isPage(thing) && facts.isHere(chain.site);
}

/** Where the page left the list before its link is read. */
function leftBy({ gone, link }: Effect, trace: Trace, facts: FileFacts): Chain | undefined {
  if (gone && facts.isHere(gone.site) && isToAllocator(gone, trace, facts)) return gone;
  return link && facts.isHere(link.site) && sitesOf(link).some((site) => UNLINKS.test(site.function)) ? link : undefined;
}

/** Whether the page goes to the allocator whoever may hold it, and not just a reference of it. */
function isToAllocator(gone: Chain, trace: Trace, facts: FileFacts): boolean {
  return sitesOf(gone).some((site) => {
    const calls = site.function === trace.summary.function ? trace.calls : (facts.traces.find(({ summary }) => summary.function === site.function)?.calls ?? []);
    return calls.some((call) => call.site.offset === site.offset && GIVING_BACK.has(call.callee));
  });
}
