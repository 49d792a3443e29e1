/** A question about a page that a function asked before it gave a reference or the page back, and asks behind that now. */
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { callsThat } from '../../../model/pageEvents.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, wayTo } from '../changedFunctions.js';

const GONE_WITH = new Set([...callsThat('gives-back'), ...callsThat('drops-reference')]);

export function readLate({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const was = callsIn(one.before, before), now = callsIn(one.after, after);
    for (const drop of now.filter(({ drops }) => drops)) {
      const [old, ...others] = was.filter((call) => isSame(call, drop));
      if (!old || others.length > 0 || now.filter((call) => isSame(call, drop)).length > 1) continue;
      const late = now.find((ask) => ask.asks && ask.way === drop.way && at(ask) > at(drop)
        && !now.some((other) => isSame(other, ask) && at(other) < at(drop)) && was.some((other) => isSame(other, ask) && at(other) < at(old)) && !was.some((other) => isSame(other, ask) && at(other) > at(old)));
      if (late) return [told(late.call, drop.call, one.after.summary.function, after)];
    }
    return [];
  });
}

interface PageCall { readonly call: CallEvent; readonly way: string; readonly asks: boolean; readonly drops: boolean }

function at({ call }: PageCall): number {
  return call.site.offset;
}

function isSame(a: PageCall, b: PageCall): boolean {
  return a.call.callee === b.call.callee && a.way === b.way;
}

/** Calls by the function's own lines that are handed a page and only look at it, or that give up a reference to it. */
function callsIn(trace: Trace, facts: FileFacts): readonly PageCall[] {
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout);
  return trace.calls.flatMap((call) => {
    const page = call.site.file === facts.file.path ? call.args.flatMap(pointersIn).find(({ to, offset, path }) => offset === 0 && path === '' && facts.isPage(to)) : undefined;
    if (!page) return [];
    const summary = facts.footprints.summary(call.callee, facts.file), effects = summary?.effects ?? [];
    const drops = GONE_WITH.has(call.callee) || effects.some(({ kind, offset, chain }) => kind === 'readwrite' && offset === count?.offset && /(?:dec|sub|put)/.test(chain.site.function));
    const asks = summary !== undefined && effects.length > 0 && effects.every(({ kind }) => kind === 'read' || kind === 'address');
    return asks || drops ? [{ call, way: wayTo(page.to), asks, drops }] : [];
  });
}

function told(ask: CallEvent, drop: CallEvent, function_: string, after: FileFacts): Finding {
  return after.finding('word-misread', 'warning', ask.site,
    `${function_}() asks ${ask.callee}() behind ${drop.callee}() now, and asked it before that before this change: without the reference the page may be somebody else's by then, and the answer with it`,
    { state: 'any', words: [], evidence: [after.evidence(ask.site, `${ask.callee}() is asked`), after.evidence(drop.site, `${drop.callee}() gives the reference up`)] });
}
