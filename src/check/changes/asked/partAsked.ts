/** A condition that asked several words of a page before a change, and asks a part of them now: the pages that the other one told are taken for what they are not. */
import { isNothing } from '../../../footprint/value.js';
import { rangesOf, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, isWrite, pageEffects } from '../changedFunctions.js';
import { changedLines } from '../lines/changedLines.js';
import { placedLine } from '../lines/enclosing.js';

/** Words that tell whose page it is, or whether there is one. */
const TELLING = [words.mapping, words.refcount, words.pageType, words.mapcount, words.private];

export function partAsked(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { before, after } = changed, ranges = rangesOf(TELLING, after.context.model.layout);
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line): readonly Finding[] => {
    if (!/^(?:\}\s*)?(?:else\s+)?(?:if|while|return)\b/.test(line.before)) return [];
    const was = wordsIn(one.before, line.before, before), now = wordsIn(one.after, line.after, after);
    const lost = ranges.find(({ offset }) => was.has(offset) && !now.has(offset));
    if (!lost || !(isExchanged(line.before, line.after) || isAskedUnlocked(lost.offset, line.start, one.after, after)) || [...now].some((offset) => !was.has(offset)) || now.size === 0 || isAskedElsewhere(lost.offset, one, changed)) return [];
    if (isMovedElsewhere((trace, facts) => readsOf(lost.offset, trace, facts), all)) return [];
    const site = { ...one.at, offset: line.start + Math.max(0, after.file.text.slice(line.start, line.end).search(/\S/)) };
    return [after.finding('word-misread', 'warning', site,
      `this condition asked page.${lost.path}, too, before this change: pages that only ${lost.path} told from the others are let through now`,
      { state: 'any', words: [after.word(lost.offset, lost.size)], evidence: [after.evidence(site, `${lost.path} is asked no more`)] })];
  }).slice(0, 1));
}

/** Whether another question stands in the place of one that is gone. */
function isExchanged(was: string, now: string): boolean {
  const asked = (line: string): ReadonlySet<string> => new Set([...line.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => name!).filter((name) => !/^(?:if|while|return|likely|unlikely)$/.test(name)));
  const known = asked(was);
  return [...asked(now)].some((name) => !known.has(name));
}

/** Neither blocks nor clocks. */
const LOCKS = /\b(?!\w*unlock)\w*(?<![bc])lock\w*\s*\(/g;

/** Whether the function asks the word before it takes a lock ahead of that line: only under the lock the answer holds. */
function isAskedUnlocked(offset: number, line: number, trace: Trace, facts: FileFacts): boolean {
  const start = trace.summary.at.offset, last = [...facts.file.text.slice(start, line).matchAll(LOCKS)].at(-1)?.index;
  return last !== undefined && pageEffects(trace, facts).some((effect) => effect.kind === 'read' && effect.offset === offset && effect.chain.site.file === facts.file.path && effect.chain.site.offset < start + last);
}

/** Words of pages that a line reads, by itself or by what it calls: offsets of their first bytes. */
function wordsIn(trace: Trace, line: string, facts: FileFacts): ReadonlySet<number> {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return new Set(pageEffects(trace, facts).filter(({ kind, chain: { site }, offset }) => (kind === 'read' || kind === 'address') && offset !== head?.offset && site.file === facts.file.path && placedLine(trace, site, facts)?.line === line).map(({ offset }) => offset));
}

function readsOf(offset: number, trace: Trace, facts: FileFacts): number {
  return new Set(pageEffects(trace, facts).filter((effect) => !isWrite(effect) && effect.kind !== 'marker' && effect.offset === offset && effect.chain.site.file === facts.file.path).map(({ chain }) => chain.site.offset)).size;
}

/** Whether the function reads the word in other lines than it did, or gives it a value by itself. */
function isAskedElsewhere(offset: number, { before, after }: ChangedFunction, changed: ChangedFacts): boolean {
  return readsOf(offset, after, changed.after) >= readsOf(offset, before, changed.before)
    || pageEffects(after, changed.after).some((effect) => effect.kind === 'write' && effect.offset === offset && !isNothing(effect.value) && changed.after.isOwn(effect));
}
