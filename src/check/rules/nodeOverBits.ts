/** A list node put over a word in which the file keeps single bits of the same pages: the link sets and clears them at random. */
import { type Chain, type Effect, innermost } from '../../footprint/effect.js';
import { pointersIn } from '../../footprint/value.js';
import type { FileFacts, PageEffect } from '../fileFacts.js';
import type { Finding } from '../finding.js';
import { storedRecords } from '../../model/lifeStage.js';

export function nodeOverBits(facts: FileFacts): readonly Finding[] {
  const told = new Set<number>();
  return facts.ownWrites.flatMap((write) => {
    const { effect } = write, site = effect.chain.site;
    if (storedRecords[effect.record] === undefined || effect.kind !== 'write' || effect.offset === 0 || told.has(site.offset) || !facts.isOwnChoice(write.trace, effect)) return [];
    const asked = bitsIn(write, facts);
    if (!asked) return [];
    told.add(site.offset);
    const name = facts.nameOf(effect.offset, effect.size);
    return [facts.finding('foreign-word', 'error', facts.placeOf(effect.chain),
      `struct ${effect.record} over page.${name}, in which this file keeps bits of such pages: the link wipes them out, and whoever asks for one reads a bit of an address`,
      {
        state: facts.states.of(effect.thing, write.trace)[0]?.state.name ?? 'any', words: [facts.word(effect.offset, effect.size)],
        evidence: [facts.evidence(facts.placeOf(effect.chain), `a struct ${effect.record} is put over ${name}`), facts.evidence(facts.placeOf(asked), `a bit of ${name} is asked for or changed`), ...facts.around(effect, 'writes it')],
      })];
  });
}

const BITS = /^(?:__)?(?:test|set|clear|change)(?:_and_(?:set|clear|change))?_bit/;

/** Where the file asks for a single bit of that word of such pages. */
function bitsIn({ effect }: PageEffect, facts: FileFacts): Chain | undefined {
  for (const { trace, thing } of facts.classes.classOf(effect.thing).pages) {
    const asked = trace.effects.find((one) => one.thing === thing && one.offset === effect.offset && facts.isOwn(one) && isOfABit(one));
    const call = asked ? undefined : trace.calls.find(({ callee, args }) => BITS.test(callee) && args.some((arg) => pointersIn(arg).some(({ to, offset }) => to === thing && offset === effect.offset)));
    if (asked ?? call) return asked?.chain ?? { site: call!.site };
  }
  return undefined;
}

/** By test_bit(), set_bit() and their like. */
function isOfABit({ kind, value, chain }: Effect): boolean {
  if (kind === 'read') return /test_bit/.test(innermost(chain).function);
  return kind === 'readwrite' && value?.kind === 'unknown' && /^after _*(?:arch_+)?(?:set|clear|change)_bit\(\)$/.test(value.why);
}
