/** A value put into a word of a page under one name and wiped out under another a few lines on: two members that are one word were written in the wrong order. */
import type { Effect, HeldWord } from '../../../footprint/effect.js';
import { armsOf } from '../../../footprint/value.js';
import { storedRecords } from '../../../model/lifeStage.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';

export function lostValue(facts: FileFacts): readonly Finding[] {
  const told = new Set<string>();
  // A link put over somebody else's word is told as that; memory management's own words are nobody else's.
  const isJudged = ({ record }: Effect): boolean => storedRecords[record] === undefined || isMemoryManagement(facts.file.path);
  return facts.ownWrites.flatMap((write) => {
    const { trace, effect } = write;
    const lost = effect.kind === 'write' && isJudged(effect) && facts.isHere(facts.placeOf(effect.chain)) ? effect.over?.find((word) => isLost(word, write, facts)) : undefined;
    const at = facts.placeOf(effect.chain), key = `${at.offset}:${effect.offset}`;
    if (!lost?.chain || told.has(key)) return [];
    told.add(key);
    return [facts.finding('word-overwritten', 'warning', at,
      `page.${nameOf(effect)} lies in the same bits as page.${nameOf(lost)}, which this function has just set: the value is gone before anybody can have read it`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(effect.offset, effect.size)],
        evidence: [facts.evidence(facts.placeOf(lost.chain), `${nameOf(lost)} is set`), facts.evidence(at, `${nameOf(effect)} is written`), ...facts.around(effect, 'writes it')],
      })];
  });
}

const nameOf = ({ path }: Pick<Effect, 'path'>): string => path.replace(/^.*\./, '');

/** Something that is no number, by another name, put there by a line of this function that nothing came after which may have looked. */
function isLost(word: HeldWord, { trace, effect }: PageEffect, facts: FileFacts): boolean {
  const { chain } = word;
  if (!chain || chain.inner || chain.site.file !== facts.file.path || storedRecords[word.record] !== undefined || !facts.context.pageRecords.has(word.record) || nameOf(word) === nameOf(effect)) return false;
  // What is put there is nothing or a link, and covers all of what was: a value in the place of another is what a page's next user finds.
  if (word.offset !== effect.offset || word.size !== effect.size || (effect.value?.kind !== 'number' && storedRecords[effect.record] === undefined)) return false;
  const written = armsOf(word.value).filter((arm) => arm.kind !== 'initial');
  if (written.length === 0 || written.some((arm) => arm.kind === 'number' || arm.kind === 'changed')) return false;
  const [from, to] = [chain.site.offset, effect.chain.site.offset];
  // Another file's function may look for it (swap_read_folio()).
  return from < to && !trace.effects.some((one) => one.thing === effect.thing && from < one.chain.site.offset && one.chain.site.offset < to && (!facts.isOwn(one) || (one.kind === 'read' && one.offset === word.offset)))
    && !trace.calls.some((call) => from < call.site.offset && call.site.offset < to && trace.summary.unknownCalls.includes(call.callee));
}
