/** Objects of one type that a file puts into one word of its pages and looks for in another: the reader, perhaps an inline function of a header, was left where the writer was. */
import { innermost, sitesOf } from '../../../footprint/effect.js';
import { armsOf, isRecord } from '../../../footprint/value.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { keptWords, takenWords, tracesBeside, typesOf } from '../../words/typedWords.js';
import { isWrite, isZero } from './unconvertedReader.js';

export function movedWriter(facts: FileFacts): readonly Finding[] {
  const here = takenWords(facts.traces, facts, (effect) => facts.isOwn(effect));
  return [...keptWords(facts)].flatMap(([type, kept]) => {
    const moved = [...kept].filter(([offset]) => !here.get(type)?.has(offset));
    // Where every word that is written is read here too, what is left is a reader of another.
    const readers = new Map([...(here.get(type) ?? new Map<number, readonly PageEffect[]>())]);
    if (moved.length > 0) for (const [offset, reads] of takenWords(tracesBeside(type, facts), facts, () => true).get(type) ?? []) if (!readers.has(offset)) readers.set(offset, reads);
    const orphans = [...readers].filter(([offset]) => !kept.has(offset) && !mayBeKept(offset, type, facts));
    for (const [orphan, reads] of orphans) {
      const written = [...kept].find(([offset]) => offset !== orphan)?.[1][0];
      if (written && reads[0]) return [told(type, reads[0], written, facts)];
    }
    return [];
  });
}

/** Whether something else that is put into the word may be of that type: the allocator, behind whatever frees or gives pages, puts nothing of this file's there. */
function mayBeKept(offset: number, type: string, facts: FileFacts): boolean {
  const isInside = isMemoryManagement(facts.file.path);
  return facts.traces.some((trace) => trace.effects.some((effect) => effect.offset === offset && facts.isPage(effect.thing) && effect.thing.source.by !== 'local' && isWrite({ trace, effect }) && !isZero(effect) && (isInside || !sitesOf(effect.chain).some((site) => site.file.endsWith('.c') && isMemoryManagement(site.file)))
    && (effect.value === undefined || armsOf(effect.value).some((arm) => arm.kind === 'initial' || arm.kind === 'unknown' || (arm.kind === 'pointer' && (typesOf(arm, trace).includes(type) || (!isRecord(arm.to.record) && !trace.typed.has(arm.to))))))));
}

function told(type: string, read: PageEffect, written: PageEffect, facts: FileFacts): Finding {
  const [from, into] = [innermost(read.effect.chain), facts.placeOf(written.effect.chain)];
  const place = facts.placeOf(read.effect.chain);
  const isHere = place.file === facts.file.path;
  const [old, now] = [facts.nameOf(read.effect.offset, read.effect.size), facts.nameOf(written.effect.offset, written.effect.size)];
  const what = type.endsWith('_t') ? type : `struct ${type}`;
  return facts.finding('unconverted-reader', 'warning', isHere ? place : into,
    isHere ? `page.${old} is taken for a ${what} here and nothing in this file puts one there: it is kept in page.${now}`
      : `page.${now} gets a ${what} here, which ${from.function}() looks for in page.${old}: nothing in this file puts one there`,
    {
      state: facts.states.of(written.effect.thing, written.trace)[0]?.state.name ?? 'any', words: [facts.word(read.effect.offset, read.effect.size), facts.word(written.effect.offset, written.effect.size)],
      evidence: [facts.evidence(from, `${old} is read as a ${what}`), facts.evidence(into, `a ${what} is put into ${now}`)],
    });
}
