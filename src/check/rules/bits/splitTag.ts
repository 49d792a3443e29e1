/** A pointer and the bits that say what it is, put into a word by two stores: a reader in between takes it for what it is without them. */
import { type Effect, innermost, type Trace } from '../../../footprint/effect.js';
import { armsOf, pointersIn, type Value } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isFreshHere } from '../../pages/ownership.js';

/** Words whose low bits are asked by whoever meets the page, without a lock. */
const TAGGED = [words.mapping, words.compoundHead, words.memcg];

export function splitTag(facts: FileFacts): readonly Finding[] {
  const ranges = rangesOf(TAGGED, facts.context.model.layout);
  return facts.traces.flatMap((trace) => {
    const writes = trace.effects.filter((effect) => (effect.kind === 'write' || effect.kind === 'readwrite') && facts.isPage(effect.thing) && effect.thing.source.by !== 'local' && facts.isOwn(effect));
    return writes.flatMap((second, index) => {
      const range = ranges.find((one) => one.offset === second.offset);
      // What was written to the word last, before the bits come.
      const first = range && writes.slice(0, index).reverse().find((effect) => effect.thing === second.thing && effect.offset === range.offset);
      return first && isBare(first) && bringsBits(second, first) && !isPrivate(second, trace, facts) && !isOneStep(first, second) ? [told(first, second, range, trace, facts)] : [];
    });
  });
}

/** A pointer, and nothing in its low bits. */
function isBare({ kind, value }: Effect): boolean {
  const arms = armsOf(value ?? { kind: 'initial' });
  return kind === 'write' && arms.every((arm) => (arm.kind === 'pointer' && bitsOf(arm) === 0 && !arm.or) || (arm.kind === 'number' && arm.value === 0n)) && arms.some((arm) => arm.kind === 'pointer');
}

/** Low bits of an address, or-ed in or added in bytes: `(void *)anon_vma + 1`. */
function bitsOf({ tag, offset }: Extract<Value, { kind: 'pointer' }>): number {
  return tag | ((offset ?? 0) & 3);
}

/** The same pointer with a tag, or a bit set where it lies. */
function bringsBits(second: Effect, first: Effect): boolean {
  const { value } = second;
  if (!value) return false;
  const targets = pointersIn(first.value ?? { kind: 'initial' }).map(({ to }) => to);
  if (pointersIn(value).some((target) => bitsOf(target) !== 0 && targets.includes(target.to))) return true;
  return second.kind === 'readwrite' && value.kind === 'unknown' && /^after _*(?:arch_+)?set_bit\(\)$/.test(value.why);
}

/** A helper of another file's, or one line: whoever wrote it did not see two stores. */
function isOneStep(first: Effect, second: Effect): boolean {
  return first.chain.site.offset === second.chain.site.offset && innermost(first.chain).offset === innermost(second.chain).offset;
}

/** Only this function, and those of the file that call it with what they have just allocated, know the page. */
function isPrivate({ thing }: Effect, trace: Trace, facts: FileFacts): boolean {
  if (isFreshHere(thing, facts)) return true;
  if (!facts.isHandedIn(thing, trace)) return false;
  const index = thing.source.by === 'parameter' ? thing.source.index : -1;
  return facts.traces.every((other) => other.calls.every((call) => call.callee !== trace.summary.function || pointersIn(call.args[index] ?? { kind: 'initial' }).every(({ to }) => isFreshHere(to, facts))));
}

function told(first: Effect, second: Effect, range: MemberRange, trace: Trace, facts: FileFacts): Finding {
  const [before, after] = [facts.placeOf(first.chain), facts.placeOf(second.chain)];
  return facts.finding('paired-words', 'warning', before,
    `page.${range.path} is set to a pointer here and gets its tag bits by a second store: in between whoever reads it without the lock finds a pointer with tag 0 and takes it for what such a pointer leads to`,
    {
      state: facts.states.of(first.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
      evidence: [facts.evidence(before, 'the pointer is stored without its bits'), facts.evidence(after, 'the bits follow')],
    });
}
