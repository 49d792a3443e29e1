/** What a function that counts down told, asked before a change and no longer: whether that was the last one. */
import { sitesOf, type Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, isCountStep, pageEffects, type PageEffect } from '../changedFunctions.js';

export function answerDropped({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = countingCalls(one.before, before), now = countingCalls(one.after, after);
    const dropped = now.find(({ callee, isAsked }) => !isAsked && was.filter((old) => old.callee === callee && !old.isAsked).length < now.filter((other) => other.callee === callee && !other.isAsked).length
      && was.filter((old) => old.callee === callee && old.isAsked).length > now.filter((other) => other.callee === callee && other.isAsked).length);
    if (!dropped) return [];
    const { callee, effect } = dropped, name = after.nameOf(effect.offset, effect.size);
    return [after.finding('refcount-misuse', 'warning', effect.chain.site,
      `${one.after.summary.function}() asked what ${callee}() left of the count in page.${name} before this change, and goes on here whatever that is: for as long as others count on the page it is not this one's to change`,
      { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(effect.chain.site, `${callee}() counts, and nobody looks at what it gives back`)] })];
  });
}

/** Whether the function that is called counts itself, or has a helper do it: what lies deeper it does not answer for. */
function isAnswered({ chain }: PageEffect): boolean {
  const sites = sitesOf(chain);
  return sites.length === 2 || (sites.length <= MAX_STEPS && sites.slice(1).every(({ file }) => file.endsWith('.h')));
}

/** A call, a helper, and the operation on the count. */
const MAX_STEPS = 3;

interface CountingCall { readonly callee: string; readonly effect: PageEffect; readonly isAsked: boolean }

/** Calls of the function's own that step a count of a page. */
function countingCalls(trace: Trace, facts: FileFacts): readonly CountingCall[] {
  const seen = new Set<number>();
  return pageEffects(trace, facts).flatMap((effect): CountingCall[] => {
    const { site, inner } = effect.chain;
    if (inner === undefined || site.file !== facts.file.path || seen.has(site.offset) || !isAnswered(effect) || !isCountStep(effect, facts)) return [];
    seen.add(site.offset);
    const callee = inner.site.function, { line } = placedLine(trace, site, facts) ?? { line: '' };
    return line.includes(`${callee}(`) ? [{ callee, effect, isAsked: !line.startsWith(`${callee}(`) }] : [];
  });
}
