/** A number that each page of a block had of its own, `entry + i`, written or asked, and that is the first one's for all of them now. */
import { overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isWrite, pageEffects, textOf } from '../changedFunctions.js';
import { changedLines } from '../lines/changedLines.js';

/** What is added at the end of an assignment or of a call's last argument. */
const ADDEND = /\s*\+\s*([a-z_]\w*(?:\s*\([^()]*\))?)(?=\s*\)*\s*;)/;
/** Words in which a page of a file, or of the swap, has its number. */
const NUMBERS = [words.index, words.private];

export function addendLost(changed: ChangedFacts): readonly Finding[] {
  const { after } = changed, ranges = rangesOf(NUMBERS, after.context.model.layout);
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line) => {
    const [, addend] = ADDEND.exec(line.before) ?? [];
    if (addend === undefined || line.before.replace(ADDEND, '') !== line.after || isWalked(line.before, one, changed)) return [];
    const write = pageEffects(one.after, after).find((effect) => (isWrite(effect) || (effect.kind === 'read' && addend.includes('(') && ranges.some((range) => overlap(range, effect)))) && after.isOwn(effect) && effect.chain.site.file === after.file.path && line.start <= effect.chain.site.offset && effect.chain.site.offset < line.end);
    if (!write) return [];
    const place = after.placeOf(write.chain), name = after.nameOf(write.offset, write.size);
    return [after.finding('tail-page', 'warning', place,
      isWrite(write) ? `page.${name} gets a number here to which ${one.after.summary.function}() added ${addend} before this change: every page of the block gets that of the first`
        : `page.${name} is taken as it is here, and ${one.after.summary.function}() added ${addend} before this change: of every page of the block it takes the number of the first`,
      { state: 'any', words: [after.word(write.offset, write.size)], evidence: [after.evidence(place, `${name} is ${isWrite(write) ? 'written' : 'read'}`)] })];
  }).slice(0, 1));
}

/** Whether what the number was added to is stepped on itself now: `page++` in the place of `page + i`. */
function isWalked(line: string, one: ChangedFunction, { before, after }: ChangedFacts): boolean {
  const [, base] = /\b([a-z_]\w*)\s*\+\s*[a-z_]\w*(?:\s*\([^()]*\))?\s*\)*\s*;/.exec(line) ?? [];
  const steps = (text = ''): number => [...text.matchAll(new RegExp(`\\b${base}\\s*(?:\\+\\+|\\+=)|\\+\\+\\s*${base}\\b`, 'g'))].length;
  return base !== undefined && steps(textOf(one.after, after)) > steps(textOf(one.before, before));
}
