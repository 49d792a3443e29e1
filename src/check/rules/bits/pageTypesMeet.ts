/** Page types that cannot be told from one another, or from a count of mappings: judged where they are declared. */
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { ENUMERATOR, type PageType, pageTypesIn } from '../../words/pageTypesIn.js';

const TOP_BIT = 0x80n;

export function pageTypesMeet(facts: FileFacts): readonly Finding[] {
  if (!facts.file.text.includes('_TYPE_OPS(')) return [];
  const scope = facts.footprints.view(facts.file).configured;
  const types = pageTypesIn(facts.file.text, scope);
  return types.flatMap((type, index) => {
    const other = types.slice(0, index).find((one) => one.isBit === type.isBit && (type.isBit ? (one.value & type.value) !== 0n : one.value === type.value));
    if (other) return [told(type, `is the same as ${other.name}: each takes the other's pages for its own`, other, facts)];
    const count = asCount(type, (name) => scope.constant(name));
    return count === undefined ? [] : [told(type, count, undefined, facts)];
  });
}

/** What makes a typed word read as a number of mappings. */
function asCount({ value, isBit }: PageType, constant: (name: string) => bigint | undefined): string | undefined {
  if (!isBit) {
    const underflow = constant(`${ENUMERATOR}mapcount_underflow`);
    return value < TOP_BIT || (underflow !== undefined && value >= underflow) ? 'is no negative number in the top byte below the mapcounts: page_has_type() does not see it, and the word reads as a number of mappings' : undefined;
  }
  const base = constant('PAGE_TYPE_BASE'), reserve = constant('PAGE_MAPCOUNT_RESERVE');
  if (base !== undefined && (BigInt.asUintN(32, base) & value) !== 0n) return 'lies in PAGE_TYPE_BASE: no page of it has a type any more';
  return reserve !== undefined && (~reserve & value) !== 0n ? 'lies below PAGE_MAPCOUNT_RESERVE: page_has_type() does not see it, and a mapcount that fell below 0 reads as it' : undefined;
}

function told({ name }: PageType, what: string, other: PageType | undefined, facts: FileFacts): Finding {
  const at = (one: string): { readonly file: string; readonly offset: number; readonly function: string } => ({ file: facts.file.path, offset: Math.max(0, facts.file.text.search(new RegExp(`\\b${one}\\s*=|#[ \\t]*define[ \\t]+${one}\\b`))), function: '' });
  const { layout } = facts.context.model, range = resolveMember({ names: words.pageType }, layout) ?? resolveMember({ names: words.mapcount }, layout);
  return facts.finding('word-misread', 'error', at(name), `${name} ${what}`, {
    state: 'any', words: range ? [facts.word(range.offset, range.size)] : [],
    evidence: [facts.evidence(at(name), `${name} is declared here`), ...(other ? [facts.evidence(at(other.name), `${other.name} has that value`)] : [])],
  });
}
