/** A number stored over the whole page_type of pages that have a type: where the type is the top byte, only the bits below it are the owner's. */
import { innermost } from '../../../footprint/effect.js';
import type { Value } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { pageHasType, pageTypeEncoding } from '../../../model/pageType.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { writesTo } from '../../pages/ownership.js';

export function pageTypeLost(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model, range = resolveMember({ names: words.pageType }, layout);
  if (!range || pageTypeEncoding(layout.kernel).style !== 'top-byte') return [];
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    if (effect.kind !== 'write' || effect.offset !== range.offset || effect.size !== range.size || !hasNoType(effect.value) || !facts.isOwnChoice(trace, effect)) return [];
    const typed = writesTo(facts.classes.classOf(effect.thing), facts).find((other) => other.effect.offset === range.offset && other.effect.value?.kind === 'number' && pageHasType(Number(BigInt.asIntN(32, other.effect.value.value)), layout.kernel) && BigInt.asUintN(32, other.effect.value.value) !== 0xffff_ffffn);
    if (!typed) return [];
    return [facts.finding('word-misread', 'warning', facts.placeOf(effect.chain),
      `value in page.${range.path}: the type of the page, its top byte, is overwritten: page_has_type() says no and the number counts as mappings (page_mapcount(), /proc/kpagecount, vm_insert_page())`,
      {
        state: 'any', words: [facts.word(range.offset, range.size)],
        evidence: [
          facts.evidence(facts.placeOf(effect.chain), `${effect.path} is written whole`), ...facts.around(effect, 'writes it'),
          facts.evidence(facts.placeOf(typed.effect.chain), `such pages get their type here: ${innermost(typed.effect.chain).function}()`),
        ],
      })];
  });
}

/** A number whose top byte is surely 0: that of a page without a type is all ones. */
function hasNoType(value: Value | undefined): boolean {
  if (value?.kind === 'number') return (BigInt.asUintN(32, value.value) >> 24n) === 0n;
  return value?.kind === 'unknown' && value.zero !== undefined && ((value.zero >> 24n) & 0xffn) === 0xffn;
}
