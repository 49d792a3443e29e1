/** Tails of a compound page written as if they were pages of their own. */
import type { Effect, Trace } from '../../../footprint/effect.js';
import { armsOf, headOf, type Thing, type Value } from '../../../footprint/value.js';
import { magicValue } from '../../../model/magic.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { claimsOf, type PageModel, type Placed } from '../../../model/pageModel.js';
import { words } from '../../../model/states/words.js';
import type { Claim } from '../../../model/state.js';
import { compoundOrigin, isTakenApart, orderAsked } from '../../pages/compoundPages.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isInsider } from '../../pages/insiders.js';
import type { PageClass, PageRef } from '../../pages/pageClasses.js';
import { memoryOf } from '../../pages/pageStates.js';

export function tailPage(facts: FileFacts): readonly Finding[] {
  const tail = facts.states.state('tail');
  if (!tail || isInsider(facts.file.path, tail, facts.context.isHeldAgainst)) return [];
  const claimsIn = (name: string): readonly Placed<Claim>[] => {
    const state = facts.states.state(name);
    return state ? claimsOf(state, facts.context.model).filter((claim) => claim.range.path !== 'flags') : [];
  };
  // Whoever owns the whole may use a tail's private and put it right; who takes the tail for a page of its own does not know of that.
  const range = resolveMember({ names: words.private }, facts.context.model.layout);
  const left: readonly Placed<Claim>[] = range ? [{ names: words.private, holds: { kind: 'constant', value: 0n, means: '0' }, for: 'a 0 that whoever splits the compound page counts on', range }] : [];
  const [first, second, rest] = [claimsIn('tail-1'), claimsIn('tail-2'), claimsIn('tail')];
  const claimsOn = (index: number | undefined): readonly Placed<Claim>[] => [...(index === undefined ? [...rest, ...first, ...second] : index === 1 ? first : index === 2 ? second : rest), ...left];
  // A node is one mistake, however many words it has.
  const told = new Set<string>();
  const byNumber = facts.ownWrites.flatMap(({ trace, effect }) => {
    const { thing } = effect, key = `${effect.chain.site.offset}:${thing.id}`;
    if (told.has(key) || thing.source.by !== 'element' || thing.source.index === 0 || !facts.isOwnChoice(trace, effect) || isMadeHere(effect, trace, facts)) return [];
    const from = compoundOrigin(headOf(thing), trace, facts) ?? orderAsked(headOf(thing), trace);
    const claim = from && claimsOn(thing.source.index).find((one) => overlap(one.range, effect) && !isWhatItHolds(effect, one, facts.context.model) && !(one.holds.kind === 'constant' && effect.kind !== 'write'));
    if (!from || !claim || isTakenApart(thing, trace, facts) || armsOf(effect.value ?? { kind: 'initial' }).some((arm) => arm.kind === 'initial') || (claim.holds.kind === 'constant' && headOf(thing).source.by === 'parameter' && isGiven(effect.value))) return [];
    told.add(key);
    return [facts.finding('tail-page', 'error', facts.placeOf(effect.chain),
      `page.${claim.range.path} of a tail of a compound page is written: it holds ${claim.for === '' ? 'what the allocator put there' : claim.for} until the compound page is freed whole (compound_head(), "corrupted mapping in tail page")`,
      {
        state: 'tail', words: [facts.word(claim.range.offset, claim.range.size)],
        evidence: [
          facts.evidence(facts.placeOf(effect.chain), `${effect.path} of page ${thing.source.index ?? 'i'} of the block is written`), ...facts.around(effect, 'writes it'),
          facts.evidence(from.site, `${from.what}: the block is one compound page, and all but its first page are tails`),
        ],
      })];
  });
  return [...byNumber, ...oneByOne(facts, (effect) => rest.some((claim) => overlap(claim.range, effect) && !isWhatItHolds(effect, claim, facts.context.model)))];
}

/** Whether the same call makes the page a tail (prep_compound_tail()): what it writes is what tails hold. */
function isMadeHere({ thing, chain }: Effect, trace: Trace, facts: FileFacts): boolean {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return chain.inner !== undefined && trace.effects.some((effect) => effect.kind === 'write' && effect.thing === thing && effect.offset === head?.offset && words.compoundHead.some((name) => name === effect.path) && effect.value?.kind !== 'number' && effect.chain.site.offset === chain.site.offset);
}

/** Pages of a compound block that the file keeps one by one, and writes as if each stood alone once it has found them there again. */
function oneByOne(facts: FileFacts, isClaimed: (effect: PageEffect['effect']) => boolean): readonly Finding[] {
  const told = new Set<PageClass>();
  return facts.ownWrites.flatMap(({ trace, effect }) => {
    const group = facts.classes.classOf(effect.thing);
    if (told.has(group) || effect.kind !== 'write' || !isFoundAgain(effect.thing) || !isClaimed(effect) || !facts.isOwnChoice(trace, effect)) return [];
    const tails = group.pages.flatMap((page) => (isHandedOut(page, facts) ? { page, from: compoundOrigin(headOf(page.thing), page.trace, facts) } : []));
    const tail = tails.find(({ from }) => from !== undefined), from = tail?.from;
    if (!from || group.pages.some((page) => isTakenApart(page.thing, page.trace, facts))) return [];
    told.add(group);
    return [facts.finding('tail-page', 'warning', facts.placeOf(effect.chain),
      `page.${facts.nameOf(effect.offset, effect.size)} is written of each page that is kept here, and all but the first of a block are tails of one compound page: the word is the folio's until that is freed whole`,
      {
        state: 'tail', words: [facts.word(effect.offset, effect.size)],
        evidence: [
          facts.evidence(facts.placeOf(effect.chain), `${effect.path} is written`), ...facts.around(effect, 'writes it'),
          facts.evidence(from.site, `${from.what}: the block is one compound page`), facts.evidence(tail.page.trace.summary.at, `${tail.page.trace.summary.function}() puts its pages where they are found here`),
        ],
      })];
  });
}

/** A page behind the first of a block that was allocated, of which the file itself takes the address. */
function isHandedOut({ thing, trace }: PageRef, facts: FileFacts): boolean {
  const head = headOf(thing);
  return thing.source.by === 'element' && thing.source.index !== 0 && head.source.by === 'result' && head.record === 'page'
    && trace.effects.some(({ kind, thing: of, chain }) => kind === 'marker' && of === thing && !chain.inner && chain.site.file === facts.file.path);
}

/** Taken from a member or an array, by its address or as it is. */
function isFoundAgain({ source }: Thing): boolean {
  const memory = source.by === 'result' ? memoryOf(source) : undefined;
  return source.by === 'member' || memory?.source.by === 'member';
}

/** The 0 that a word must hold. */
/** A value that callers give to a block that is theirs may be the one that was there: nothing. */
function isGiven(value: Value | undefined): boolean {
  return value?.kind === 'pointer' && value.to.source.by === 'parameter';
}

function isWhatItHolds({ value }: Effect, { holds }: Claim, { machine }: PageModel): boolean {
  const held = holds.kind === 'constant' ? holds.value : holds.kind === 'magic' ? magicValue(holds.magic, machine) : undefined;
  return held !== undefined && value?.kind === 'number' && BigInt.asUintN(64, value.value) === BigInt.asUintN(64, held);
}
