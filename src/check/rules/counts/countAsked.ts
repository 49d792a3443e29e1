/** The reference count of a page table asked for a number: whoever meets the page by its frame number holds it for a moment. */
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

const ASKS = callsThat('asks-count');
/** States in which nobody but such walkers holds a page: its owner has no use for more than one reference. */
const TABLES: readonly string[] = ['page-table', 'page-table-upper', 'page-table-top'];
/** Behind the call: compared with a number of references. None is no number that a walker is in the way of. */
const COMPARED = /^\s*(?:[!=]=\s*(?:[1-9]|0[xX]0*[1-9a-fA-F])|>\s*[1-9]|>=\s*[2-9]|<=?\s*[1-9])/;

export function countAsked(facts: FileFacts): readonly Finding[] {
  const range = resolveMember({ names: words.refcount }, facts.context.model.layout);
  if (!range) return [];
  return facts.traces.flatMap((trace) => trace.calls.flatMap((call) => {
    const known = ASKS.has(call.callee) && call.site.file === facts.file.path && isCompared(call, facts) ? tableIn(call, trace, facts) : undefined;
    if (!known) return [];
    const transient = facts.context.model.observers.find((observer) => observer.readings.some(({ names }) => words.refcount.some((name) => names.includes(name))));
    return [facts.finding('refcount-misuse', 'warning', call.site,
      `${call.callee}() of a ${known.state.title} is compared with a number: whoever walks page frame numbers takes a reference for a moment, so it tells nothing of who uses the table`,
      {
        state: known.state.name, words: [facts.word(range.offset, range.size)],
        evidence: [
          facts.evidence(call.site, 'the count is compared'), facts.evidence(known.site, `${known.origin}: such pages are in state ${known.state.name} (${known.state.title})`),
          ...(transient?.roots ?? []).slice(-1).flatMap((root) => {
            const source = facts.context.tree.source(root.file), at = source?.outline.names.get(root.function)?.[0]?.start;
            return source && at !== undefined ? [facts.evidence({ file: root.file, offset: at, function: root.function }, `${root.function}() takes a reference without asking whose page it is`)] : [];
          }),
        ],
      })];
  }));
}

function tableIn(call: CallEvent, trace: Trace, facts: FileFacts): ReturnType<FileFacts['states']['of']>[number] | undefined {
  const page = call.args.flatMap((arg) => pointersIn(arg)).find(({ to, offset, path }) => facts.isPage(to) && offset === 0 && path === '')?.to;
  const states = page ? facts.states.of(page, trace) : [];
  return states.length > 0 && states.every(({ state, by }) => by === 'page' && TABLES.includes(state.name)) ? states[0] : undefined;
}

/** Whether what the call gives is held against a number: where it stands, or by the name of the variable it is put into. */
function isCompared({ site }: CallEvent, facts: FileFacts): boolean {
  const item = facts.file.outline.items.find(({ start, end }) => start <= site.offset && site.offset < end);
  const text = facts.file.text.slice(site.offset, item?.end ?? site.offset + 300);
  const variable = /(\w+)\s*=\s*$/.exec(facts.file.text.slice(item?.body ?? 0, site.offset))?.[1];
  const named = variable === undefined ? undefined : new RegExp(`\\b${variable}\\b(\\s*[=!<>][^]{0,20})`).exec(text)?.[1];
  if (named !== undefined && COMPARED.test(named)) return true;
  let depth = 0;
  for (let at = text.indexOf('('); at >= 0 && at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return COMPARED.test(text.slice(at + 1));
  }
  return false;
}
