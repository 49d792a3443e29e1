/** Where a function copies struct pages. */
import type { Effect, Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';

/** Flags, and the words of the union behind them: no part of a page that anybody moves as it is. */
const SOME_WORDS = 3;

/** Writes of the first bytes of a struct page, or of all of them, one of a folio's later pages included, that come from another object. */
export function copiesIn(trace: Trace, facts: FileFacts): readonly Effect[] {
  const least = SOME_WORDS * facts.context.model.layout.abi.wordSize;
  return trace.effects.filter((effect) => effect.kind === 'write' && effect.offset !== undefined && effect.offset % facts.pageSize === 0 && effect.size >= least && facts.isPage(effect.thing) && isCopied(effect) && facts.isOwn(effect));
}

/** From another object, not filled with a byte. */
export function isCopied(effect: Effect): boolean {
  return effect.value?.kind === 'pointer' || (effect.value?.kind === 'unknown' && effect.value.why === 'copied bytes');
}
