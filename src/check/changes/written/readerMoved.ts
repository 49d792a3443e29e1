/** A word that a function looks for in another place than before a change, while nothing in the change puts it there. */
import { isNothing } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { ownersWords, words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { placedLine } from '../lines/enclosing.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

/** Looked for in the place of those: whether the page is on a list. */
const LINK = words.lruNext;

export function readerMoved({ functions, before, after }: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const ranges = rangesOf([...ownersWords, LINK], after.context.model.layout);
  return functions.flatMap((one) => {
    const was = ranges.map((range) => readsOf(one.before, range, before)), now = ranges.map((range) => readsOf(one.after, range, after));
    for (const [from, old] of was.entries()) {
      for (const [into, read] of now.entries()) {
        const lost = old.find(({ thing }) => !has(now[from]!, thing)), instead = lost && read.find(({ thing }) => sameBlock(thing, lost.thing) && !has(was[into]!, thing));
        if (!lost || !instead || ranges[from]!.path === LINK[0]) continue;
        // A tail has none of what its head keeps.
        if (from === into && isOther(instead) && !instead.chain.inner && !isOther(lost)) return [told('tail-page', instead, one, after, `${one.after.summary.function}() reads ${ranges[into]!.path} of each page of the block here, and read it of the first one before this change, where its owner keeps it`)];
        if (from === into || wayTo(lost.thing) !== wayTo(instead.thing) || isPutThere(ranges[into]!, all)) continue;
        return [told('unconverted-reader', instead, one, after, `${one.after.summary.function}() reads page.${ranges[into]!.path} here, and read page.${ranges[from]!.path} before this change: nothing in this change puts there what it looks for`)];
      }
    }
    return [];
  });
}

/** Reads by the function's own lines. */
function readsOf(trace: ChangedFunction['before'], range: MemberRange, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.offset === range.offset && effect.size === range.size && (storedRecords[effect.record] !== undefined) === (range.path === LINK[0]) && effect.chain.site.file === facts.file.path && facts.isOwn(effect));
}

function has(reads: readonly PageEffect[], thing: PageEffect['thing']): boolean {
  return reads.some((other) => wayTo(other.thing) === wayTo(thing));
}

function isOther({ thing: { source } }: PageEffect): boolean {
  return source.by === 'element' && source.index !== 0;
}

function sameBlock(a: PageEffect['thing'], b: PageEffect['thing']): boolean {
  const of = (thing: PageEffect['thing']): string => (thing.source.by === 'element' ? wayTo(thing.source.of) : wayTo(thing));
  return of(a) === of(b);
}

/** Whether some changed function puts something there that it did not before, by a line that is new. */
function isPutThere(range: MemberRange, all: readonly ChangedFacts[]): boolean {
  const writes = (facts: FileFacts): readonly string[] => facts.ownWrites.filter(({ effect }) => effect.offset === range.offset && (!isNothing(effect.value) || effect.again !== undefined)).map(({ trace, effect }) => placedLine(trace, effect.chain.site, facts)?.line ?? '');
  return all.some(({ before, after }) => {
    const known = writes(before), now = writes(after);
    return now.length > known.length || now.some((line) => !known.includes(line));
  });
}

function told(rule: 'tail-page' | 'unconverted-reader', read: PageEffect, one: ChangedFunction, after: FileFacts, message: string): Finding {
  const place = after.placeOf(read.chain);
  return after.finding(rule, 'warning', place, message, { state: 'any', words: [after.word(read.offset, read.size)], evidence: [after.evidence(place, `${read.path} is read`), after.evidence(one.at, 'what this change words otherwise')] });
}
