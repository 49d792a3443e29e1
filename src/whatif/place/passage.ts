import type { Era } from '../../model/era.js';
import { evidence, type Evidence } from '../../model/evidence.js';
import type { MemberName } from '../../model/memberRange.js';
import type { Claim, Duty, PageState } from '../../model/state.js';
import { claim, freeDuties, link, pointer, words } from '../../model/states/words.js';
import { isFree } from './question.js';

/** What happens between two states of a page. */
export type Passage = 'freed' | 'allocated' | 'within-allocator' | 'handed-over';

export function passageBetween(from: PageState, to: PageState): Passage {
  if (isFree(from)) return isFree(to) ? 'within-allocator' : 'allocated';
  return isFree(to) ? 'freed' : 'handed-over';
}

/** A word that is written on the way, whatever stood there. */
export interface PassageWrite extends MemberName {
  readonly says: string;
  readonly era?: Era;
  readonly evidence: Evidence;
}

/** Kernels whose free_pages_prepare() clears private: 7.0, and the stable trees it went back to (6.1.192, 6.12.117: mm/page_alloc.c). */
const clearsPrivate: readonly Era[] = [{ since: '6.1.192', before: '6.2' }, { since: '6.12.117', before: '6.13' }, { since: '7.0' }];

const onFree: readonly PassageWrite[] = [
  ...clearsPrivate.map((era): PassageWrite => ({ names: words.private, says: 'free_pages_prepare() sets private to 0', era, evidence: evidence('mm/page_alloc.c', 'free_pages_prepare') })),
  { names: words.refcount, says: 'the page is freed with the last reference: _refcount is 0', evidence: evidence('mm/page_alloc.c', 'free_pages_prepare') },
];
const onAlloc: readonly PassageWrite[] = [
  { names: words.private, says: 'post_alloc_hook() sets private to 0', evidence: evidence('mm/page_alloc.c', 'post_alloc_hook') },
  { names: words.refcount, says: 'post_alloc_hook() sets _refcount to 1', evidence: evidence('mm/page_alloc.c', 'post_alloc_hook') },
];

export function passageWrites(passage: Passage): readonly PassageWrite[] {
  switch (passage) {
    case 'freed': return onFree;
    case 'allocated': return onAlloc;
    case 'within-allocator': case 'handed-over': return [];
  }
}

/** What page_expected_state() wants of every page that changes its owner: on the way nothing else may stand there. */
export function passageChecks(passage: Passage): readonly Duty[] {
  const always = freeDuties.filter((duty) => duty.names !== words.private);
  switch (passage) {
    case 'freed': case 'allocated': return always;
    case 'within-allocator': case 'handed-over': return [];
  }
}

/** The same checks for pages that lie free: they wait at the next allocation. */
export const nextAllocation: readonly Duty[] = passageChecks('allocated').map((duty) => ({
  ...duty, at: 'while-held', says: `${duty.says} again before the page is allocated`, evidence: [evidence('mm/page_alloc.c', 'page_expected_state', undefined, 'check_new_page() looks at every page it hands out')],
}));

/** A state that pages come to without their owner's doing, at any time. */
export interface Drift {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly evidence: readonly Evidence[];
}

/** What is kept in a page of the one state must bear the other. */
export const drifts: readonly Drift[] = [
  { from: 'anon', to: 'swap-cache', by: 'reclaim puts an anonymous page into the swap cache', evidence: [evidence('mm/swap_state.c', 'add_to_swap', { before: '6.16' })] },
];

/** What a page needs that compaction may move (mm/migrate.c, mm/compaction.c): words of the migration core besides the owner's. */
export const movableClaims: readonly Claim[] = [
  claim(words.mapping, pointer('movable_operations', 2), 'movable_operations | PAGE_MAPPING_MOVABLE, from __SetPageMovable() on', { era: { since: '4.8', before: '6.17' } }),
  claim(words.lru, link, 'the list of pages being migrated, while the page is isolated'),
  claim(words.pageType, { kind: 'unknown', reason: 'page type of a movable owner' }, 'the page type that names its movable_operations', { era: { since: '6.17' } }),
];
export const movableEvidence: readonly Evidence[] = [evidence('mm/migrate.c', 'isolate_movable_page', { before: '6.16' }), evidence('mm/compaction.c', 'isolate_migratepages_block')];
