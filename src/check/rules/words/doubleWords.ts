/** Two words that a file exchanges in one step, and one of which it changes by itself elsewhere: whoever exchanges both in between loses a half. */
import { innermost, type Effect } from '../../../footprint/effect.js';
import type { Site } from '../../../footprint/value.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isFreshHere } from '../../pages/ownership.js';

/** Two neighbours, and where they are exchanged together. */
interface Pair {
  readonly offset: number;
  readonly site: Site;
}

export function doubleWords(facts: FileFacts): readonly Finding[] {
  const size = facts.context.model.layout.abi.wordSize;
  const pairs = pairsIn(facts, size);
  if (pairs.length === 0) return [];
  const told = new Set<string>();
  return pairs.flatMap((pair) => facts.ownWrites.flatMap((write) => {
    const { effect } = write;
    if (effect.size > size || effect.offset < pair.offset || effect.offset >= pair.offset + 2 * size || !isAlone(write, pair, size, facts)) return [];
    const at = facts.placeOf(effect.chain);
    // One function's two halves are one finding.
    if (told.has(at.function) || isFreshHere(effect.thing, facts)) return [];
    told.add(at.function);
    return [finding(write, pair, at, size, facts)];
  }));
}

/** What is exchanged by a compare-and-exchange of two words of a page: as one number that is as wide as both, or word by word in one call. */
function pairsIn(facts: FileFacts, size: number): readonly Pair[] {
  const found = new Map<number, Pair>();
  for (const { trace, effect } of facts.ownWrites) {
    if (effect.kind !== 'readwrite' || !isExchange(effect, facts)) continue;
    const isBoth = effect.size === 2 * size || trace.effects.some((other) => other.kind === 'readwrite' && other.thing === effect.thing && other.offset === effect.offset + size && innermost(other.chain).offset === innermost(effect.chain).offset && innermost(other.chain).file === innermost(effect.chain).file);
    if (isBoth && !found.has(effect.offset)) found.set(effect.offset, { offset: effect.offset, site: innermost(effect.chain) });
  }
  return [...found.values()];
}

/** xchg(&x->a, b), WRITE_ONCE(x->a, b), or plain stores to both halves where nothing is locked: done to one half at a time. */
function isAlone({ trace, effect }: PageEffect, pair: Pair, size: number, facts: FileFacts): boolean {
  const isInside = (other: Effect, at: number): boolean => other.thing === effect.thing && other.offset === at && other.size === size && innermost(other.chain).function === innermost(effect.chain).function;
  const call = textAt(innermost(effect.chain), facts);
  if (isExchange(effect, facts)) return ![pair.offset, pair.offset + size].every((at) => trace.effects.some((other) => isInside(other, at) && innermost(other.chain).offset === innermost(effect.chain).offset));
  // Whoever cannot exchange both takes a lock for it.
  if (effect.kind !== 'write' || effect.size !== size || isLocked(innermost(effect.chain), facts)) return false;
  if (/^(?:WRITE_ONCE|smp_store_release)\b/.test(call)) return true;
  return [pair.offset, pair.offset + size].every((at) => trace.effects.some((other) => other.kind === 'write' && isInside(other, at)));
}

function isExchange(effect: Effect, facts: FileFacts): boolean {
  return effect.kind === 'readwrite' && /^\w*xchg\w*\s*\(/.test(textAt(innermost(effect.chain), facts));
}

/** Whether the function takes a lock, or says that its callers do. */
function isLocked({ file, offset }: Site, facts: FileFacts): boolean {
  const source = facts.context.tree.source(file);
  const item = source?.outline.items.find(({ start, end }) => start <= offset && offset < end);
  return !source || !item || /lock/.test(source.text.slice(item.body, item.end));
}

function textAt({ file, offset }: Site, facts: FileFacts): string {
  return (facts.context.tree.source(file)?.text ?? '').slice(offset, offset + 60);
}

function finding({ trace, effect }: PageEffect, pair: Pair, at: Site, size: number, facts: FileFacts): Finding {
  return facts.finding('paired-words', 'warning', at,
    `${effect.record}.${effect.path} is changed by itself here, while this file exchanges it together with the word beside it elsewhere: an exchange of both in between is lost by half`,
    {
      state: facts.states.of(effect.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(pair.offset, 2 * size)],
      evidence: [facts.evidence(at, 'one of the two words is changed'), facts.evidence(pair.site, 'both words are exchanged in one step'), ...facts.around(effect, 'changes it')],
    });
}
