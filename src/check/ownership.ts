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

/** Whether it is a page that this very function has got from elsewhere: nothing but what stands here has happened to it. */
export function isFreshHere(thing: Thing): boolean {
  const { source } = thing;
  return source.by === 'result' || (source.by === 'element' && isFreshHere(source.of)) || (source.by === 'member' && isLocal(source.of));
}

/** A variable of the function's own: what it held before it was set is nobody's page. */
function isLocal(thing: Thing): boolean {
  return thing.source.by === 'local' || (thing.source.by === 'member' && isLocal(thing.source.of));
}
