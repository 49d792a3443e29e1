/** A page's word that was compared with a mark before a change, and that counts whatever lies in it now. */
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects } from '../changedFunctions.js';
import { changedLines } from '../lines/changedLines.js';
import { wordName } from '../lines/sameLines.js';

const COMPARED = /\s*==\s*(?:\([^()]*\)\s*)?[A-Z][A-Z\d_]+\b(?!\s*\()/;

export function markAskedNoMore(changed: ChangedFacts): readonly Finding[] {
  const { after } = changed;
  return changed.functions.flatMap((one) => changedLines(one, changed).flatMap((line) => {
    if (!COMPARED.test(line.before) || line.before.replace(COMPARED, '') !== line.after) return [];
    const read = pageEffects(one.after, after).find((effect) => effect.kind === 'read' && !effect.chain.inner?.inner && wordName(effect) !== '' && line.after.includes(wordName(effect)) && effect.chain.site.file === after.file.path && line.start <= effect.chain.site.offset && effect.chain.site.offset < line.end);
    if (!read) return [];
    const place = after.placeOf(read.chain), name = after.nameOf(read.offset, read.size);
    return [after.finding('word-misread', 'warning', place,
      `${one.after.summary.function}() takes anything in page.${name} for its mark, and compared the word with ${COMPARED.exec(line.before)![0].replace('==', '').trim()} before this change: whoever keeps something there has the page taken for one that is marked`,
      { state: 'any', words: [after.word(read.offset, read.size)], evidence: [after.evidence(place, `${name} is read`)] })];
  }).slice(0, 1));
}
