/** What one page has in a word, put into another word of the next one: who hands a page's words on hands each to the word it came from. */
import { armsOf, pointersIn } from '../../../footprint/value.js';
import { type MemberRange, overlap, rangesOf, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** Words in which owners keep what the next page needs as well; mapping is somebody's to borrow on the way. */
const CARRIED = [words.index, words.private];

export function crossedWords(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const ranges = rangesOf(CARRIED, layout), mapping = resolveMember({ names: words.mapping }, layout);
  return facts.ownWrites.flatMap((write) => {
    const into = [...ranges, ...(mapping ? [mapping] : [])].find(({ offset, size }) => offset === write.effect.offset && size === write.effect.size);
    const from = into && takenFrom(write, ranges, facts);
    return from && !overlap(from, into) ? [told(write, from, into, facts)] : [];
  });
}

/** The word of another page that all of the value comes from. */
function takenFrom({ effect, trace }: PageEffect, ranges: readonly MemberRange[], facts: FileFacts): MemberRange | undefined {
  const { value, thing } = effect;
  if (!value || effect.kind !== 'write' || effect.chain.site.file !== facts.file.path || armsOf(value).length !== 1) return undefined;
  const [source] = pointersIn(value).map(({ to }) => to.source);
  if (source?.by !== 'member' || source.of === thing || !facts.isPage(source.of)) return undefined;
  const read = trace.effects.find((one) => one.kind === 'read' && one.thing === source.of && one.path === source.path && one.record === source.record);
  return ranges.find(({ offset, size }) => offset === read?.offset && size === read.size);
}

function told({ effect, trace }: PageEffect, from: MemberRange, into: MemberRange, facts: FileFacts): Finding {
  const place = facts.placeOf(effect.chain);
  return facts.finding('paired-words', 'warning', place,
    `what one page keeps in ${from.path} is put into ${into.path} of another: who takes the page over looks for each in its own word`,
    {
      state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(from.offset, from.size), facts.word(into.offset, into.size)],
      evidence: [facts.evidence(place, `${into.path} gets the other page's ${from.path}`)],
    });
}
