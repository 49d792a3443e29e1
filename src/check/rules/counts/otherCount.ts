/** References that a file gives back in a count of its own and takes in the page's: the one runs out, the other is never given back. */
import { type Effect, innermost } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { stepOf } from './countSteps.js';

const DROPS = callsThat('drops-reference');

export function otherCount(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const [references, mappings, flags] = [words.refcount, words.mapcount, words.flags].map((names) => resolveMember({ names }, layout)?.offset);
  const steps = facts.ownWrites.filter(({ effect }) => effect.kind === 'readwrite');
  const taken = steps.find(({ trace, effect }) => effect.offset === references && wayOf(effect, facts) === 'up' && innermost(effect.chain).file !== facts.file.path && effect.chain.site === facts.placeOf(effect.chain) && effect.thing === trace.summary.parameters[0]);
  // Who gives references to the page back as well has both kinds.
  if (!taken || steps.some(({ effect }) => effect.offset === references && wayOf(effect, facts) !== 'up') || facts.traces.some(({ calls }) => calls.some(({ callee }) => DROPS.has(callee)))) return [];
  const counted = steps.filter(({ effect }) => effect.path !== '' && effect.offset !== references && effect.offset !== mappings && effect.offset !== flags && facts.isHere(innermost(effect.chain)));
  const given = counted.find(({ effect }) => wayOf(effect, facts) === 'down' && !counted.some((other) => other.effect.offset === effect.offset && wayOf(other.effect, facts) === 'up'));
  return given ? [told(taken, given, facts)] : [];
}

/** Which way a count goes where what it comes to is not known: as it is written. */
function wayOf(effect: Effect, facts: FileFacts): 'up' | 'down' | undefined {
  const step = stepOf(effect);
  if (step !== undefined) return step > 0n ? 'up' : 'down';
  const { file, offset } = innermost(effect.chain);
  const written = /^(?:\w*(?:atomic|refcount)\w*?_(?:fetch_)?(inc|add|dec|sub)|[^;]*?(\+\+|\+=|--|-=))/.exec((facts.context.tree.source(file)?.text ?? '').slice(offset, offset + 200));
  const how = written?.[1] ?? written?.[2];
  return how === undefined ? undefined : ['inc', 'add', '++', '+='].includes(how) ? 'up' : 'down';
}

function told(taken: PageEffect, given: PageEffect, facts: FileFacts): Finding {
  const [at, other] = [facts.placeOf(taken.effect.chain), facts.placeOf(given.effect.chain)];
  const name = given.effect.path.replace(/^.*\./, '');
  return facts.finding('refcount-misuse', 'warning', at,
    `a reference is taken in page.${words.refcount[0]} here, while this file gives references back in page.${name} and takes none there: that count runs out too early, and the page keeps a reference that nobody gives back`,
    {
      state: facts.states.of(taken.effect.thing, taken.trace)[0]?.state.name ?? 'any', words: [facts.word(taken.effect.offset, taken.effect.size), facts.word(given.effect.offset, given.effect.size)],
      evidence: [facts.evidence(at, 'a reference to the page is taken'), ...facts.around(taken.effect, 'counts it'), facts.evidence(other, `${name} is counted down`)],
    });
}
