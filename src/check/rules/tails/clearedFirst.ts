/** A word put right on one page only where each page of a range goes back to the allocator: it finds the others with what they were given. */
import type { Effect, Trace } from '../../../footprint/effect.js';
import { armsOf, type Thing } from '../../../footprint/value.js';
import { type MemberRange, rangesOf } from '../../../model/memberRange.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { FRESH } from '../../pages/pageStates.js';

/** What the allocator looks at of each page. */
const CHECKED = [words.mapcount, words.mapping];

export function clearedFirst(facts: FileFacts): readonly Finding[] {
  const ranges = rangesOf(CHECKED, facts.context.model.layout);
  const freed = eventsNamed('freed');
  return facts.traces.flatMap((trace) => {
    const given = trace.effects.filter(({ kind, marker, thing, chain }) => kind === 'marker' && freed.has(marker ?? '') && facts.isPage(thing) && chain.site.file === facts.file.path && isEachOf(thing));
    return given.length === 0 ? [] : ranges.flatMap((range) => {
      const reset = trace.effects.find((effect) => effect.offset === range.offset && isReset(effect) && facts.isOwn(effect) && !isEachOf(effect.thing) && given.some((one) => isOfRange(one, effect, trace, facts)));
      const one = reset && given.find((each) => isOfRange(each, reset, trace, facts) && !trace.effects.some((effect) => effect.offset === range.offset && (effect.kind === 'write' || effect.kind === 'readwrite') && facts.isOwn(effect) && isEachOf(effect.thing) && effect.thing.source.by === 'element' && effect.thing.source.of === reset.thing));
      return reset && one ? [told(reset, one, range, facts)] : [];
    }).slice(0, 1);
  });
}

/** A page at a place that a loop counts. */
function isEachOf({ source }: Thing): boolean {
  return source.by === 'element' && source.index === undefined;
}

/** The pages that are given back are those behind the one that is put right, by the file's own line. */
function isOfRange({ thing, chain }: Effect, reset: Effect, trace: Trace, facts: FileFacts): boolean {
  return thing.source.by === 'element' && thing.source.of === reset.thing && facts.callAt(trace, chain.site)?.args.some((arg) => armsOf(arg).some((arm) => arm.kind === 'pointer' && arm.to === thing)) === true;
}

/** No type, no mapping: what a page has when nobody owns it, or bits of a type that is kept inverted (until 6.10). */
function isReset({ kind, value }: Effect): boolean {
  if (value === undefined || (kind !== 'write' && kind !== 'readwrite')) return false;
  return armsOf(value).every((arm) => (arm.kind === 'number' && (arm.value === 0n || arm.value === -1n)) || (arm.kind === 'changed' && arm.set > 0n && arm.clear === 0n && arm.add === 0n));
}

function told(reset: Effect, given: Effect, range: MemberRange, facts: FileFacts): Finding {
  const [at, freed] = [facts.placeOf(reset.chain), facts.placeOf(given.chain)];
  return facts.finding('stale-at-free', 'error', freed,
    `page.${range.path} was put right on the first page of a range only, and each of them is freed here: the others go back with what they were given, and bad_page() reports them`,
    {
      state: FRESH, words: [facts.word(range.offset, range.size)],
      evidence: [facts.evidence(at, `${range.path} of the first page is put right`), facts.evidence(freed, 'each page goes back to the allocator'), ...facts.around(given, 'frees it')],
    });
}
