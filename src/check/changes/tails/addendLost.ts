/** A word that each page of a block got a number of its own in, `entry + i`, and that gets the same number in all of them now. */
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isWrite, pageEffects } from '../changedFunctions.js';
import { changedLines } from '../lines/changedLines.js';

/** What is added at the end of an assignment or of a call's last argument. */
const ADDEND = /\s*\+\s*([a-z_]\w*)(?=\s*\)*\s*;)/;

export function addendLost(changed: ChangedFacts): readonly Finding[] {
  const { after } = changed;
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line) => {
    const [, addend] = ADDEND.exec(line.before) ?? [];
    if (addend === undefined || line.before.replace(ADDEND, '') !== line.after) return [];
    const write = pageEffects(one.after, after).find((effect) => isWrite(effect) && after.isOwn(effect) && effect.chain.site.file === after.file.path && line.start <= effect.chain.site.offset && effect.chain.site.offset < line.end);
    if (!write) return [];
    const place = after.placeOf(write.chain), name = after.nameOf(write.offset, write.size);
    return [after.finding('tail-page', 'warning', place,
      `page.${name} gets a number here to which ${one.after.summary.function}() added ${addend} before this change: every page of the block gets that of the first`,
      { state: 'any', words: [after.word(write.offset, write.size)], evidence: [after.evidence(place, `${name} is written`)] })];
  }).slice(0, 1));
}
