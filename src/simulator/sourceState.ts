import { claimsOf, type PageModel } from '../model/pageModel.js';
import type { PageState } from '../model/state.js';
import type { ValueKind } from '../model/valueKind.js';
import type { SourceOwner, SourceWrite } from './sourceOwner.js';

/**
 * The state of pages whose owner the source is: the one state of the model that claims a member it writes under that very name
 * (`slab.freelist`, `page.pp_magic`). Undefined where names say nothing (`private`, `lru`) or say different things.
 */
export function sourceState(owner: SourceOwner, model: PageModel): PageState | undefined {
  const found = new Set<PageState>();
  for (const write of owner.writes) {
    const claiming = model.states.filter((state) => claimOf(write, state, model) !== undefined);
    if (claiming.length === 1) found.add(claiming[0]!);
  }
  const [first, ...others] = found;
  return others.length === 0 ? first : undefined;
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
