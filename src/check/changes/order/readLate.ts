/** A question about a page that a function asked before it gave a reference or the page back, and asks behind that now. */
import type { Trace } from '../../../footprint/effect.js';
import { pointersIn, type Site } from '../../../footprint/value.js';
import { callsThat } from '../../../model/pageEvents.js';
import { rangesOf, resolveMember } from '../../../model/memberRange.js';
import { ownersWords, words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, pageEffects, wayTo } from '../changedFunctions.js';

const GONE_WITH = callsThat('gives-back', 'drops-reference');

/** Words in which an owner keeps what it likes. */

export function readLate({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = callsIn(one.before, before), now = callsIn(one.after, after);
    for (const drop of now.filter(({ drops }) => drops)) {
      const [old, ...others] = was.filter((call) => isSame(call, drop));
      if (!old || others.length > 0 || now.filter((call) => isSame(call, drop)).length > 1) continue;
      const late = now.find((ask) => ask.asks && ask.way === drop.way && at(ask) > at(drop)
        && !now.some((other) => isSame(other, ask) && at(other) < at(drop)) && was.some((other) => isSame(other, ask) && at(other) < at(old)) && !was.some((other) => isSame(other, ask) && at(other) > at(old)));
      if (late) return [told(late, drop, one.after.summary.function, after)];
    }
    return [];
  });
}

/** A call that is handed a page, or a read of one of its words: by the name of the one or the other. */
interface PageCall { readonly name: string; readonly site: Site; readonly way: string; readonly asks: boolean; readonly drops: boolean }

function at({ site }: PageCall): number {
  return site.offset;
}

function isSame(a: PageCall, b: PageCall): boolean {
  return a.name === b.name && a.way === b.way;
}

/** Calls by the function's own lines that are handed a page and only look at it, or that give up a reference to it. */
function callsIn(trace: Trace, facts: FileFacts): readonly PageCall[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  const kept = rangesOf(ownersWords, facts.context.model.layout);
  const reads = pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.chain.site.file === facts.file.path && !effect.chain.inner?.inner && kept.some((range) => range.offset === effect.offset && range.size === effect.size) && facts.isOwn(effect)).map((effect): PageCall => ({ name: `page.${effect.path}`, site: effect.chain.site, way: wayTo(effect.thing), asks: true, drops: false }));
  return [...reads, ...trace.calls.flatMap((call): readonly PageCall[] => {
    const page = call.site.file === facts.file.path ? call.args.flatMap(pointersIn).find(({ to, offset, path }) => offset === 0 && path === '' && facts.isPage(to)) : undefined;
    if (!page) return [];
    const summary = facts.footprints.summary(call.callee, facts.file), effects = summary?.effects ?? [];
    const drops = GONE_WITH.has(call.callee) || effects.some(({ kind, offset, chain }) => kind === 'readwrite' && offset === count?.offset && /(?:dec|sub|put)/.test(chain.site.function));
    const asks = summary !== undefined && effects.length > 0 && effects.every(({ kind }) => kind === 'read' || kind === 'address');
    return asks || drops ? [{ name: `${call.callee}()`, site: call.site, way: wayTo(page.to), asks, drops }] : [];
  })];
}

function told(ask: PageCall, drop: PageCall, function_: string, after: FileFacts): Finding {
  return after.finding('word-misread', 'warning', ask.site,
    `${function_}() asks ${ask.name} behind ${drop.name} now, and asked it before that before this change: without the reference the page may be somebody else's by then, and the answer with it`,
    { state: 'any', words: [], evidence: [after.evidence(ask.site, `${ask.name} is asked`), after.evidence(drop.site, `${drop.name} gives the reference up`)] });
}
