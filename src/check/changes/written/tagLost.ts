/** Low bits of a pointer in a page's word that a change leaves out, or fills with a number that may be too large for them. */
import type { Value } from '../../../footprint/value.js';
import { armsOf } from '../../../footprint/value.js';
import type { Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isSameWord, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function tagLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = pointersPut(one.before, before), now = pointersPut(one.after, after);
    for (const effect of now) {
      const old = was.filter((other) => isSamePointer(other, effect));
      if (old.length === 0) continue;
      const tags = old.map(({ value }) => tagOf(value!)), tag = tagOf(effect.value!), name = after.nameOf(effect.offset, effect.size);
      const others = now.filter((other) => isSamePointer(other, effect)).map(({ value }) => tagOf(value!));
      if (tag === 0 && tags.every((one_) => typeof one_ === 'number' && one_ !== 0) && others.every((other) => other === 0) && !isFilledIn(effect, one.after, after)) return [told(effect, `page.${name} is written without the tag ${tags[0]!}, which the pointer had before this change: whoever tells by it what the word leads to takes it for something else`, after)];
      if (tag === 'unknown' && !tags.includes('unknown')) return [told(effect, `a number goes into the low bits of the pointer in page.${name}, and none that is not known did before this change: what is larger than the pointer's alignment leaves room for makes it another pointer`, after)];
    }
    return [];
  });
}

function isSamePointer(a: PageEffect, b: PageEffect): boolean {
  const to = ({ value }: PageEffect): string => armsOf(value!).flatMap((arm) => (arm.kind === 'pointer' ? [wayTo(arm.to)] : [])).join();
  return isSameWord(a, b) && to(a) === to(b);
}

function pointersPut(trace: Trace, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter(({ kind, value, chain }) => kind === 'write' && chain.site.file === facts.file.path && (!chain.inner || !chain.inner.inner) && value !== undefined && armsOf(value).some((arm) => arm.kind === 'pointer'));
}

/** Whether bits are set in the word behind that: the rule about tags in two stores judges it. */
function isFilledIn(effect: PageEffect, trace: Trace, facts: FileFacts): boolean {
  return pageEffects(trace, facts).some((other) => other.kind === 'readwrite' && isSameWord(other, effect) && other.value !== undefined && tagOf(other.value) !== 0 && armsOf(other.value).some((arm) => arm.kind === 'pointer') && other.chain.site.offset > effect.chain.site.offset);
}

/** Of all ways: the tag where they have the same one. */
function tagOf(value: Value): number | 'unknown' | 'several' {
  const tags = armsOf(value).flatMap((arm) => (arm.kind !== 'pointer' ? [] : [arm.offset === undefined ? 'unknown' as const : arm.or === undefined ? arm.tag : arm.or.kind === 'number' ? Number(arm.or.value & 0xffn) | arm.tag : arm.or.kind === 'unknown' && arm.or.zero !== undefined ? 'several' as const : 'unknown' as const]));
  return tags.every((tag) => tag === tags[0]) ? tags[0] ?? 'several' : 'several';
}

function told(effect: PageEffect, message: string, after: FileFacts): Finding {
  const place = after.placeOf(effect.chain);
  return after.finding('word-misread', 'warning', place, message, { state: 'any', words: [after.word(effect.offset, effect.size)], evidence: [after.evidence(place, `${effect.path} is written`)] });
}
