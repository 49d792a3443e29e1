/** References given back until a number of them is left: those that are over are somebody else's, who gives them back as well. */
import { innermost } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

const DROPS = callsThat('drops-reference');
const DRAINS = new RegExp(`\\bwhile\\s*\\([^;{]*\\b(?:${[...callsThat('asks-count')].join('|')})\\s*\\([^;{]*\\)\\s*(?:[<>!]=?|\\))[^;{]*\\{?\\s*$`);

export function countDrained(facts: FileFacts): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  // Who takes many references at once for its own parts of a page gives those back that are over.
  if (facts.ownWrites.some(({ effect }) => effect.kind === 'readwrite' && effect.offset === count?.offset && effect.value?.kind !== 'changed' && /add/.test(innermost(effect.chain).function))) return [];
  return facts.traces.flatMap((trace) => trace.calls.flatMap(({ callee, site }) => {
    if (!count || !DROPS.has(callee) || site.file !== facts.file.path || !DRAINS.test(facts.file.text.slice(trace.summary.at.offset, site.offset))) return [];
    return [facts.finding('refcount-misuse', 'warning', site,
      `${callee}() gives references back until page._refcount is a number: whoever holds one for a moment, or by a pin, gives it back as well, and the page is freed under the last of them`,
      { state: 'any', words: [facts.word(count.offset, count.size)], evidence: [facts.evidence(site, 'a reference is given back for as long as there are more')] })];
  }));
}
