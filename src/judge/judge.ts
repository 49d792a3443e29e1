import { describeBits } from '../model/bits.js';
import { holds } from '../model/bitTest.js';
import { inEra } from '../model/era.js';
import type { Evidence } from '../model/evidence.js';
import type { Stage } from '../model/lifeStage.js';
import { membersAt, overlap, type ByteRange } from '../model/memberRange.js';
import type { Observer, Route } from '../model/observer.js';
import { claimsOf, dutiesOf, readingsOf, turnsAway, type PageModel } from '../model/pageModel.js';
import { canMeet, describeMeeting, type Known, type Reach } from '../model/reach.js';
import type { PageState } from '../model/state.js';
import { describeValue, knownBits, meaningOf, type ValueKind } from '../model/valueKind.js';
import type { PlacedWord, Placement } from './placement.js';
import { seenBits, take, type StoredField } from './reading.js';
import type { Misread, Unfulfilled, Verdict, WordRef } from './verdict.js';

/** A page in a state, with what is known of who can meet it. `reach` narrows the state's own where the caller knows more. */
export interface Situation {
  readonly state: PageState;
  readonly reach?: Partial<Reach>;
}

/**
 * Decides what becomes of something stored in a struct page: whose words it takes, who misreads it and by which path, what must be
 * put right and when. Everything is resolved against the model's layout; a member this layout does not have is nowhere.
 * Conflicts come first, each reader once for a word and a stage, by the surest of its routes.
 */
export function judgePlacement(placement: Placement, situation: Situation, model: PageModel): readonly Verdict[] {
  const reach: Reach = { ...situation.state.reach, ...situation.reach };
  const verdicts: Verdict[] = [];
  for (const word of placement.words) {
    verdicts.push(...claimsOn(word, situation.state, model));
    verdicts.push(...misreadings(word, situation.state, reach, model));
    verdicts.push(...duties(word, situation.state, reach, model));
  }
  return verdicts.sort((a, b) => weight(a) - weight(b));
}

function weight(verdict: Verdict): number {
  const order = { claimed: 0, misread: 2, duty: 4 };
  return order[verdict.kind] + (verdict.certainty === 'certain' ? 0 : 1);
}

function claimsOn(word: PlacedWord, state: PageState, model: PageModel): Verdict[] {
  return claimsOf(state, model).filter((claim) => overlap(claim.range, word)).map((claim): Verdict => {
    const place = wordRef(claim.range, model);
    const evidence = stateEvidence(state, model);
    if (claim.holds.kind === 'null') {
      const [stage, value] = word.stages[0] ?? ['stored', { kind: 'unknown' }];
      return {
        kind: 'duty', at: 'free', member: claim.range.path, word: place, says: `${claim.range.path} must be NULL again`, otherwise: claim.for,
        stage, stored: describeValue(value), bits: describeBits(knownBits(value, model.machine, word.size * 8)), certainty: 'certain', evidence,
      };
    }
    return { kind: 'claimed', state: state.name, member: claim.range.path, word: place, for: claim.for, holds: describeValue(claim.holds), ...(claim.holders && { holders: claim.holders }), ...(claim.made !== undefined && { made: claim.made }), certainty: 'certain', evidence };
  });
}

function misreadings(word: PlacedWord, state: PageState, reach: Reach, model: PageModel): Misread[] {
  const found: Misread[] = [];
  for (const observer of model.observers) {
    if (turnsAway(observer, state, model)) continue;
    const route = bestRoute(observer, reach, model);
    if (route === undefined || route.meets === 'owner-change') continue;
    for (const reading of readingsOf(observer, model)) {
      if (!overlap(reading.range, word)) continue;
      for (const [stage, value] of word.stages) {
        const field = storedField(word, value, model);
        const wrong = take(reading, seenBits(field, reading.range, model.layout.abi.endian), field.meaning, model.machine).find((taken) => taken.wrong);
        if (wrong === undefined || value.kind === 'unknown') continue;
        found.push(misread(observer, route, reading.range, { word, stage, value, readAs: wrong.case.readAs, harm: wrong.case.harm ?? '', sure: wrong.sure }, reach, model));
      }
    }
  }
  return found;
}

interface Taken { readonly word: PlacedWord; readonly stage: Stage; readonly value: ValueKind; readonly readAs: string; readonly harm: string; readonly sure: boolean }

function misread(observer: Observer, route: Route, at: ByteRange & { readonly path: string }, taken: Taken, reach: Reach, model: PageModel): Misread {
  const certain = taken.sure && canMeet(route.meets, reach) === 'yes';
  return {
    kind: 'misread', observer: observer.name, title: observer.title, member: at.path, word: wordRef(at, model), stage: taken.stage,
    stored: describeValue(taken.value), bits: describeBits(knownBits(taken.value, model.machine, taken.word.size * 8)), readAs: taken.readAs,
    path: route.path, meets: describeMeeting(route.meets), ...(route.given !== undefined && { given: route.given }),
    harm: taken.harm, certainty: certain ? 'certain' : 'possible', evidence: observer.roots.filter((root) => inEra(root.era, model.layout.kernel)),
  };
}

function duties(word: PlacedWord, state: PageState, reach: Reach, model: PageModel): Unfulfilled[] {
  const found: Unfulfilled[] = [];
  for (const duty of dutiesOf(state, model)) {
    if (!overlap(duty.range, word) || (duty.at === 'while-mapped' && reach.userMappable === 'no') || (duty.at === 'free' && reach.freed === 'no')) continue;
    for (const [stage, value] of word.stages) {
      // A record still on a list when its page is freed is another bug: a duty at free looks at what taking it off leaves.
      if (duty.at === 'free' && stage === 'linked' && word.stages.length > 1) continue;
      const field = storedField(word, value, model);
      const answer = holds(duty.must, seenBits(field, duty.range, model.layout.abi.endian), model.machine);
      if (answer === 'yes') continue;
      found.push({
        kind: 'duty', at: duty.at, member: duty.range.path, word: wordRef(duty.range, model), says: duty.says, otherwise: duty.otherwise, stage,
        stored: describeValue(value), bits: describeBits(field.bits), certainty: answer === 'no' ? 'certain' : 'possible', evidence: duty.evidence,
      });
      break;
    }
  }
  return found;
}

/** The route on which the observer most surely meets the page, a dump of it only where there is no other; undefined when it can meet it on none. */
function bestRoute(observer: Observer, reach: Reach, model: PageModel): Route | undefined {
  const rank: Record<Known, number> = { yes: 0, unknown: 1, no: 2 };
  const routes = observer.routes
    .filter((route) => inEra(route.era, model.layout.kernel) && (route.archs?.includes(model.layout.arch) ?? true))
    .map((route) => ({ route, rank: rank[canMeet(route.meets, reach)] }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => Number(a.route.meets === 'dump') - Number(b.route.meets === 'dump') || a.rank - b.rank);
  return routes[0]?.route;
}

function storedField(word: PlacedWord, value: ValueKind, model: PageModel): StoredField {
  return { offset: word.offset, size: word.size, bits: knownBits(value, model.machine, word.size * 8), meaning: meaningOf(value) };
}

/** The bytes with the names struct page gives them. */
export function wordRef(range: ByteRange, model: PageModel): WordRef {
  return { offset: range.offset, size: range.size, members: membersAt(range, model.layout) };
}

function stateEvidence(state: PageState, model: PageModel): readonly Evidence[] {
  return state.evidence.filter((one) => inEra(one.era, model.layout.kernel));
}
