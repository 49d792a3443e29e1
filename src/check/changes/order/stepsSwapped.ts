/** Two steps of a function that are done in the other order now, and use the same bits of the same pages: what the one left there the other takes away, or no longer finds. */
import { sitesOf, type Trace } from '../../../footprint/effect.js';
import { armsOf, isNothing } from '../../../footprint/value.js';
import { type MemberRange, overlap, rangesOf } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { blockOf, type ChangedFacts, type ChangedFunction, isWrite, type PageEffect, siteOf } from '../changedFunctions.js';

/** Words whose value is one owner's: of the flags and the count every bit or step is somebody's. */
const OWNED = [words.compoundHead, words.lru, words.mapping, words.index, words.private, words.pageType, words.memcg];

/** What lies deeper than this is done under conditions that nobody sees here. */
const MAX_STEPS = 4;

/** What one line of the function does to pages: itself, or by the function that it calls. */
interface Step {
  readonly key: string;
  readonly at: number;
  readonly effects: readonly BlockEffect[];
}

export function stepsSwapped({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const ranges = rangesOf(OWNED, after.context.model.layout);
  return functions.flatMap((one) => {
    const was = stepsOf(one, 'before', before, ranges), now = stepsOf(one, 'after', after, ranges);
    for (const first of now.values()) {
      for (const second of now.values()) {
        const [old, older] = [was.get(first.key), was.get(second.key)];
        if (!old || !older || first.at >= second.at || old.at <= older.at) continue;
        const clash = clashOf(first, second, after);
        if (clash && !isResetLater(clash, [...was.values()]) && uses(old, clash.left) && uses(older, clash.taken)) return [told(first, second, clash, one, after)];
      }
    }
    return [];
  });
}

/** Steps that stand in the function once, by what they call or which word they use. */
function stepsOf(one: ChangedFunction, side: 'before' | 'after', facts: FileFacts, ranges: readonly MemberRange[]): ReadonlyMap<string, Step> {
  const at = new Map<number, { key: string; effects: BlockEffect[] }>();
  for (const effect of blockEffects(one[side], facts)) {
    const { site, inner } = effect.chain;
    if (effect.kind === 'address' || effect.kind === 'marker' || site.file !== facts.file.path || sitesOf(effect.chain).length > MAX_STEPS || !ranges.some((range) => overlap(range, effect))) continue;
    const key = inner ? `${inner.site.function}()` : `${effect.kind} ${effect.path}`, step = at.get(site.offset);
    if (step) step.effects.push(effect);
    else at.set(site.offset, { key, effects: [effect] });
  }
  const steps = new Map<string, Step>(), several = new Set<string>();
  for (const [offset, { key, effects }] of at) {
    if (steps.has(key)) several.add(key);
    steps.set(key, { key, at: offset, effects });
  }
  for (const key of several) steps.delete(key);
  return steps;
}

/** At a place of a page's words; `nth`: which page it is from the one that is handed over, 0-based. */
type BlockEffect = PageEffect & { readonly nth: number };

/** What a function does to pages and to the pages behind them: what a folio keeps in its second page lies in that one's own words. */
function blockEffects({ effects }: Trace, facts: FileFacts): readonly BlockEffect[] {
  return effects.flatMap((effect) => (effect.offset === undefined || !facts.isPage(effect.thing) || effect.thing.source.by === 'local' ? [] : [{ ...effect, offset: effect.offset % facts.pageSize, nth: Math.floor(effect.offset / facts.pageSize) }]));
}

interface Clash { readonly left: PageEffect; readonly taken: PageEffect }

/** What the first step leaves in a word, and what the second one puts there. */
function clashOf(a: Step, b: Step, facts: FileFacts): Clash | undefined {
  for (const left of a.effects) {
    for (const taken of b.effects) {
      if (!overlap(left, taken) || !isSamePage(left, taken, facts)) continue;
      if (wipes(taken, left) || fills(taken, left)) return { left, taken };
    }
  }
  return undefined;
}

/** Whether it is a reset that takes the place of one which came last before the change: what stays there is nothing still. */
function isResetLater({ left, taken }: Clash, was: readonly Step[]): boolean {
  const isLeft = (effect: PageEffect): boolean => isWrite(effect) && effect.offset === left.offset && effect.path === left.path && !isNothing(effect.value);
  const last = was.findLast(({ effects }) => effects.some(isLeft));
  return isNothing(taken.value) && last !== undefined && was.some(({ at, effects }) => at > last.at && effects.some((effect) => effect.kind === 'write' && isNothing(effect.value) && overlap(effect, left)));
}

/** Whether a step did that before the change, too. */
function uses({ effects }: Step, { offset, path }: PageEffect): boolean {
  return effects.some((effect) => isWrite(effect) && effect.offset === offset && effect.path === path);
}

/** Whether one step stores the whole word in which the other one changes or keeps a part, or a value of its own. */
function wipes(store: PageEffect, other: PageEffect): boolean {
  if (store.kind !== 'write' || !isWrite(other) || store.size < other.size || (store.path === other.path && other.kind !== 'readwrite')) return false;
  const isConstant = ({ value }: PageEffect): boolean => value !== undefined && armsOf(value).every(({ kind }) => kind === 'number');
  // What puts a word right twice leaves it right.
  return !isNothing(other.value) && !(isConstant(store) && isConstant(other));
}

/** Whether one step leaves nothing in the bits, and the other one something. */
function fills(store: PageEffect, other: PageEffect): boolean {
  return store.kind === 'write' && other.kind === 'write' && isNothing(other.value) && store.value !== undefined && !isNothing(store.value) && store.offset === other.offset && store.size === other.size;
}

/** Whether the two may be on one page: found by one way, in one block, or kept in one place. */
function isSamePage({ thing: a, nth }: BlockEffect, { thing: b, nth: other }: BlockEffect, facts: FileFacts): boolean {
  // The second page of a folio is not its first; a page anywhere in the block may be either.
  if (nth !== other && (a === b || (a.source.by !== 'element' && b.source.by !== 'element'))) return false;
  return blockOf(a) === blockOf(b) || facts.classes.classOf(a) === facts.classes.classOf(b);
}

function told(first: Step, second: Step, { left, taken }: Clash, one: ChangedFunction, after: FileFacts): Finding {
  const place = after.placeOf(taken.chain), named = left.path === taken.path ? `page.${after.nameOf(taken.offset, taken.size)}` : `the bits of ${left.path} and ${taken.path}`, what = (key: string): string => key.replace(/^(?:read)?write /, 'the write of ');
  return after.finding('word-overwritten', 'warning', place,
    `${one.after.summary.function}() has ${what(second.key)} behind ${what(first.key)} now, and had it before that: both write ${named}, and what stays there is the other one's`,
    { state: 'any', words: [after.word(taken.offset, taken.size)], evidence: [after.evidence(place, `${taken.path} is written`), after.evidence({ file: after.file.path, offset: siteOf(left), function: one.after.summary.function }, `${left.path} is written before it now`)] });
}
