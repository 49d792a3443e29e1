/** A tail made a page of its own: anybody may hold it from the moment its count is no longer 0, and takes it for a part of the old block as long as it leads to its head. */
import { type Effect, sitesOf } from '../../../footprint/effect.js';
import { isNothing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

export function publishedEarly(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const count = resolveMember({ names: words.refcount }, layout), head = resolveMember({ names: words.compoundHead }, layout);
  if (!count || !head) return [];
  return facts.traces.flatMap((trace) => trace.effects.flatMap((cleared, index) => {
    const isCleared = cleared.kind === 'write' && cleared.offset === head.offset && words.compoundHead.some((name) => cleared.path.endsWith(name)) && isNothing(cleared.value) && isDoneHere(cleared, facts);
    const given = isCleared ? trace.effects.slice(0, index).find((one) => one.thing === cleared.thing && one.kind === 'write' && one.offset === count.offset && !isNothing(one.value) && isDoneHere(one, facts)) : undefined;
    if (!given) return [];
    const [before, after] = [facts.placeOf(given.chain), facts.placeOf(cleared.chain)];
    return [facts.finding('paired-words', 'warning', before,
      `page.${count.path} is set before page.${head.path} is cleared: whoever takes a reference in between gives it back to the head of the block that the page no longer belongs to`,
      {
        state: facts.states.of(cleared.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(count.offset, count.size), facts.word(head.offset, head.size)],
        evidence: [facts.evidence(before, 'from here on anybody may take a reference'), facts.evidence(after, 'only here the page stops being a tail'), ...facts.around(cleared, 'clears it')],
      })];
  }));
}

/** By a line of the function itself, or a helper of a header that it calls: the functions it calls are judged by themselves. */
function isDoneHere({ chain }: Effect, facts: FileFacts): boolean {
  return sitesOf(chain).every(({ file }, depth) => (depth === 0 ? file === facts.file.path : file.endsWith('.h')));
}
