/** A value that a function puts into a page's word and read again before a change, and that nobody in the file reads any more: something else is read in its place. */
import { isNothing } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isWrite, pageEffects, type PageEffect, wayTo } from '../changedFunctions.js';

const WORDS = [words.index, words.private];

export function readLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(WORDS, after.context.model.layout);
  return functions.flatMap((one) => ranges.flatMap((range) => {
    const puts = putsOf(one.after, range, after);
    if (puts.length === 0 || puts.length < putsOf(one.before, range, before).length) return [];
    const lost = readsOf(one.before, range, before), left = readsOf(one.after, range, after);
    if (lost.length === 0 || left.length > 0 || !callsAnew(one, after)) return [];
    const [put] = puts, place = after.placeOf(put!.chain);
    return [after.finding('unconverted-reader', 'warning', place,
      `${one.after.summary.function}() puts a value into page.${range.path} and read it again before this change; now it asks the page for something else instead, which need not be there any more`,
      { state: 'any', words: [after.word(range.offset, range.size)], evidence: [after.evidence(place, `${range.path} is written`), after.evidence(one.at, 'what this change words otherwise')] })];
  }).slice(0, 1));
}

function putsOf(trace: Trace, range: MemberRange, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => isWrite(effect) && effect.offset === range.offset && !effect.chain.inner && effect.chain.site.file === facts.file.path && !isNothing(effect.value));
}

function readsOf(trace: Trace, range: MemberRange, facts: FileFacts): readonly string[] {
  return pageEffects(trace, facts).filter(({ kind, offset, size, chain }) => kind === 'read' && offset === range.offset && size === range.size && chain.site.file === facts.file.path && facts.placeOf(chain) === chain.site && facts.isOwnChain(chain)).map(({ thing }) => wayTo(thing));
}

/** Whether it asks a page by a function that it did not call so often before. */
function callsAnew({ before, after }: ChangedFacts['functions'][number], facts: FileFacts): boolean {
  const count = (trace: Trace, name: string): number => trace.calls.filter(({ callee }) => callee === name).length;
  return after.calls.some(({ callee }) => count(after, callee) > count(before, callee) && (facts.footprints.summary(callee, facts.file)?.effects.every(({ kind }) => kind !== 'write' && kind !== 'readwrite') ?? false));
}
