/** A single bit that a file sets in a word out of which it takes a number: one of the number's own. */
import type { Site } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

const SETS = /^_*(?:set|clear|change|test_and_set|test_and_clear)_bit(?:_lock|_unlock)?\s*\(\s*(\w+)\s*,/;
/** A mask of fewer bits picks flags. */
const LEAST_BITS = 8n;

export function flagInNumber(facts: FileFacts): readonly Finding[] {
  const ranges = rangesOf([words.private, words.index], facts.context.model.layout);
  return ranges.flatMap((range) => {
    const set = setIn(range, facts);
    if (set.length === 0) return [];
    const mask = maskOf(range, facts), found = mask && set.find(({ bit }) => bit < mask.bits);
    if (!mask || !found) return [];
    return [facts.finding('word-misread', 'error', found.at,
      `bit ${found.bit} of page.${range.path} is set here, and ${mask.name} takes a number of ${mask.bits} bits out of the same word: with the bit it is another number`,
      { state: 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(found.at, `bit ${found.bit} is set`), facts.evidence({ file: facts.file.path, offset: mask.at, function: '' }, `${mask.name} masks the number`)] })];
  });
}

/** Bits that the file's own lines set or clear there, by a number or a constant. */
function setIn(range: MemberRange, facts: FileFacts): readonly { readonly at: Site; readonly bit: bigint }[] {
  const { configured } = facts.footprints.view(facts.file);
  return facts.ownWrites.flatMap(({ effect }) => {
    const { site } = effect.chain, line = facts.file.text.slice(site.offset, site.offset + 120);
    const name = effect.kind === 'readwrite' && effect.offset === range.offset && site.file === facts.file.path ? SETS.exec(line)?.[1] : undefined;
    const bit = name === undefined ? undefined : configured.constant(name);
    return bit === undefined ? [] : [{ at: site, bit }];
  });
}

/** `page_private(page) & MASK`, by a constant that has all bits up to some. */
function maskOf(range: MemberRange, { file, footprints }: FileFacts): { readonly name: string; readonly bits: bigint; readonly at: number } | undefined {
  const { configured } = footprints.view(file), member = range.path.replace(/^_+(?:folio_)?/, '');
  for (const { 1: name, index } of file.text.matchAll(new RegExp(`\\b(?:page_${member}\\s*\\(\\s*\\w+\\s*\\)|\\w+->${range.path})\\s*&\\s*([A-Z]\\w+)\\b(?!\\s*\\()`, 'g'))) {
    const value = configured.constant(name!);
    if (value !== undefined && value > 0n && (value & (value + 1n)) === 0n && value >= (1n << LEAST_BITS) - 1n) return { name: name!, bits: BigInt(value.toString(2).length), at: index };
  }
  return undefined;
}
