/** An object that a page's word leads to is freed and the word stays: who looks there next follows it into freed memory. */
import type { Effect, Trace } from '../../../footprint/effect.js';
import { isNothing, pointersIn, type Site, type Thing, unknown } from '../../../footprint/value.js';
import { type ByteRange, rangesOf } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { isOnOneWay } from '../oneWay.js';

/** What frees an object, and which argument it is (mm/slab_common.c, mm/slub.c, mm/util.c, mm/mempool.c). */
const FREES: ReadonlyMap<string, number> = new Map([['kfree', 0], ['kfree_sensitive', 0], ['kvfree', 0], ['kmem_cache_free', 1], ['mempool_free', 0]]);

const DROPPING = callsThat('gives-back', 'drops-reference');

/** Words in which owners keep objects of their own. */
const OWNERS = [words.private, words.index];

export function objectGone(facts: FileFacts): readonly Finding[] {
  // Page tables' locks and the like are freed with the state they belong to.
  if (isMemoryManagement(facts.file.path)) return [];
  const ranges = rangesOf(OWNERS, facts.context.model.layout);
  return facts.traces.flatMap((trace) => trace.calls.flatMap((call) => {
    const index = FREES.get(call.callee);
    if (index === undefined || call.site.file !== facts.file.path) return [];
    return pointersIn(call.args[index] ?? unknown('')).flatMap(({ to, offset }) => {
      const { source } = decoded(to, facts);
      if (source.by !== 'member' || offset !== 0 || !facts.isPage(source.of)) return [];
      const page = source.of, read = trace.effects.find((effect) => effect.kind === 'read' && effect.thing === page && effect.path === source.path && effect.record === source.record);
      const range = read && ranges.find((one) => one.offset === read.offset);
      if (!range || isPutRight(trace, page, range, call.site, facts) || isPutRightAround(trace, range, facts)) return [];
      const reset = facts.ownWrites.find(({ effect }) => effect.offset === range.offset && effect.kind === 'write' && isNothing(effect.value));
      if (!reset) return [];
      return [facts.finding('word-misread', 'warning', call.site,
        `what page.${range.path} leads to is freed here and the word stays: whoever asks the page next follows it into freed memory`,
        {
          state: facts.states.of(page, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
          evidence: [
            facts.evidence(read.chain.site, `${range.path} is read`), facts.evidence(call.site, `${call.callee}() frees what it leads to, and nothing here writes the word`),
            facts.evidence(facts.placeOf(reset.effect.chain), `elsewhere this file takes ${range.path} away`),
          ],
        })];
    }).slice(0, 1);
  }));
}

/** What a helper that touches nothing was given: it takes tags off. */
function decoded(thing: Thing, facts: FileFacts): Thing {
  if (thing.source.by !== 'result') return thing;
  const { callee, args } = thing.source, summary = facts.footprints.summary(callee, facts.file);
  const given = args.length === 1 && args[0] ? pointersIn(args[0])[0]?.to : undefined;
  return given && summary?.effects.length === 0 && summary.unknownCalls.length === 0 ? given : thing;
}

/** Whether the function writes the word on the way that frees, or the page goes back or to others with it. */
function isPutRight(trace: Trace, page: Thing, range: ByteRange, freed: Site, facts: FileFacts): boolean {
  const isWritten = ({ kind, thing, offset, size, chain }: Effect): boolean => (kind === 'write' || kind === 'readwrite') && thing === page && offset !== undefined && offset <= range.offset && range.offset < offset + size && isOnOneWay(chain.site.offset, freed.offset, facts.file.text);
  return trace.effects.some(isWritten) || trace.calls.some(({ callee, args }) => (DROPPING.has(callee) || trace.summary.unknownCalls.includes(callee)) && args.some((arg) => pointersIn(arg).some(({ to }) => to === page)));
}

/** Whether some function that calls this one writes the word of a page, or gives one back. */
function isPutRightAround({ summary }: Trace, range: ByteRange, facts: FileFacts): boolean {
  return facts.traces.some((caller) => {
    const calls = caller.calls.filter(({ callee }) => callee === summary.function).map(({ site }) => site.offset);
    return calls.length > 0 && (caller.calls.some(({ callee }) => DROPPING.has(callee))
      || caller.effects.some((effect) => (effect.kind === 'write' || effect.kind === 'readwrite') && effect.offset === range.offset && facts.isPage(effect.thing) && facts.isOwn(effect) && !calls.includes(effect.chain.site.offset)));
  });
}
