/** A part of a struct page copied to another as one block: with the words that are meant go those that lie between them. */
import type { CallEvent, Effect, Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isFreshHere, isOwnMemory } from '../../pages/ownership.js';
import { isCopied } from './pageCopies.js';

/** What is one page's own, and what becomes of another that gets it. */
const OWN: readonly { readonly names: readonly string[]; readonly otherwise: string }[] = [
  { names: words.lru, otherwise: 'both are linked into one place of a list, of which one is unlinked' },
  { names: words.private, otherwise: 'both hold what belongs to one of them: a swap entry, a pointer to its owner\'s data' },
  { names: words.mapcount, otherwise: 'the one is mapped as often as the other is said to be' },
  { names: words.refcount, otherwise: 'references to the one are counted for the other' },
];

export function blockCopy(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const own = OWN.flatMap((one) => {
    const range = resolveMember(one, layout);
    return range ? [{ ...one, range }] : [];
  });
  return facts.traces.flatMap((trace) => trace.effects.flatMap((effect) => {
    const from = blockOf(effect, trace, facts);
    // A block from the first byte on is a copy of the page.
    if (!from || effect.offset === undefined || effect.offset === 0) return [];
    const [start, end] = [effect.offset, effect.offset + effect.size];
    const taken = own.find(({ range }) => start <= range.offset && range.offset < end && !(start === range.offset && end === range.offset + range.size));
    if (!taken) return [];
    return [facts.finding('page-copy', 'warning', facts.placeOf(effect.chain),
      `${effect.size} bytes of a struct page are copied over another's, from ${facts.nameOf(start, layout.abi.wordSize)} on: page.${taken.range.path} is among them, so ${taken.otherwise}`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(start, effect.size)],
        evidence: [facts.evidence(facts.placeOf(effect.chain), `bytes ${start} to ${end - 1} are copied`), ...facts.around(effect, 'copies them')],
      })];
  }));
}

/** The copy of words of one page to the same words of another that is not private to the function. */
function blockOf(effect: Effect, trace: Trace, facts: FileFacts): CallEvent | undefined {
  if (effect.kind !== 'write' || effect.value?.kind !== 'unknown' || !isCopied(effect) || !facts.isPage(effect.thing) || !facts.isOwn(effect) || isOwnMemory(effect.thing, facts) || isFreshHere(effect.thing, facts)) return undefined;
  const call = facts.callAt(trace, effect.chain.site);
  return call && pointersIn(call.args[1] ?? { kind: 'initial' }).some(({ to, offset }) => facts.isPage(to) && to !== effect.thing && offset === effect.offset && !isOwnMemory(to, facts)) ? call : undefined;
}
