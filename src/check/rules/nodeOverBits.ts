/** A list node put over a word in which the file keeps single bits of the same pages: the link sets and clears them at random. */
import { type Chain, type Effect, innermost } from '../../footprint/effect.js';
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

const BITS = /^(?:\w+_)?(?:test|set|clear|change)(?:_and_(?:set|clear|change))?_bit\s*\(/;

/** Where the file asks for a single bit of that word of such pages. */
function bitsIn({ effect }: PageEffect, facts: FileFacts): Chain | undefined {
  return facts.classes.classOf(effect.thing).pages.flatMap(({ trace, thing }) => trace.effects.filter((one) => one.thing === thing && one.offset === effect.offset && facts.isOwn(one) && isOfABit(one, facts)))[0]?.chain;
}

/** By test_bit(), set_bit() and their like. */
function isOfABit({ kind, value, chain }: Effect, { context }: FileFacts): boolean {
  const { file, offset, function: name } = innermost(chain);
  if (kind === 'read') return /test_bit/.test(name) || BITS.test((context.tree.source(file)?.text ?? '').slice(offset, offset + 40));
  return kind === 'readwrite' && value?.kind === 'unknown' && /^after _*(?:arch_+)?(?:set|clear|change)_bit\(\)$/.test(value.why);
}
