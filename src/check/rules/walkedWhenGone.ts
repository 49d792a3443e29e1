/** A list walked on from a page that was given back: its links are another list's by then. */
import type { Effect, Trace } from '../../footprint/effect.js';
import { callsThat } from '../../model/pageEvents.js';
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';

const GIVING_BACK = callsThat('gives-back');

export function walkedWhenGone(facts: FileFacts): readonly Finding[] {
  return facts.traces.flatMap((trace) => {
    const read = trace.effects.find((effect) => isLinkOfGone(effect, trace, facts));
    if (read?.gone === undefined || read.offset === undefined) return [];
    const { gone, offset, size, chain, path } = read, word = `page.${path}`;
    return [facts.finding('written-when-gone', 'error', facts.placeOf(chain),
      `${word} is read to go on after the page was given back: by then it may be a link of a free list, and the walk goes on there`,
      {
        state: 'any', words: [facts.word(offset, size)],
        evidence: [
          facts.evidence(facts.placeOf(gone), 'the page is given back here'),
          facts.evidence(facts.placeOf(chain), `${word} of the same page is read for the next one: list_for_each_entry_safe() reads it before`),
        ],
      })];
  });
}

/** A link of a page that this function read by itself, after it or a function of this file gave the page to the allocator. */
function isLinkOfGone({ kind, thing, record, offset, gone, chain }: Effect, trace: Trace, facts: FileFacts): boolean {
  return kind === 'read' && gone !== undefined && offset !== undefined && offset < facts.pageSize && !chain.inner && facts.context.pageRecords.has(record) && facts.isPage(thing) && facts.isHere(chain.site) && facts.isHere(gone.site) && isToAllocator(gone, trace, facts);
}

/** Whether the page goes to the allocator whoever may hold it, and not just a reference of it. */
function isToAllocator(gone: NonNullable<Effect['gone']>, trace: Trace, facts: FileFacts): boolean {
  for (let at: typeof gone | undefined = gone; at; at = at.inner) {
    const { site } = at;
    const calls = site.function === trace.summary.function ? trace.calls : (facts.traces.find(({ summary }) => summary.function === site.function)?.calls ?? []);
    if (calls.some((call) => call.site.offset === site.offset && GIVING_BACK.has(call.callee))) return true;
  }
  return false;
}
