/** `mapping` of a page that a frame number led to, followed as an address_space: whose page it is nobody has asked. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Effect, Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { isAnybodys } from '../tails/headLost.js';

/** What functions are called that ask whose page it is, or let nobody else have it meanwhile. */
const ASKS = /^_*(?:Page[A-Z]|folio_test_|page_(?:is|has|test)_|is_|try_?lock_(?:page|folio)|lock_page|(?:try_)?get_page)/;

export function mappingFollowed(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.mapping }, facts.context.model.layout);
  // Walkers of memory management know what may lie there: what a change brings in is looked at.
  if (!range || (isMemoryManagement(facts.file.path) && !facts.context.isHeldAgainst)) return [];
  return facts.traces.flatMap((trace) => {
    const read = trace.effects.find((effect) => effect.kind === 'read' && effect.record === 'page' && effect.offset === range.offset && !effect.chain.inner && effect.chain.site.file === facts.file.path && isAnybodys(effect.thing, trace, facts) && !isAsked(effect, trace));
    return read && isFollowed(read, trace, facts) ? [told(read, trace, facts)] : [];
  });
}

/** Whether what the word leads to is looked at, at once or by way of a local. */
function isFollowed({ path }: Effect, { summary: { at: { offset } } }: Trace, { file }: FileFacts): boolean {
  const item = file.outline.items.find(({ start }) => start === offset), text = item ? blankCommentsAndContinuations(file.text.slice(item.start, item.end)) : '';
  if (new RegExp(`->\\s*${path}\\s*->`).test(text)) return true;
  return [...text.matchAll(new RegExp(`\\b(\\w+)\\s*=[^=;][^;]*->\\s*${path}\\)?\\s*;`, 'g'))].some(([, local]) => new RegExp(`\\b${local!}\\s*->`).test(text));
}

function isAsked({ thing, chain }: Effect, trace: Trace): boolean {
  return trace.calls.some(({ callee, site, args }) => site.offset < chain.site.offset && ASKS.test(callee) && args.flatMap(pointersIn).some(({ to }) => to === thing));
}

function told(read: Effect, trace: Trace, facts: FileFacts): Finding {
  const place = facts.placeOf(read.chain);
  return facts.finding('word-misread', 'warning', place,
    `page.${read.path} of a page that a frame number led to is followed as an address_space, and nothing here asks whose page it is: a slab, a page table, an anonymous page or a tail has something else there (page_mapping(), under the page's lock and with a reference)`,
    { state: facts.states.of(read.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(read.offset ?? 0, read.size)], evidence: [facts.evidence(place, `${read.path} is read, and what it leads to is looked at`)] });
}
