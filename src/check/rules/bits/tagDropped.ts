/** An object that the model knows to be kept in a word with a tag, put there with another one: who reads the tag takes it for something else. */
import { isRecord, pointersIn } from '../../../footprint/value.js';
import { claimsOf } from '../../../model/pageModel.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

export function tagDropped(facts: FileFacts): readonly Finding[] {
  const { model } = facts.context;
  const claims = model.states.flatMap((state) => claimsOf(state, model).flatMap(({ holds, range }) => (holds.kind === 'pointer' ? [{ state, range, to: holds.to, tag: holds.tag ?? 0 }] : [])));
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    if (effect.kind !== 'write' || !effect.value || !facts.isOwnChoice(trace, effect)) return [];
    return pointersIn(effect.value).filter(({ to, path, offset, or }) => isRecord(to.record) && path === '' && offset === 0 && !or).flatMap(({ to, tag }) => {
      const kept = claims.filter((claim) => claim.to === to.record && claim.range.offset === effect.offset && claim.range.size === effect.size);
      const [known] = kept;
      // Who marks nothing has it that way somewhere: only where each owner tells it by a tag is another one wrong.
      if (!known || kept.some((claim) => claim.tag === tag || claim.tag === 0)) return [];
      const place = facts.placeOf(effect.chain);
      return [facts.finding('word-misread', 'warning', place,
        `a struct ${to.record} is put into page.${known.range.path} with tag ${tag}, and a ${known.state.title} has it there with tag ${known.tag}: readers tell by the tag what the word leads to`,
        { state: known.state.name, words: [facts.word(effect.offset, effect.size)], evidence: [facts.evidence(place, `${known.range.path} is written`)] })];
    }).slice(0, 1);
  });
}
