/** All of one page's flags put into another's: the word also says where a page lies, and who waits for it. */
import { type Effect, innermost } from '../../../footprint/effect.js';
import { armsOf, type Thing } from '../../../footprint/value.js';
import { type MemberRange, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { readerIn } from '../../words/readers.js';

export function wholeFlags(facts: FileFacts): readonly Finding[] {
  const { model, tree } = facts.context;
  const range = resolveMember({ names: words.flags }, model.layout);
  if (!range) return [];
  const observer = model.observers.find(({ readings }) => readings.some(({ names, cases }) => names === words.flags && cases.some(({ right }) => right.includes('flags'))));
  const harm = observer?.readings[0]?.cases[0]?.harm;
  const told = new Set<number>();
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    const at = facts.placeOf(effect.chain);
    if (effect.kind !== 'write' || effect.offset !== range.offset || effect.size > range.size || told.has(at.offset) || !facts.isHere(innermost(effect.chain)) || !isAnothers(effect, range, facts)) return [];
    told.add(at.offset);
    const reader = observer && readerIn(tree, { evidence: observer.roots, member: 'flags', readAs: 'node, zone and section', path: [] });
    return [facts.finding('page-copy', 'error', at,
      `all of another page's flags are put into this one's: node, zone and section stand in the same word, and so do the lock, the waiters and what says that the page heads a compound page or lies on an LRU list${harm === undefined ? '' : `; ${harm}`}`,
      {
        state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
        evidence: [facts.evidence(at, 'the whole word is written'), ...facts.around(effect, 'writes it'), ...(reader ? [{ ...reader, message: `${reader.function}() looks there for where the page lies` }] : [])],
      })];
  });
}

/** Whether what is written is the word of a page elsewhere in the memory map as it was found there, with nothing masked out. */
function isAnothers({ thing, value }: Effect, range: MemberRange, facts: FileFacts): boolean {
  return value !== undefined && armsOf(value).some((arm) => {
    if (arm.kind !== 'pointer' || arm.tag !== 0 || arm.or) return false;
    const { to: { source } } = arm;
    // A word that is a record is known by where it lies.
    const from = arm.path === '' && source.by === 'member' && words.flags.some((name) => source.path.split('.').includes(name)) ? source.of : facts.isPage(arm.to) && arm.offset === range.offset && arm.path !== '' ? arm.to : undefined;
    return from !== undefined && facts.isPage(from) && from.source.by !== 'local' && blockOf(from) !== blockOf(thing);
  });
}

/** Pages of one block lie in one zone of one node. */
function blockOf(thing: Thing): Thing {
  return thing.source.by === 'element' ? blockOf(thing.source.of) : thing;
}
