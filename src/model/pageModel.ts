import type { LayoutSet } from '../layout/record.js';
import { inEra } from './era.js';
import { machineOf, type Machine } from './machine.js';
import { resolveMember, type MemberName, type MemberRange } from './memberRange.js';
import type { Observer, WordReading } from './observer.js';
import { allObservers, onlyInStates } from './observers/index.js';
import type { Claim, Duty, PageState } from './state.js';
import { allStates } from './states/index.js';

/** A fact with its words found in the opened layout. */
export type Placed<T> = T & { readonly range: MemberRange };

/** What is known of struct page in one kernel under one configuration. */
export interface PageModel {
  readonly layout: LayoutSet;
  readonly machine: Machine;
  readonly states: readonly PageState[];
  readonly observers: readonly Observer[];
  /** Facts of this kernel whose member the layout does not have: stated, never guessed. */
  readonly absent: readonly { readonly of: string; readonly member: MemberName }[];
}

/**
 * The facts that hold for the layout's kernel.
 * @param own states that only this tree knows
 */
export function pageModel(layout: LayoutSet, own: readonly PageState[] = []): PageModel {
  const kernel = layout.kernel;
  const states = [...allStates, ...own].filter((state) => inEra(state.era, kernel));
  const observers = allObservers.filter((observer) => inEra(observer.era, kernel));
  const absent = [
    ...states.flatMap((state) => state.claims.filter((claim) => inEra(claim.era, kernel)).map((member) => ({ of: state.name, member }))),
    ...observers.flatMap((observer) => observer.readings.filter((reading) => inEra(reading.era, kernel)).map((member) => ({ of: observer.name, member }))),
  ].filter(({ member }) => resolveMember(member, layout) === undefined)
    .map(({ of, member }) => ({ of, member: { names: member.names, ...(member.record !== undefined && { record: member.record }) } }));
  return { layout, machine: machineOf(layout), states, observers, absent };
}

export function stateNamed(name: string, model: PageModel): PageState | undefined {
  return model.states.find((state) => state.name === name);
}

/** The state's claims in this layout. Offsets of an overlay that spans several struct pages are counted within the page they fall into. */
export function claimsOf(state: PageState, model: PageModel): readonly Placed<Claim>[] {
  return placed(state.claims, model).map((claim) => {
    const pageSize = model.layout.records.page?.size ?? Number.MAX_SAFE_INTEGER;
    return { ...claim, range: { ...claim.range, offset: claim.range.offset % pageSize } };
  });
}

export function dutiesOf(state: PageState, model: PageModel): readonly Placed<Duty>[] {
  return placed(state.duties, model);
}

export function readingsOf(observer: Observer, model: PageModel): readonly Placed<WordReading>[] {
  return placed(observer.readings, model);
}

/** Whether the observer turns away from pages of this state before it reads them, or never looks at them. */
export function turnsAway(observer: Observer, state: PageState, model: PageModel): boolean {
  if (observer.skips.some((skip) => skip.state === state.name && inEra(skip.era, model.layout.kernel))) return true;
  if (observer.readsHead && state.position === 'tail') return true;
  const only = onlyInStates.get(observer.name);
  return only !== undefined && !only.includes(state.name);
}

/** Facts found in a layout once: a question asks for the same ones hundreds of times. */
const found = new WeakMap<LayoutSet, WeakMap<object, readonly unknown[]>>();

function placed<T extends MemberName & { readonly era?: { since?: string; before?: string } }>(facts: readonly T[], model: PageModel): readonly Placed<T>[] {
  let ofLayout = found.get(model.layout);
  if (!ofLayout) found.set(model.layout, (ofLayout = new WeakMap()));
  const known = ofLayout.get(facts) as readonly Placed<T>[] | undefined;
  if (known) return known;
  const ranges = facts.flatMap((fact): Placed<T>[] => {
    const range = inEra(fact.era, model.layout.kernel) ? resolveMember(fact, model.layout) : undefined;
    return range === undefined ? [] : [{ ...fact, range }];
  });
  ofLayout.set(facts, ranges);
  return ranges;
}
