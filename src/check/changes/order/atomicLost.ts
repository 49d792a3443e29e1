/** Bits of a word that a function changed in one step before a change, and reads and writes back now: what others change in between is lost. */
import type { Trace } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isFreshHere } from '../../pages/ownership.js';
import { type ChangedFacts, isSameWord, isWrite, type PageEffect, pageEffects } from '../changedFunctions.js';

export function atomicLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const flags = resolveMember({ names: words.flags }, after.context.model.layout);
  return functions.flatMap((one) => {
    const lost = changesIn(one.before, before, true).find((old) => changesIn(one.after, after, true).filter((now) => isSameWord(now, old)).length < changesIn(one.before, before, true).filter((other) => isSameWord(other, old)).length);
    if (!lost) return [];
    const plain = (trace: Trace, facts: FileFacts): readonly PageEffect[] => changesIn(trace, facts, false).filter((effect) => isSameWord(effect, lost));
    const now = plain(one.after, after), known = plain(one.before, before);
    // A page that nobody else has is changed as one likes; of an owner's own word others have to be seen to change it.
    if (now.length <= known.length || isFreshHere(lost.thing, before)) return [];
    if (lost.offset !== flags?.offset && !after.traces.some((trace) => trace !== one.after && changesIn(trace, after, true).some((effect) => effect.offset === lost.offset))) return [];
    const fresh = now.find(({ chain }) => !known.some((old) => old.chain.inner?.site.function === chain.inner?.site.function)) ?? now.at(-1)!, place = after.placeOf(fresh.chain), name = after.nameOf(lost.offset, lost.size);
    return [after.finding('paired-words', 'warning', place,
      `${one.after.summary.function}() changed bits of page.${name} in one step before this change, and reads and writes the word back here: a bit that somebody else sets or clears in between is lost`,
      { state: 'any', words: [after.word(lost.offset, lost.size)], evidence: [after.evidence(place, `${name} is written back`)] })];
  });
}

/** Changes of a word by the function's own lines, each place once: in one step (set_bit()), or not (__set_bit(), |=, a value made of what was read). */
function changesIn(trace: Trace, facts: FileFacts, isAtomic: boolean): readonly PageEffect[] {
  const seen = new Set<number>();
  const own = pageEffects(trace, facts).filter((effect) => facts.isOwn(effect) && effect.chain.site.file === facts.file.path);
  return own.filter((effect) => {
    const { kind, value, chain } = effect;
    if (!isWrite(effect) || value?.kind !== 'unknown' || seen.has(chain.site.offset)) return false;
    const isOneStep = kind === 'readwrite' && /^after (?!__)\w+\(\)/.test(value.why);
    const isWrittenBack = !isOneStep && (kind === 'readwrite' || own.some((read) => read.kind === 'read' && isSameWord(read, effect) && Math.abs(read.chain.site.offset - chain.site.offset) < LINE)) && /result of [&|^]|^after __/.test(value.why);
    if (isAtomic ? !isOneStep : !isWrittenBack) return false;
    seen.add(chain.site.offset);
    return true;
  });
}

/** Bytes in which the read and the write of one statement stand. */
const LINE = 120;
