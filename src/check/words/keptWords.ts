/** Words that struct page keeps for everybody, whoever owns the page: what no record laid over it may use for something else. */
import type { LayoutSet } from '../../layout/record.js';
import { inEra } from '../../model/era.js';
import { type ByteRange, type MemberRange, overlap, resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';
import type { FindingEvidence } from '../finding.js';
import { readerIn } from './readers.js';

export interface KeptWord {
  readonly names: readonly string[];
  /** The model's reader that minds. */
  readonly observer: string;
  readonly in: 'head' | 'any' | 'tails';
  /** Members of that name, at just that place, are the word itself or room left for it. */
  readonly itself: RegExp;
  readonly harm: string;
}

const bad = 'and the page is bad when it is freed';

const KEPT: readonly KeptWord[] = [
  { names: words.flags, observer: 'page_to_nid', in: 'any', itself: /flag|pad|unused/i, harm: 'flags, node and zone are lost' },
  { names: words.compoundHead, observer: 'compound_head', in: 'tails', itself: /head|compound|pad|unused/i, harm: 'the tail no longer leads to its head' },
  // The owner of a head with a page type may keep a number of its own there.
  { names: words.mapcount, observer: 'free_check_mapcount', in: 'head', itself: /./, harm: `it reads as mapped or typed, ${bad}` },
  { names: words.mapcount, observer: 'free_check_mapcount', in: 'tails', itself: /mapcount|type|pad|unused/i, harm: `the tail reads as mapped or typed, ${bad}` },
  { names: words.refcount, observer: 'page_ref', in: 'any', itself: /ref|pad|unused/i, harm: 'references that others take and give back change it, and it holds the page' },
  { names: words.memcg, observer: 'free_check_memcg', in: 'head', itself: /mem_?cg|mem_cgroup|obj|pad|unused/i, harm: `it reads as a charge, ${bad}` },
];

/** A kept word that some bytes lie over. */
export interface Covered {
  readonly kept: KeptWord;
  readonly member: MemberRange;
  /** Which of the struct pages that an overlay reaches over it belongs to. */
  readonly page: number;
}

/**
 * The first kept word that bytes lie over which are not that word by name and place.
 * @param range bytes from the start of the overlay
 */
export function coveredBy(name: string, range: ByteRange, layout: LayoutSet): Covered | undefined {
  const size = layout.records['page']?.size;
  if (size === undefined) return undefined;
  for (let page = Math.floor(range.offset / size); page * size < range.offset + range.size; page++) {
    for (const kept of KEPT) {
      const member = (kept.in === 'head' && page > 0) || (kept.in === 'tails' && page === 0) ? undefined : resolveMember({ names: kept.names }, layout);
      if (!member) continue;
      const place = { offset: page * size + member.offset, size: member.size };
      const isItself = range.offset === place.offset && range.size === place.size && kept.itself.test(name);
      if (overlap(range, place) && !isItself) return { kept, member, page };
    }
  }
  return undefined;
}

/** The model's reader of that name, where the tree has it. */
export function observerIn(name: string, member: string, facts: FileFacts): readonly FindingEvidence[] {
  const { model, tree } = facts.context, { kernel } = model.layout;
  const observer = model.observers.find((one) => one.name === name);
  const reading = observer?.readings.flatMap(({ cases }) => cases).find(({ harm }) => harm !== undefined);
  const route = observer?.routes.find(({ era }) => inEra(era, kernel));
  const found = observer && readerIn(tree, { evidence: observer.roots.filter(({ era }) => inEra(era, kernel)), member, readAs: reading?.readAs ?? member, path: route?.path ?? [] });
  return found ? [found] : [];
}
