/** A block that was allocated as single pages, asked for its order as a compound page is: none of its pages tells how many there are. */
import { pointersIn } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { FRESH } from '../../pages/pageStates.js';
import { plainOrigin } from '../../pages/compoundPages.js';

const ASKS = callsThat('asks-order');

export function orderOfBlock(facts: FileFacts): readonly Finding[] {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return facts.traces.flatMap((trace) => trace.calls.flatMap(({ callee, args, site }): readonly Finding[] => {
    if (!head || !ASKS.has(callee) || site.file !== facts.file.path) return [];
    const page = args.flatMap(pointersIn).find(({ to, path }) => path === '' && facts.isPage(to))?.to;
    const from = page?.source.by === 'element' ? undefined : page && facts.classes.classOf(page).pages.filter(({ thing }) => thing.source.by === 'result' && facts.states.isFromAllocator(thing.source.callee)).map(({ thing }) => plainOrigin(thing, facts));
    const [first] = from ?? [];
    // A page that may be another's as well was allocated in another way.
    if (!first || from!.some((one) => one === undefined) || facts.states.of(page!, trace).some(({ state }) => state.name !== FRESH)) return [];
    return [facts.finding('tail-page', 'warning', site,
      `${callee}() tells of every page of this block that it is a single one: the block was allocated without __GFP_COMP, and only who allocated it knows its order`,
      { state: 'allocated', words: [facts.word(head.offset, head.size)], evidence: [facts.evidence(site, `${callee}() looks for a compound page`), facts.evidence(first.site, first.what)] })];
  }));
}
