/** Which pages a file owns: those it takes from the allocator, and what it does to their words between that and giving them back. */
import type { Trace } from '../footprint/effect.js';
import type { Thing } from '../footprint/value.js';
import type { FileFacts, PageEffect } from './fileFacts.js';
import type { PageClass } from './pageClasses.js';
import { FRESH } from './pageStates.js';

/** Words of all the pages of a class that the file's own lines write. */
export function writesTo(group: PageClass, facts: FileFacts): readonly PageEffect[] {
  const things = new Set(group.pages.map((page) => page.thing));
  return facts.ownWrites.filter(({ effect }) => things.has(effect.thing));
}

/** Whether the file allocates these pages, and nothing tells that they are anybody else's: page cache, somebody's mapped memory, a slab. */
export function isOwned(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  const states = facts.states.of(thing, trace);
  return facts.states.isAllocatedHere(thing) && states.every((known) => known.state.name === FRESH || (known.state.reach.userMappable !== 'yes' && known.state.position === 'single'));
}

/** Whether it is a page just allocated in this very function: nothing but what stands here has happened to it. */
export function isFreshHere(thing: Thing): boolean {
  return thing.source.by === 'result' || (thing.source.by === 'element' && isFreshHere(thing.source.of));
}
