/** A word of which an owner may use some bits, changed by a mask that reaches into the others: those that say of what type the page is, or where it belongs. */
import { innermost, type Effect } from '../../../footprint/effect.js';
import { armsOf } from '../../../footprint/value.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { type PageTypeEncoding, pageTypeEncoding } from '../../../model/pageType.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** Bits of a word that are not for every owner to change. */
interface KeptBits {
  readonly word: MemberRange;
  readonly mask: bigint;
  readonly say: string;
  /** Whether a file is where they are defined. */
  readonly home: RegExp;
  readonly harm: string;
}

/** 6.12 include/linux/page-flags.h: page_type_has_type() looks at the top byte, the other 24 bits are the owner's. */
const TYPE_BITS = 0xff00_0000n;

export function typeBits(facts: FileFacts): readonly Finding[] {
  const kept = keptIn(facts), told = new Set<number>();
  return facts.ownWrites.flatMap((write) => {
    const at = facts.placeOf(write.effect.chain), into = kept.find((one) => reaches(write.effect, one, facts));
    return !into || told.has(at.offset) ? [] : (told.add(at.offset), [finding(write, into, facts)]);
  }).concat(ofAnyType(facts));
}

/** A number under the base that makes a word a type, where each bit that it does not set says yes to one: 6.1 include/linux/page-flags.h: PAGE_TYPE_BASE. */
function ofAnyType(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model, type = resolveMember({ names: words.pageType }, layout), encoding = pageTypeEncoding(layout.kernel);
  const write = type && facts.ownWrites.find(({ effect }) => effect.kind === 'write' && effect.offset === type.offset && effect.value !== undefined && armsOf(effect.value).some((arm) => arm.kind === 'unknown' && isOfAnyType(arm.set ?? 0n, encoding)));
  if (!type || !write) return [];
  const at = facts.placeOf(write.effect.chain), names = Object.keys(encoding.values);
  return [facts.finding('word-misread', 'error', at, `page.${type.path} gets the base of page types (0x${encoding.base.toString(16)}) and a number below: where the number leaves the bit of a type clear, the page is of that type (${names.join(', ')})`, {
    state: facts.states.of(write.effect.thing, write.trace)[0]?.state.name ?? 'any', words: [facts.word(type.offset, type.size)], evidence: [facts.evidence(at, `${type.path} is written`), ...facts.around(write.effect, 'writes it')],
  })];
}

function isOfAnyType(set: bigint, { style, base, values }: PageTypeEncoding): boolean {
  const types = Object.values(values).reduce((all, one) => all | BigInt(one), 0n);
  return style === 'inverted-bit' && (set & BigInt(base)) === BigInt(base) && (set & types) !== types;
}

function keptIn(facts: FileFacts): readonly KeptBits[] {
  const { layout } = facts.context.model, found: KeptBits[] = [];
  const type = resolveMember({ names: words.pageType }, layout), flags = resolveMember({ names: words.flags }, layout);
  if (type && pageTypeEncoding(layout.kernel).style === 'top-byte') {
    found.push({ word: type, mask: TYPE_BITS, say: 'the type in its top byte', home: /_TYPE_OPS\(/, harm: 'the page turns into one of another type, or of none' });
  }
  // include/linux/page-flags.h: node, zone and section lie above the last flag.
  const count = flags && facts.footprints.view(facts.file).configured.enumerator('__NR_PAGEFLAGS');
  if (flags && count !== undefined) {
    const all = (1n << BigInt(flags.size * 8)) - 1n;
    found.push({ word: flags, mask: all & ~((1n << count) - 1n), say: 'node, zone and section above the flags', home: /\b(?:set_page_node|set_page_zone|page_cpupid_xchg_last)\b/, harm: 'page_to_nid() and page_zone() find another node and zone' });
  }
  return found;
}

/** Some of the bits are cleared or set by a number, the others stay. */
function reaches(effect: Effect, { word, mask, home }: KeptBits, facts: FileFacts): boolean {
  if (effect.kind !== 'readwrite' || effect.offset !== word.offset || effect.value === undefined) return false;
  const bit = bitSet(effect, facts);
  if (bit !== undefined) return bit < BigInt(word.size * 8) && (mask & (1n << bit)) !== 0n;
  if (effect.size !== word.size) return false;
  if (home.test(facts.context.tree.source(innermost(effect.chain).file)?.text ?? '')) return false;
  return armsOf(effect.value).some((arm) => {
    const [clear, set] = arm.kind === 'changed' && arm.add === 0n ? [arm.clear, arm.set] : arm.kind === 'unknown' ? [arm.zero ?? 0n, arm.set ?? 0n] : [0n, 0n];
    // All of them replaced by others is somebody who knows what they are.
    return (clear & mask) !== mask && ((clear | set) & mask) !== 0n;
  });
}

/** The bit that a line of the file's own sets or clears by its number, or by a constant that is one: `set_bit(NR, &page->flags)`. */
function bitSet({ chain: { site } }: Effect, { file, footprints }: FileFacts): bigint | undefined {
  const name = site.file === file.path ? /^_*(?:set|clear|change|test_and_set|test_and_clear)_bit\w*\s*\(\s*(\w+)\s*,/.exec(file.text.slice(site.offset, site.offset + 120))?.[1] : undefined;
  return name === undefined ? undefined : footprints.view(file).configured.constant(name);
}

function finding({ trace, effect }: PageEffect, { word, mask, say, harm }: KeptBits, facts: FileFacts): Finding {
  const at = facts.placeOf(effect.chain);
  return facts.finding('word-misread', 'error', at, `page.${word.path} is changed by a mask that reaches into ${say} (0x${mask.toString(16)}): ${harm}`, {
    state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(word.offset, word.size)],
    evidence: [facts.evidence(at, `bits of ${word.path} are changed`), ...facts.around(effect, 'changes them'), ...(word.field.declared ? [{ ...word.field.declared, function: '', message: `${word.field.type} ${word.path} is declared here` }] : [])],
  });
}
