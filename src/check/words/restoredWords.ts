/** Whether a function's text takes a word or a mark away from a page: told by names, whatever a configuration leaves out of it. */
import type { Taken } from '../../model/restorers.js';
import { words } from '../../model/states/words.js';

/** @param text of a function, without its comments */
export function takes(taken: Taken, text: string): boolean {
  if ('mark' in taken) return new RegExp(`(?:clearpage|_clear_)(?:${taken.mark.join('|')})\\w*\\s*\\(`, 'i').test(text);
  const names = taken.word.join('|');
  return new RegExp(`\\b(?:${names})(?:\\.\\w+)?\\s*=(?!=)|\\b(?:WRITE_ONCE|smp_store_release|xchg|rcu_assign_pointer)\\s*\\([^;]*?\\b(?:${names})\\s*,|\\b(?:set_page|folio_change|clear|clear_page|detach_page|folio_detach|netmem_clear|page_swap|folio_clear)_?(?:${names})\\w*\\s*\\(`).test(text) || (isHead(taken.word) && /\bclear_compound_head\s*\(/.test(text));
}

function isHead(names: readonly string[]): boolean {
  return names === words.compoundHead;
}
