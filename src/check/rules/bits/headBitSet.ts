/** Bit 0 set in the word that leads to a compound page's head, by a name of its owner's own: to everybody else the page is a tail of whatever the rest leads to. */
import type { Effect } from '../../../footprint/effect.js';
import { armsOf, type Value } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

export function headBitSet(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.compoundHead }, facts.context.model.layout), told = new Set<number>();
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    const place = facts.placeOf(effect.chain), isHeads = words.compoundHead.some((name) => effect.path.split('.').includes(name));
    if (!range || effect.kind !== 'write' || effect.offset !== range.offset || isHeads || (storedRecords[effect.record] !== undefined && !isNumber(effect)) || !effect.value || !isOdd(effect.value) || !facts.isOwnChoice(trace, effect) || told.has(place.offset)) return [];
    told.add(place.offset);
    return [facts.finding('word-misread', 'error', place,
      `bit 0 of page.${effect.path} is set: it lies over ${range.path}, where bit 0 makes the page a tail, and get_page(), put_page() and everyone who looks for the head follow the rest`,
      { state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(place, `${effect.path} is written with bit 0 set`), ...facts.around(effect, 'writes it')] })];
  });
}

/** A list's link is no number, unless somebody puts one there. */
function isNumber({ chain, value }: Effect): boolean {
  return !chain.inner && value?.kind === 'number';
}

/** Whether some way puts an odd number there, or a pointer or number with bit 0 added. */
function isOdd(value: Value): boolean {
  return armsOf(value).some((arm) => {
    switch (arm.kind) {
      case 'number': return (arm.value & 1n) !== 0n && arm.value > 0n;
      case 'pointer': return (arm.tag & 1) !== 0 || (arm.or?.kind === 'number' && (arm.or.value & 1n) !== 0n);
      case 'unknown': return arm.set !== undefined && (arm.set & 1n) !== 0n;
      case 'initial': case 'changed': case 'either': return false;
    }
  });
}
