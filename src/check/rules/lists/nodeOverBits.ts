/** A list node put over a word in which the file keeps single bits of the same pages: the link sets and clears them at random. */
import { type Effect, innermost } from '../../../footprint/effect.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { Used } from '../readers/unconvertedReader.js';

export function nodeOverBits(facts: FileFacts): readonly Finding[] {
  const links = facts.ownWrites.filter(({ trace, effect }) => storedRecords[effect.record] !== undefined && effect.kind === 'write' && effect.offset !== 0 && facts.isOwnChoice(trace, effect));
  if (links.length === 0) return [];
  const bits = bitsAt(new Set(links.map(({ effect }) => effect.offset)), facts);
  const told = new Set<number>();
  return links.flatMap((write) => {
    const { effect } = write, site = effect.chain.site;
    const asked = told.has(site.offset) ? undefined : bits.find((bit) => bit.effect.offset === effect.offset && isOfSamePages(bit, write, facts))?.effect.chain;
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

/** Where the file asks for a single bit of one of these words. */
function bitsAt(offsets: ReadonlySet<number | undefined>, facts: FileFacts): readonly Used[] {
  return facts.traces.flatMap((trace) => trace.effects.filter((effect) => offsets.has(effect.offset) && (effect.kind === 'read' || effect.kind === 'readwrite') && facts.isOwn(effect) && isOfABit(effect, facts)).map((effect) => ({ trace, effect })));
}

function isOfSamePages(bit: Used, link: PageEffect, facts: FileFacts): boolean {
  return facts.classes.classOf(link.effect.thing).pages.some(({ trace, thing }) => trace === bit.trace && thing === bit.effect.thing);
}

/** By test_bit(), set_bit() and their like. */
function isOfABit({ kind, value, chain }: Effect, { context }: FileFacts): boolean {
  const { file, offset, function: name } = innermost(chain);
  if (kind === 'read') return /test_bit/.test(name) || BITS.test((context.tree.source(file)?.text ?? '').slice(offset, offset + 40));
  return kind === 'readwrite' && value?.kind === 'unknown' && /^after _*(?:arch_+)?(?:set|clear|change)_bit\(\)$/.test(value.why);
}
