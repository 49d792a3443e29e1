/** A word read by its owner's name behind a list node that the same function has just put over it. */
import type { Effect, Trace } from '../../../footprint/effect.js';
import { overlaps } from '../../../footprint/flowState.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isOnOneWay } from '../oneWay.js';

export function readUnderLink(facts: FileFacts): readonly Finding[] {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return facts.traces.flatMap((trace) => trace.effects.flatMap((read, index) => {
    // compound_head() looks at bit 0 of whatever lies there, and links are even.
    if (!isOwnPointer(read, facts) || words.compoundHead.some((name) => read.path.endsWith(name))) return [];
    const write = lastWrite(trace, read, index);
    if (!write || !isLink(write, facts) || read.may !== write.may || !isOnOneWay(write.chain.site.offset, read.chain.site.offset, facts.file.text)) return [];
    const place = facts.placeOf(read.chain);
    return [facts.finding('word-overwritten', 'warning', place,
      `page.${read.path} is read here, and a list node was put over it just before: what is found is a link of the list`,
      { state: 'any', words: [facts.word(read.offset ?? head?.offset ?? 0, read.size)], evidence: [facts.evidence(facts.placeOf(write.chain), `${write.record}.${write.path} is written over it`), facts.evidence(place, `${read.path} is read`)] })];
  }).slice(0, 1));
}

/** A member of struct page that holds a pointer, read by a line of the file. */
function isOwnPointer({ kind, chain, thing, record, path, offset }: Effect, facts: FileFacts): boolean {
  if (kind !== 'read' || chain.inner || chain.site.file !== facts.file.path || offset === undefined || !facts.isPage(thing) || !facts.context.pageRecords.has(record) || storedRecords[record] !== undefined) return false;
  const field = facts.context.layoutOf(record, facts.file.path)?.fields.find((one) => one.path === path);
  return field !== undefined && field.type.includes('*') && !field.type.includes('list_head');
}

/** What was written there last before a read, in the order of the function. */
function lastWrite({ effects }: Trace, read: Effect, index: number): Effect | undefined {
  return effects.slice(0, index).filter((effect) => (effect.kind === 'write' || effect.kind === 'readwrite') && effect.thing === read.thing && overlaps(effect, read)).pop();
}

function isLink({ record, kind, chain }: Effect, facts: FileFacts): boolean {
  return kind === 'write' && storedRecords[record] !== undefined && facts.isOwnChain(chain);
}
