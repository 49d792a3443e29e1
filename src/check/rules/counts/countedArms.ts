/** A word read as a number under one of its names while the file counts in it under another: the arms of a union that one configuration keeps apart by a test. */
import type { Effect } from '../../../footprint/effect.js';
import { isRecord } from '../../../footprint/value.js';
import { rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';

/** Names that an owner makes of a word whatever it likes. */
const GENERAL: readonly string[] = [...words.index, ...words.private];
const COUNTS = /^(?:atomic(?:64|_long)?_t|refcount_t)$/;

export function countedArms(facts: FileFacts): readonly Finding[] {
  // Memory management goes by whose page it is, and the words of counts are everybody's.
  if (isMemoryManagement(facts.file.path)) return [];
  const ranges = rangesOf([words.index, words.private], facts.context.model.layout);
  const own = facts.traces.flatMap((trace) => trace.effects.filter((effect) => ranges.some(({ offset }) => offset === effect.offset) && facts.isPage(effect.thing) && effect.path !== '' && isRecord(effect.record) && facts.isOwn(effect) && (effect.chain.inner === undefined || effect.kind === 'address')));
  // Set, as a count is when the page is made or goes back, it is a number like any other.
  const stepped = new Set(facts.ownWrites.flatMap(({ effect }) => (effect.kind === 'readwrite' ? [effect.offset] : [])));
  const counted = own.filter((effect) => effect.kind === 'address' && stepped.has(effect.offset!) && COUNTS.test(typeOf(effect, facts) ?? ''));
  if (counted.length === 0) return [];
  // A test keeps them apart where both cannot be in use.
  const read = own.find((effect) => effect.kind === 'read' && !effect.may && counted.some((count) => isOther(count, effect, facts)));
  const count = read && counted.find((one) => isOther(one, read, facts));
  if (!read || !count) return [];
  const place = facts.placeOf(read.chain);
  return [facts.finding('config-overlap', 'warning', place,
    `${read.path} is read here, in whose bits this file counts as ${count.path}: under ${facts.config.name} both names are in use, and the count becomes part of the number`,
    { state: 'any', config: facts.config.name, words: [facts.word(read.offset ?? 0, read.size)], evidence: [facts.evidence(place, `${read.path} is read`), facts.evidence(facts.placeOf(count.chain), `${count.path} is counted`)] })];
}

function typeOf({ record, path }: Effect, facts: FileFacts): string | undefined {
  return facts.context.layoutOf(record, facts.file.path)?.fields.find((field) => field.path === path)?.type;
}

/** Another member of the same record over the same bytes, and one with a name of its own: `private` is whatever the owner makes of it. */
function isOther(count: Effect, read: Effect, facts: FileFacts): boolean {
  const type = typeOf(read, facts);
  return count.record === read.record && count.offset === read.offset && count.path !== read.path && !count.path.startsWith(`${read.path}.`) && type !== undefined && !COUNTS.test(type) && !/[*]|^struct|^union/.test(type) && !GENERAL.includes(read.path);
}
