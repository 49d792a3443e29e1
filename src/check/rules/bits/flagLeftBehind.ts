/** PG_private taken away by hand, and the reference that went with it kept: the page is then given a new one together with another value. */
import { pointersIn, type Thing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { clearedBy } from '../../words/markHelpers.js';

const ATTACHES = /attach_(?:page_)?private$/, DROPS = callsThat('drops-reference');

export function flagLeftBehind(facts: FileFacts): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout), flags = resolveMember({ names: words.flags }, facts.context.model.layout);
  return facts.traces.flatMap((trace) => {
    const own = trace.calls.filter(({ site }) => site.file === facts.file.path);
    return own.flatMap((clear): Finding[] => {
      const page = clearedBy(clear.callee) === 'private' ? pageOf(clear) : undefined;
      const attach = page && own.find((call) => ATTACHES.test(call.callee) && call.site.offset > clear.site.offset && pageOf(call) === page);
      if (!page || !attach || isGivenBack(page, own, trace, count?.offset)) return [];
      return [facts.finding('paired-words', 'warning', clear.site,
        `${clear.callee}() takes PG_private away and leaves the reference that goes with it, and ${attach.callee}() takes another one: nobody gives the first one back, and the page is never freed`,
        { state: facts.states.of(page, trace)[0]?.state.name ?? 'any', words: flags ? [facts.word(flags.offset, flags.size)] : [], evidence: [facts.evidence(clear.site, 'the flag is cleared'), facts.evidence(attach.site, `${attach.callee}() sets it again and takes a reference`)] })];
    });
  });
}

function pageOf({ args }: CallEvent): Thing | undefined {
  return args.slice(0, 1).flatMap(pointersIn).find(({ path, offset }) => path === '' && offset === 0)?.to;
}

function isGivenBack(page: Thing, calls: readonly CallEvent[], { effects }: Trace, count: number | undefined): boolean {
  return calls.some((call) => DROPS.has(call.callee) && pageOf(call) === page) || effects.some(({ kind, thing, offset, value }) => kind === 'readwrite' && thing === page && offset === count && !(value?.kind === 'changed' && value.add > 0n));
}
