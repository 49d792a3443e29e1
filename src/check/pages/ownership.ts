/** Which pages a file owns: those it takes from the allocator, and what it does to their words between that and giving them back. */
import type { Trace } from '../../footprint/effect.js';
import { armsOf, leadsTo, type Thing } from '../../footprint/value.js';
import type { PageState } from '../../model/state.js';
import type { FileFacts, PageEffect } from '../fileFacts.js';
import { isMemoryManagement } from './insiders.js';
import type { PageClass } from './pageClasses.js';
import { FRESH, memoryOf } from './pageStates.js';

/** Words of all the pages of a class that the file's own lines write. */
export function writesTo(group: PageClass, facts: FileFacts): readonly PageEffect[] {
  const things = new Set(group.pages.map((page) => page.thing));
  return facts.ownWrites.filter(({ effect }) => things.has(effect.thing));
}

/** Whether the file allocates these pages, and nothing tells that they are anybody else's: page cache, somebody's mapped memory, a slab. */
export function isOwned(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  return facts.states.isAllocatedHere(thing) && isNobodyElses(thing, trace, facts);
}

/** Whether the pages that the file gives back are its own: it allocates them, or has another file do so. Memory management frees what is anybody's. */
export function isOwnToFree(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  const isIts = facts.states.isAllocatedHere(thing) || (facts.states.isGivenBackHere(thing) && !isMemoryManagement(facts.file.path));
  return isIts && isNobodyElses(thing, trace, facts);
}

function isNobodyElses(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  const states = facts.states.of(thing, trace);
  return !becomesCached(facts.classes.classOf(thing), facts) && states.every((known) => known.state.position === 'single' && !isShared(known.state));
}

/** Functions of other files give the pages to a file: who frees such a page has taken it out of there by other functions. */
function becomesCached(group: PageClass, facts: FileFacts): boolean {
  return group.pages.some(({ thing, trace }) => trace.effects.some((effect) => effect.thing === thing && effect.kind === 'write' && !facts.isOwn(effect) && effect.value !== undefined && armsOf(effect.value).some((arm) => arm.kind === 'pointer' && arm.to.record === 'address_space' && !leadsTo(arm.to, thing))));
}

/** Pages that memory management keeps on its lists for whoever maps them: page cache, anonymous memory, what GUP hands out. */
function isShared(state: PageState): boolean {
  return state.reach.userMappable === 'yes' && state.claims.some((claim) => claim.names.includes('lru'));
}

/** Whether it is a page that this very function has allocated: nothing but what stands here has happened to it. */
export function isFreshHere(thing: Thing, facts: FileFacts): boolean {
  const { source } = thing;
  const memory = source.by === 'result' ? memoryOf(source) : undefined;
  if (memory) return isFreshHere(memory, facts);
  return (source.by === 'result' && facts.states.state(FRESH)?.origins.some((origin) => origin.of === source.callee) === true) || (source.by === 'element' && isFreshHere(source.of, facts)) || (source.by === 'member' && isLocal(source.of));
}

/** A variable of the function's own: what it held before it was set is nobody's page. */
function isLocal(thing: Thing): boolean {
  return thing.source.by === 'local' || (thing.source.by === 'member' && isLocal(thing.source.of));
}

/** Memory that is no part of the memory map: a variable, a member of another record, what an allocator gave. */
export function isOwnMemory({ source }: Thing, facts: FileFacts): boolean {
  return source.by === 'local' || (source.by === 'result' && facts.context.model.states.some((state) => state.origins.some((origin) => origin.by === 'address' && origin.of === source.callee)));
}
