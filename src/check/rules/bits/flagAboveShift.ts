/** Flags numbered behind the one from which on a file keeps a value in the same word of its pages: each is a bit of the value. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** `page_private(page) |= data << PRIVATE_MAX`: from that bit on lies the value. */
const SHIFTED = /\b(?:page_private\s*\(\s*\w+\s*\)|\w+->private)[)\s]*\|?=[^;]*<<\s*([A-Z]\w+)\s*\)*\s*;/g;
/** Names of a width or a count are no flags. */
const NO_FLAG = /(?:MAX|MASK|SHIFT|BITS|NR|LAST|COUNT)$/;

export function flagAboveShift(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.private }, facts.context.model.layout), text = blankCommentsAndContinuations(facts.file.text);
  return [...text.matchAll(SHIFTED)].flatMap(({ 1: name, index }): readonly Finding[] => {
    const flag = range && flagBehind(name!, text);
    if (!flag) return [];
    const at = { file: facts.file.path, offset: flag.at, function: '' };
    return [facts.finding('word-misread', 'error', at,
      `${flag.name} is numbered behind ${name!}, from which on page.${range.path} holds a value: the flag is a bit of that`,
      { state: 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(at, `${flag.name} is declared here`), facts.evidence({ file: facts.file.path, offset: index, function: '' }, `a value is put into the word from bit ${name!} on`)] })];
  }).slice(0, 1);
}

/** The next enumerator behind that one, in the enumeration that has it. */
function flagBehind(name: string, text: string): { readonly name: string; readonly at: number } | undefined {
  for (const { 0: whole, index } of text.matchAll(/\benum\b[^{};]*\{[^}]*\}/g)) {
    const names = [...whole.slice(whole.indexOf('{')).matchAll(/[{,]\s*([A-Z]\w*)\s*(=)?/g)], at = names.findIndex(([, one]) => one === name);
    const next = at < 0 ? undefined : names.slice(at + 1).find(([, one, isGiven]) => isGiven === undefined && !NO_FLAG.test(one!));
    if (next) return { name: next[1]!, at: index + whole.indexOf('{') + next.index + next[0].indexOf(next[1]!) };
  }
  return undefined;
}
