/** References taken and given back one by one for something else than references: by what frees nothing, or never given back. */
import { type Effect, innermost, type Trace } from '../../../footprint/effect.js';
import { armsOf, isRecord, pointersIn, type Thing, type Value } from '../../../footprint/value.js';
import { callsThat, eventsNamed } from '../../../model/pageEvents.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';

/** How far a step of the count leads; undefined for whatever is no step of a known length, or asks what is left (put_page()). */
export function stepOf({ kind, value }: Effect): bigint | undefined {
  if (kind !== 'readwrite' || value === undefined) return undefined;
  const steps = armsOf(value).map((arm) => (arm.kind === 'changed' && arm.clear === 0n && arm.set === 0n ? arm.add : undefined));
  return steps.every((step) => step !== undefined && step === steps[0]) ? steps[0] : undefined;
}

/** Whether one is taken away and nobody asks whether it was the last (page_ref_dec()): whoever gives back a reference frees the page with the last one. */
export function isDroppedUnasked({ effect }: PageEffect, facts: FileFacts): boolean {
  return (stepOf(effect) ?? 0n) < 0n && innermost(effect.chain).file !== facts.file.path && !isOthers(effect.thing, facts);
}

/** A page that others' records lead to as well (a packet's fragment): they hold the reference that will be the last. */
function isOthers(thing: Thing, facts: FileFacts): boolean {
  return facts.classes.classOf(thing).pages.some(({ thing: { source } }) => source.by === 'member' && isRecord(source.record) && isShared(source.record, facts));
}

/** Declared in a header of the whole kernel, and none of the page's own. */
function isShared(record: string, facts: FileFacts): boolean {
  const { tree, pageRecords } = facts.context;
  return !pageRecords.has(record) && facts.footprints.view(facts.file).types.scope.reach.some(({ path, outline }) => path.startsWith('include/') && tree.source(path) !== undefined && outline.names.has(`struct ${record}`));
}

const FREES = callsThat('gives-back'), FROM_ADDRESS = eventsNamed('from-address');

/** Whether the file frees such memory by its address, and the page is looked up for its count alone: nobody is handed it who could give the reference back. */
function isFreedByAddress(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  const { source } = thing;
  if (source.by !== 'result' || !FROM_ADDRESS.has(source.callee) || !facts.traces.some(({ calls }) => calls.some(({ callee }) => FREES.has(callee)))) return false;
  const leads = (value: Value): boolean => pointersIn(value).some(({ to }) => to === thing);
  return !leads(trace.summary.returns) && trace.calls.filter(({ args }) => args.some(leads)).length === 1 && ![...trace.leaves.values()].flat().some(({ value }) => leads(value));
}

/** Where the helpers of the count itself lie (5.10 to 7.x: page_ref_inc()). */
const HELPERS = 'include/linux/page_ref.h';

/** By a helper of the count itself: what get_page() takes may be kept for ever, for pages that must stay. */
function isDirect({ chain }: Effect): boolean {
  let at = chain;
  while (at.inner && at.inner.site.file !== HELPERS) at = at.inner;
  return at.inner !== undefined && !at.site.file.startsWith('include/');
}

/** Memory that is known by its address goes to others who know nothing of its page: a packet's fragment. */
function isByAddress({ source }: Thing): boolean {
  return source.by === 'result' && FROM_ADDRESS.has(source.callee);
}

const DROPS = callsThat('drops-reference');

/** Whether one is added to the count of pages that the file frees itself, and no line of it gives a reference back: with one too many nothing is freed. */
export function isNeverGivenBack({ trace, effect }: PageEffect, facts: FileFacts, offset: number): boolean {
  const { thing } = effect;
  if ((stepOf(effect) ?? 0n) <= 0n || !isDirect(effect)) return false;
  if (!(facts.states.isGivenBackHere(thing) || isFreedByAddress(thing, trace, facts)) || facts.isMapped(thing) || facts.eventOf(thing, 'fragment') || trace.effects.some((other) => other.thing === thing && other.kind === 'write' && other.offset === offset)) return false;
  return !facts.traces.some(({ calls, effects }) => calls.some(({ callee }) => DROPS.has(callee))
    || effects.some((other) => other.kind === 'readwrite' && other.offset === offset && facts.isPage(other.thing) && (facts.isOwnChain(other.chain) || isByAddress(thing)) && (stepOf(other) ?? -1n) < 0n));
}
