import { overlap } from '../model/memberRange.js';
import { claimsOf, type PageModel } from '../model/pageModel.js';
import type { PageState } from '../model/state.js';
import type { ValueKind } from '../model/valueKind.js';
import type { SourceOwner, SourceWrite } from './sourceOwner.js';

/**
 * The state of pages whose owner the source is: the one state of the model that claims a member it writes under that very name
 * (`slab.freelist`, `page.pp_magic`). Undefined where names say nothing (`private`, `lru`) or say different things, and where it writes
 * bytes that the state's owner does not: zsmalloc of 5.10 chained its pages by `freelist` as slabs do, and kept `units` in the mapcount.
 */
export function sourceState(owner: SourceOwner, model: PageModel): PageState | undefined {
  const found = new Set<PageState>();
  for (const write of owner.writes) {
    const claiming = model.states.filter((state) => claimOf(write, state, model) !== undefined);
    if (claiming.length === 1) found.add(claiming[0]!);
  }
  const [state, ...others] = found;
  if (state === undefined || others.length > 0) return undefined;
  const claims = claimsOf(state, model);
  return owner.writes.every((write) => claims.some(({ range }) => overlap(range, write))) ? state : undefined;
}

/** What a write of the owner of such pages stores: as the model says of the member, where its type alone only says it is a number. */
export function sourceValue(write: SourceWrite, state: PageState | undefined, model: PageModel): ValueKind {
  const claim = state === undefined ? undefined : claimOf(write, state, model);
  return claim === undefined || write.value.kind !== 'integer' ? write.value : claim.holds;
}

function claimOf(write: SourceWrite, state: PageState, model: PageModel): ReturnType<typeof claimsOf>[number] | undefined {
  const member = write.member.replace(/[.[].*$/, '');
  return claimsOf(state, model).find(({ record, names }) => (record ?? 'page') === write.record && names.some((name) => name.replace(/[.[].*$/, '') === member));
}
