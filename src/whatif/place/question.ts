import type { PageModel } from '../../model/pageModel.js';
import type { Known, Reach } from '../../model/reach.js';
import type { PageState } from '../../model/state.js';
import type { Stored } from './stored.js';

/** "Where can I keep ...?" */
export interface PlaceQuestion {
  readonly stored: Stored;
  readonly state: PageState;
  /** While the page moves from `state` to this one: what is kept must survive both and the way between. */
  readonly then?: PageState;
  /** Whether a normal PTE of a user process may map the page; undefined leaves it to the state. */
  readonly mappable?: Known;
  /** Whether compaction may move the page: its owner registers movable_operations. */
  readonly movable: boolean;
}

/** The state's own reach, as the question has it. Of two states, the one that knows better keeps its own: a cache between uses is never mapped. */
export function reachOf(state: PageState, question: PlaceQuestion): Reach {
  const { mappable, then } = question;
  // Nobody maps free memory, whatever is asked.
  if (isFree(state)) return state.reach;
  return mappable === undefined || (then !== undefined && state.reach.userMappable !== 'unknown') ? state.reach : { ...state.reach, userMappable: mappable };
}

/** Whether the page allocator owns the pages of a state: nobody holds a reference, and they are not freed because they are free. */
export function isFree(state: PageState): boolean {
  return state.reach.freed === 'no' && state.reach.counted === 'no';
}

/** For a heading: `vmalloc (page of a vmalloc area), which user processes may map`. */
export function describeSituation(question: PlaceQuestion, model: PageModel): string {
  const { state, then, mappable, movable } = question;
  const parts = [then === undefined ? `a page in state ${state.name} (${state.title})` : `a page on its way from ${state.name} to ${then.name}`];
  if (mappable === 'yes') parts.push('which user processes may map');
  if (mappable === 'no') parts.push('which no user process maps');
  if (movable) parts.push('which compaction may move');
  return `${parts.join(', ')}; Linux ${model.layout.kernel} ${model.layout.arch}, ${model.layout.config}`;
}
