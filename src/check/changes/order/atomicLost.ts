/** Bits of a word that a function changed in one step before a change, and reads and writes back now: what others change in between is lost. */
import type { Trace } from '../../../footprint/effect.js';
import { rangesOf, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isFreshHere } from '../../pages/ownership.js';
import { type ChangedFacts, isSameWord, isWrite, type PageEffect, pageEffects } from '../changedFunctions.js';

export function atomicLost(changed: ChangedFacts): readonly Finding[] {
  return [...lostIn(changed), ...newIn(changed)];
}

/** Functions that a change brings in and that change the word in two steps, where those which were there take one. */
function newIn({ before, after }: ChangedFacts): readonly Finding[] {
  const known = new Set(before.traces.map(({ summary }) => summary.function)), owned = rangesOf([words.private, words.index], after.context.model.layout);
  return after.traces.filter(({ summary }) => !known.has(summary.function)).flatMap((trace) => changesIn(trace, after, false).flatMap((effect): readonly Finding[] => {
    const isOwned = owned.some(({ offset, size }) => offset === effect.offset && size === effect.size), other = isOwned && !isFreshHere(effect.thing, after) ? before.traces.flatMap((old) => changesIn(old, before, true)).find(({ offset }) => offset === effect.offset) : undefined;
    return other ? [told(effect, `${trace.summary.function}() reads page.${after.nameOf(effect.offset, effect.size)} and writes it back here, and ${before.placeOf(other.chain).function}() changes bits of it in one step: a bit that is set or cleared in between is lost`, after)] : [];
  }).slice(0, 1));
}

function told(effect: PageEffect, message: string, after: FileFacts): Finding {
  const place = after.placeOf(effect.chain);
  return after.finding('paired-words', 'warning', place, message,
    { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${after.nameOf(effect.offset, effect.size)} is written back`)] });
}

function lostIn({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const flags = resolveMember({ names: words.flags }, after.context.model.layout);
  return functions.flatMap((one) => {
    const lost = changesIn(one.before, before, true).find((old) => changesIn(one.after, after, true).filter((now) => isSameWord(now, old)).length < changesIn(one.before, before, true).filter((other) => isSameWord(other, old)).length);
    if (!lost) return [];
    const plain = (trace: Trace, facts: FileFacts): readonly PageEffect[] => changesIn(trace, facts, false).filter((effect) => isSameWord(effect, lost));
    const now = plain(one.after, after), known = plain(one.before, before);
    // A page that nobody else has is changed as one likes; of an owner's own word others have to be seen to change it.
    if (now.length <= known.length || isFreshHere(lost.thing, before)) return [];
    const fresh = now.find(({ chain }) => !known.some((old) => old.chain.inner?.site.function === chain.inner?.site.function)) ?? now.at(-1)!;
    // Of flags the same one, by the helper that goes without the lock's step: `__SetPageX()`.
    if (lost.offset === flags?.offset && fresh.chain.inner?.site.function !== `__${lost.chain.inner?.site.function ?? ''}`) return [];
    if (lost.offset !== flags?.offset && !after.traces.some((trace) => trace !== one.after && changesIn(trace, after, true).some((effect) => effect.offset === lost.offset))) return [];
    return [told(fresh, `${one.after.summary.function}() changed bits of page.${after.nameOf(lost.offset, lost.size)} in one step before this change, and reads and writes the word back here: a bit that somebody else sets or clears in between is lost`, after)];
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
