/** A word that the allocator leaves as it was, counted up in pages that the file allocates and never set: the count begins at whatever lies there. */
import type { Effect } from '../../../footprint/effect.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isFreshHere } from '../../pages/ownership.js';
import { stepOf } from './countSteps.js';

/** By its value, or by how it is written where more than one may lie there. */
function isUp(effect: Effect, { file }: FileFacts): boolean {
  const { site } = effect.chain;
  return effect.kind === 'readwrite' && ((stepOf(effect) ?? 0n) > 0n || (site.file === file.path && /^[\w>.()\s-]*(?:\+\+|\+=)/.test(file.text.slice(site.offset, site.offset + 120))));
}

export function countUnset(facts: FileFacts): readonly Finding[] {
  // mapping and private are nothing when a page is allocated (free_pages_prepare()); index is what its last owner left.
  const range = resolveMember({ names: words.index }, facts.context.model.layout);
  if (!range) return [];
  const isThere = ({ offset }: { readonly offset: number | undefined }): boolean => offset === range.offset;
  const step = facts.ownWrites.find(({ effect }) => isThere(effect) && effect.path.split('.').at(-1) === range.path && isUp(effect, facts) && facts.isOwnChain(effect.chain) && facts.classes.classOf(effect.thing).pages.some(({ thing }) => isFreshHere(thing, facts)));
  if (!step || facts.ownWrites.some(({ effect }) => isThere(effect) && effect.kind === 'write') || facts.ownWrites.some(({ effect }) => effect.kind === 'write' && effect.offset === 0 && effect.size > range.offset)) return [];
  const place = facts.placeOf(step.effect.chain);
  return [facts.finding('word-misread', 'warning', place,
    `page.${range.path} is counted up here and set nowhere in this file, which has such pages from the allocator: that leaves the word as it was, and the count begins at what the last owner kept there`,
    { state: facts.states.of(step.effect.thing, step.trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(place, `${range.path} is counted up`)] })];
}
