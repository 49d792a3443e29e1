/** Two words of a page written in the other order: the one that lets others look at the page comes first now. */
import { armsOf, isNothing } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, isSameWord, isWrite, type PageEffect, pageEffects, siteOf, textOf, wayTo } from '../changedFunctions.js';

/** What says that a page is ready: it is no tail, and it can be had. */
const READY = [words.compoundHead, words.refcount];
const BARRIER = /\b(?:smp_wmb|smp_mb|wmb|mb|smp_mb__\w+|smp_store_release)\s*\(/;

export function orderSwapped(changed: ChangedFacts): readonly Finding[] {
  const ready = rangesOf(READY, changed.after.context.model.layout);
  return changed.functions.flatMap((one) => {
    const was = writesIn(one, 'before', changed), now = writesIn(one, 'after', changed);
    for (const last of now) {
      const old = alike(last, was);
      if (!old) continue;
      // An owner's own word there says nothing of tails, and who takes one more reference has the page already.
      const isReady = last.kind === 'write' && ready.some((range) => overlap(range, last)) && [...words.compoundHead, ...words.refcount].some((name) => last.path.split('.')[0] === name);
      const overtaken = now.find((other) => {
        const before = alike(other, was);
        // What is put right while the page goes back nobody looks for.
        return before !== undefined && siteOf(other) > siteOf(last) && siteOf(before) < siteOf(old) && wayTo(other.thing) === wayTo(last.thing) && !overlap(other, last) && ((isReady && !isNothing(other.value)) || isFenced(before, old, was, one, changed));
      });
      if (overtaken) return [told(last, overtaken, one, changed)];
    }
    return readLater(one, changed);
  });
}

/** A word that lines read before others write it, and that they read behind that now: what is copied has the mark that was for the old page only. */
function readLater(one: ChangedFunction, changed: ChangedFacts): readonly Finding[] {
  const was = linesOf(one, 'before', changed), now = linesOf(one, 'after', changed);
  for (const [line, read] of now) {
    const old = was.get(line);
    if (read.kind !== 'read' || old?.kind !== 'read' || !isSameWord(old, read)) continue;
    const fresh = read.chain.inner ? undefined : storedBefore(read, one, 'after', changed);
    if (fresh && !storedBefore(old, one, 'before', changed)) return [toldLater(read, fresh, one, changed)];
    for (const [other, write] of now) {
      const before = was.get(other);
      if (before && isWrite(write) && isSameWord(before, write) && isSameWord(write, read) && siteOf(old) < siteOf(before) && siteOf(read) > siteOf(write)) return [toldLater(read, write, one, changed)];
    }
  }
  return [];
}

/** A value that the function's own lines give the word before the read: the read finds nothing else. */
function storedBefore(read: PageEffect, one: ChangedFunction, side: 'before' | 'after', changed: ChangedFacts): PageEffect | undefined {
  const facts = changed[side], under = (effect: PageEffect): readonly string[] => placedLine(one[side], effect.chain.site, facts)?.under ?? [];
  const around = under(read);
  return pageEffects(one[side], facts).find((write) => write.kind === 'write' && write.value !== undefined && armsOf(write.value).some(({ kind }) => kind === 'pointer') && !write.chain.inner && facts.isOwn(write) && write.chain.site.file === facts.file.path && isSameWord(write, read) && siteOf(write) < siteOf(read)
    // What is done in another branch is not done here.
    && under(write).every((header) => around.includes(header)));
}

/** The function's own lines that stand there once and do one thing to a word: by their text. */
function linesOf(one: ChangedFunction, side: 'before' | 'after', changed: ChangedFacts): ReadonlyMap<string, PageEffect> {
  const facts = changed[side], found = new Map<string, PageEffect>(), several = new Set<string>();
  for (const effect of pageEffects(one[side], facts)) {
    const { site } = effect.chain;
    if (effect.kind === 'address' || effect.kind === 'marker' || !facts.isOwn(effect) || site.file !== facts.file.path || (storedRecords[effect.record] !== undefined && effect.kind !== 'read')) continue;
    const line = placedLine(one[side], site, facts)?.line ?? '', known = found.get(line);
    if (known && (siteOf(known) !== site.offset || !isSameWord(known, effect)) && isWrite(known) === isWrite(effect)) several.add(line);
    // A line that writes one page's word with another's reads the other.
    if (!known || isWrite(known)) found.set(line, effect);
  }
  for (const line of several) found.delete(line);
  return found;
}

/** Words that the function's own lines write once, links of lists left aside. */
function writesIn(one: ChangedFunction, side: 'before' | 'after', changed: ChangedFacts): readonly PageEffect[] {
  const facts = changed[side];
  const own = pageEffects(one[side], facts).filter((effect) => isWrite(effect) && facts.isOwn(effect) && effect.chain.site.file === facts.file.path && storedRecords[effect.record] === undefined);
  return own.filter((effect) => own.every((other) => other.chain.site.offset === effect.chain.site.offset || !overlap(other, effect) || wayTo(other.thing) !== wayTo(effect.thing)));
}

function alike(effect: PageEffect, others: readonly PageEffect[]): PageEffect | undefined {
  return others.find((other) => isSameWord(other, effect));
}

/** Whether a barrier kept the two apart. */
function isFenced(first: PageEffect, second: PageEffect, was: readonly PageEffect[], { before }: ChangedFunction, changed: ChangedFacts): boolean {
  const text = textOf(before, changed.before) ?? '', start = before.summary.at.offset, fence = text.slice(siteOf(first) - start, siteOf(second) - start).search(BARRIER) + siteOf(first);
  // It is there for the write that follows next: what comes behind that one goes by no order.
  return fence >= siteOf(first) && !was.some((other) => other !== second && fence < siteOf(other) && siteOf(other) < siteOf(second) && wayTo(other.thing) === wayTo(second.thing));
}

function toldLater(read: PageEffect, write: PageEffect, one: ChangedFunction, { after }: ChangedFacts): Finding {
  const place = after.placeOf(read.chain), name = after.nameOf(read.offset, read.size);
  return after.finding('paired-words', 'warning', place,
    `${one.after.summary.function}() reads page.${name} behind the line that changes it now, and read it before that: what it goes on with is not what the word held`,
    { state: 'any', words: [after.word(read.offset, read.size)], evidence: [after.evidence(place, `${name} is read`), after.evidence(after.placeOf(write.chain), `${name} is changed before it`)] });
}

function told(first: PageEffect, second: PageEffect, one: ChangedFunction, { after }: ChangedFacts): Finding {
  const place = after.placeOf(first.chain), [ready, late] = [after.nameOf(first.offset, first.size), after.nameOf(second.offset, second.size)];
  return after.finding('paired-words', 'warning', place,
    `${one.after.summary.function}() writes page.${ready} before page.${late} now, and wrote it after that before this change: who looks at the page without a lock and finds the one finds the other as it was`,
    { state: 'any', words: [after.word(first.offset, first.size), after.word(second.offset, second.size)], evidence: [after.evidence(place, `${ready} is written`), after.evidence(after.placeOf(second.chain), `${late} is written after it`)] });
}
