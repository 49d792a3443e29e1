/** A word that a function read through a mask before a change, and takes whole behind it: type bits and tags become part of the value. */
import type { Trace } from '../../../footprint/effect.js';
import { rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { changedLines } from '../lines/changedLines.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, type PageEffect, pageEffects, textOf } from '../changedFunctions.js';

/** Words with bits that are no part of what lies there. */
const SHARED = [words.mapping, words.private, words.index, words.compoundHead, words.memcg, words.pageType, words.lruNext];

export function maskLost({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const ranges = rangesOf(SHARED, after.context.model.layout);
  return functions.flatMap((one) => shiftLost(one, { functions, before, after }) ?? ranges.flatMap((range) => {
    const was = readsOf(one.before, range.offset, before)[0], now = readsOf(one.after, range.offset, after)[0];
    if (!was || !now || was.path !== now.path || masks(one.before, was, before) <= masks(one.after, now, after) || isFilled(one.after, now, after) || isMovedElsewhere((trace, facts) => masks(trace, now, facts), all)) return [];
    const place = after.placeOf(now.chain);
    return [after.finding('word-misread', 'warning', place,
      `page.${now.path} is taken whole here, and ${one.after.summary.function}() masked it before this change: the bits that were masked are no part of the value`,
      { state: 'any', words: [after.word(now.offset, now.size)], evidence: [after.evidence(place, `${now.path} is read`)] })];
  }).slice(0, 1));
}

/** A line that took the upper bits of a word, and takes all of them: `atomic_read(&page->_refcount) >> 24`. */
function shiftLost(one: ChangedFunction, changed: ChangedFacts): readonly Finding[] | undefined {
  const { after } = changed, shift = /\s*>>\s*\(?\s*\w+\)?(?=\s*[;)&])/;
  const line = changedLines(one, changed).find((other) => shift.test(other.before) && other.before.replace(shift, '') === other.after);
  const read = line && pageEffects(one.after, after).find(({ kind, chain: { site } }) => kind !== 'marker' && site.file === after.file.path && line.start <= site.offset && site.offset < line.end);
  if (!read) return undefined;
  const place = after.placeOf(read.chain), name = after.nameOf(read.offset, read.size);
  return [after.finding('word-misread', 'warning', place,
    `page.${name} is taken from its lowest bit on here, and ${one.after.summary.function}() took its upper bits before this change: what lies below is no part of the value`,
    { state: 'any', words: [after.word(read.offset, read.size)], evidence: [after.evidence(place, `${name} is read`)] })];
}

/** What the function's own lines read there by the member's name. */
function readsOf(trace: Trace, offset: number, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.offset === offset && !effect.chain.inner && effect.chain.site.file === facts.file.path);
}

/** Whether bits are set in what was read, on both sides of a comparison: masked in another way. */
function isFilled(trace: Trace, { path }: PageEffect, facts: FileFacts): boolean {
  return new RegExp(`\\b${path.replace(/^.*\./, '')}\\b\\)*\\s*\\|(?!\\|)`).test(textOf(trace, facts) ?? '');
}

/** How often the function has the member behind or before a mask, or shifts what it found there. */
function masks(trace: Trace, { path }: PageEffect, facts: FileFacts): number {
  const member = path.replace(/^.*\./, '');
  return textOf(trace, facts)?.match(new RegExp(`\\b${member}\\b\\)*\\s*&(?!&)|\\b[A-Z_]{3,}\\s*&\\s*\\w+(?:->|\\.)${member}\\b|\\b${member}\\b\\)*\\s*>>`, 'g'))?.length ?? 0;
}
