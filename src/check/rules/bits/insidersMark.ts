/** Marks and words that only memory management may give a page, set by a driver or a file system: the page is taken for one of its own. */
import { innermost } from '../../../footprint/effect.js';
import { isNothing } from '../../../footprint/value.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isUser } from '../../pages/insiders.js';
import { setBy } from '../../words/markHelpers.js';

/** Flags and types by the name that helpers share, and who goes by them. */
const MARKS: ReadonlyMap<string, string> = new Map([
  ['lru', 'reclaim and compaction take the page off an LRU list that it is not on'], ['unevictable', 'the page is counted to a list of pages that cannot be reclaimed'],
  ['mlocked', 'the page is counted to the locked ones, and munlock() is never called for it'], ['slab', 'kfree(), hardened copies and memory failure take the page for a slab'],
  ['buddy', 'compaction and isolation take the page for a free block whose order lies in private'], ['hugetlb', 'free_huge_folio() gets the page when it goes back'],
  ['head', 'compound_order() and everybody who walks a folio look into the pages behind'], ['swapcache', 'private is taken for a swap entry, and mapping for the swap cache\'s'],
]);
/** Members by their names, and whose they are. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['memcg_data', 'what charged the page: uncharging goes through it'], ['mlock_count', 'how often an unevictable page is locked'], ['buddy_list', 'a link among free pages'], ['pcp_list', 'a link among free pages'], ['_deferred_list', 'a link among folios to be split'],
]);

export function insidersMark(facts: FileFacts): readonly Finding[] {
  if (!isUser(facts.file.path)) return [];
  const told = new Set<number>();
  return facts.ownWrites.flatMap((write) => {
    const at = facts.placeOf(write.effect.chain), says = markIn(write) ?? memberIn(write, facts);
    if (says === undefined || told.has(at.offset)) return [];
    told.add(at.offset);
    const { effect } = write;
    return [facts.finding('foreign-word', 'error', at, says, {
      state: 'any', words: [facts.word(effect.offset, effect.size)], evidence: [facts.evidence(at, `${effect.path} is changed`), ...facts.around(effect, 'changes it')],
    })];
  });
}

function markIn({ effect }: PageEffect): string | undefined {
  const helper = innermost(effect.chain).function, mark = setBy(helper), otherwise = mark === undefined ? undefined : MARKS.get(mark);
  // What a function of memory management sets, which is called here, it sets by right.
  const isAsked = effect.chain.inner !== undefined && effect.chain.inner.inner === undefined;
  return otherwise !== undefined && isAsked ? `${helper}() gives the page a mark of memory management's own: ${otherwise}` : undefined;
}

function memberIn({ effect }: PageEffect, facts: FileFacts): string | undefined {
  const [name] = effect.path.split('.'), whose = MEMBERS.get(name!);
  const isOwn = effect.kind !== 'marker' && !effect.chain.inner && effect.chain.site.file === facts.file.path;
  return whose !== undefined && isOwn && !isNothing(effect.value) ? `page.${name!} is written, which is memory management's own: ${whose}` : undefined;
}
