/** A list node copied by value into a page: its neighbours still point to the one it was copied from. */
import { armsOf, isRecord } from '../../../footprint/value.js';
import { storedRecord } from '../../../model/lifeStage.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

export function nodeCopied(facts: FileFacts): readonly Finding[] {
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    const type = !isRecord(effect.record) ? undefined : facts.context.layoutOf(effect.record, facts.file.path)?.fields.find(({ path }) => path === effect.path)?.type.replace(/^struct /, '');
    if (type === undefined || storedRecord(type) === undefined || effect.kind !== 'write' || effect.chain.inner || effect.value === undefined) return [];
    const isCopied = armsOf(effect.value).every((arm) => arm.kind === 'pointer' && arm.to !== effect.thing && arm.path !== '' && arm.to.source.by !== 'local');
    if (!isCopied || trace.effects.some((other) => other.kind === 'address' && other.thing === effect.thing && other.offset === effect.offset && other.chain.site.offset > effect.chain.site.offset)) return [];
    const place = facts.placeOf(effect.chain), name = facts.nameOf(effect.offset, effect.size);
    return [facts.finding('page-copy', 'warning', place,
      `${effect.path} is copied by value, which is a struct ${type}: the list's other nodes, or the node itself where it stood alone, still lead to where it was copied from, and taking it off writes there`,
      { state: 'any', words: [facts.word(effect.offset, effect.size)], evidence: [facts.evidence(place, `${name} is copied`)] })];
  });
}
