/** A number, an error or a function put into `mapping` by a driver: everybody who meets the page takes it for an address_space. */
import { armsOf, type Value } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isUser } from '../../pages/insiders.js';

export function numberForMapping(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.mapping }, facts.context.model.layout);
  const write = range && isUser(facts.file.path) && !facts.file.path.startsWith('fs/') ? facts.ownWrites.find(({ effect }) => effect.kind === 'write' && effect.offset === range.offset && effect.path.split('.').at(-1) === range.path && facts.isOwnChain(effect.chain) && armsOf(effect.value ?? { kind: 'initial' }).some(isNumber)) : undefined;
  if (!range || !write) return [];
  const at = facts.placeOf(write.effect.chain);
  return [facts.finding('word-misread', 'warning', at,
    `a number goes into page.${range.path}: who meets the page without knowing whose it is (GUP, munmap(), memory failure, compaction) follows it as an address_space, or by its low bits as an anon_vma or as what moves the page`,
    { state: facts.states.of(write.effect.thing, write.trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(at, `${range.path} is written`), ...facts.around(write.effect, 'writes it')] })];
}

/** No pointer to an object, and not nothing. */
function isNumber(value: Value): boolean {
  if (value.kind === 'number') return value.value !== 0n;
  if (value.kind === 'unknown') return value.pointerTo === '';
  const to = value.kind === 'pointer' ? value.to : undefined;
  return to !== undefined && (to.record === '' || to.source.by === 'function' || (to.source.by === 'result' && to.source.callee === 'ERR_PTR'));
}
