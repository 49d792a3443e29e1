/** A reference that was only counted down before a change, by whoever keeps the page, and that is given back now: with the last one the page is freed. */
import type { Trace } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects } from '../changedFunctions.js';

const GIVES_BACK = callsThat('gives-back'), DROPS = callsThat('drops-reference');
const COUNTS_DOWN = /\b\w*_ref_(?:dec|sub)_and_test\s*\(/;

export function freedInstead({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const range = resolveMember({ names: words.refcount }, after.context.model.layout);
  return functions.flatMap((one) => {
    const [was, now] = [countedDown(one.before, before), countedDown(one.after, after)];
    const drop = was.length > now.length ? dropsIn(one.after, after).find((call) => !dropsIn(one.before, before).some(({ callee }) => callee === call.callee)) : undefined;
    // What was freed by hand behind it is freed still.
    if (!range || !drop || one.before.calls.some(({ callee }) => GIVES_BACK.has(callee))) return [];
    return [after.finding('refcount-misuse', 'warning', drop.site,
      `${one.after.summary.function}() gives the page back by ${drop.callee}() here, and only counted its references down before this change: with the last one the page goes to the allocator while it is kept here`,
      { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(drop.site, `${drop.callee}() frees the page with its last reference`)] })];
  });
}

function countedDown(trace: Trace, facts: FileFacts): readonly number[] {
  return [...new Set(pageEffects(trace, facts).flatMap(({ kind, chain: { site } }) => (kind === 'readwrite' && site.file === facts.file.path && COUNTS_DOWN.test(facts.file.text.slice(site.offset, site.offset + 60)) ? [site.offset] : [])))];
}

function dropsIn(trace: Trace, facts: FileFacts): readonly Trace['calls'][number][] {
  return trace.calls.filter(({ callee, site }) => DROPS.has(callee) && site.file === facts.file.path);
}
