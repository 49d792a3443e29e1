/** A page flag that is the architecture's, set or cleared by somebody else: `PG_arch_1` tells of caches on some machines and of memory types on others. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isUser } from '../../pages/insiders.js';

/** 6.1 and 6.12: only files of arch/ and mm/ have them set or cleared. */
const CHANGES = /\b_*(?:set|clear|change|test_and_set|test_and_clear|test_and_change)_bit(?:_lock|_unlock)?\s*\(\s*(PG_arch_\d)\s*,/g;

export function archFlag(facts: FileFacts): readonly Finding[] {
  const { file } = facts, flags = resolveMember({ names: words.flags }, facts.context.model.layout);
  if (!flags || !isUser(file.path) || !file.text.includes('PG_arch_')) return [];
  return [...blankCommentsAndContinuations(file.text).matchAll(CHANGES)].map((hit) => {
    const item = file.outline.items.find(({ start, end }) => start <= hit.index && hit.index < end), site = { file: file.path, offset: hit.index, function: item?.name ?? '' };
    return facts.finding('foreign-word', 'error', site,
      `${hit[1]!} is the architecture's: on some machines it tells that caches are clean, on x86 it is half of a page's memory type (set_memory_wc()), and here it is changed for something else`,
      { state: 'any', words: [facts.word(flags.offset, flags.size)], evidence: [facts.evidence(site, `${hit[1]!} is changed`)] });
  });
}
