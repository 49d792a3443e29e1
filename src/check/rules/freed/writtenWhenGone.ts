/** A page written after the function gave it back: whoever has it by then finds the value in a word of theirs. */
import type { Trace } from '../../../footprint/effect.js';
import type { Site } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isOwned } from '../../pages/ownership.js';

const GIVING_BACK = callsThat('gives-back');

export function writtenWhenGone(facts: FileFacts): readonly Finding[] {
  const told = new Set<string>();
  return facts.ownWrites.flatMap((write) => {
    const { trace, effect } = write, { gone } = effect;
    const key = `${gone?.site.offset}:${effect.thing.id}`;
    if (!gone || gone.site.file !== facts.file.path || told.has(key) || isCount(write, facts) || isHeldOn(trace, effect.thing, facts)) return [];
    // Of a page that others hold, in a file's cache or a process, a reference more or less does not matter.
    if (!takesBack(gone.site, trace) && !isOwned(effect.thing, trace, facts)) return [];
    told.add(key);
    const name = facts.nameOf(effect.offset, effect.size);
    return [facts.finding('written-when-gone', 'warning', facts.placeOf(effect.chain),
      `page.${name} is written after the page was given back: by then the word may be a link of a free list or another owner's`,
      {
        state: 'any', words: [facts.word(effect.offset, effect.size)],
        evidence: [
          facts.evidence(facts.placeOf(gone), `the page is given back here, and ${gone.site.function}() has no other reference`),
          facts.evidence(facts.placeOf(effect.chain), `${effect.path} is written`), ...facts.around(effect, 'writes it'),
        ],
      })];
  });
}

/** Whether the page goes to the allocator whoever may hold it, and not just a reference of it. */
function takesBack(site: Site, trace: Trace): boolean {
  return trace.calls.some((call) => call.site.offset === site.offset && GIVING_BACK.has(call.callee));
}

/** Counts are everybody's: who gives back two references does so one by one. */
function isCount({ effect }: PageEffect, facts: FileFacts): boolean {
  // A page type lies over the count of mappings.
  return [words.refcount, words.mapcount].some((names) => resolveMember({ names }, facts.context.model.layout)?.offset === effect.offset && names.some((name) => effect.path.split('.').includes(name)));
}

/** Whether the function takes a reference of its own, or gives back more than one. */
function isHeldOn(trace: Trace, thing: PageEffect['effect']['thing'], facts: FileFacts): boolean {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  return trace.effects.some((effect) => effect.thing === thing && effect.kind === 'readwrite' && effect.offset === count?.offset && effect.value?.kind === 'changed' && effect.value.add > 0n);
}
