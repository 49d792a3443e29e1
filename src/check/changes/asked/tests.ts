/** Tests of pages that functions make, and what they tell of the page: `PageSlab(page)`, `folio_test_hugetlb(folio)`. */
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { inEra } from '../../../model/era.js';
import type { Claim, PageState } from '../../../model/state.js';
import type { FileFacts } from '../../fileFacts.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, textOf, wayTo } from '../changedFunctions.js';

/** What tests are called. */
const ASKS = /^_*(?:Page[A-Z]|folio_test_|page_(?:is|has|test)_|(?:folio_)?is_)/;
/** What stops a kernel under test turns nobody away. */
const ASSERTION = /\b(?:VM_)?(?:BUG|WARN)_ON\w*\s*\([^;]*$/;

/** The way to a copy on the stack. */
const COPY = 'a copy';

export interface Test { readonly call: CallEvent; readonly way: string; readonly states: readonly PageState[] }

export function testsIn(trace: Trace, facts: FileFacts): readonly Test[] {
  return trace.calls.flatMap((call) => {
    if (call.site.file !== facts.file.path || ASSERTION.test(facts.file.text.slice(Math.max(0, call.site.offset - 200), call.site.offset))) return [];
    const page = call.args.flatMap(pointersIn).find(({ to, offset }) => offset === 0 && facts.isPage(to))?.to;
    const states = page ? statesTold(call.callee, facts) : [];
    return page && states.length > 0 ? [{ call, way: page.source.by === 'local' ? COPY : wayTo(page), states }] : [];
  });
}

/** Whether a page may be a tail is asked by several names, and in more than one step. */
const COMPOUND = /^(?:Page(?:Tail|Compound|TransCompound|TransTail|Head|TransHuge)|folio_test_large)$/;

function statesTold(callee: string, { context, file }: FileFacts): readonly PageState[] {
  return COMPOUND.test(callee) ? context.model.states.filter(({ position, era }) => position === 'tail' && inEra(era, context.model.layout.kernel)) : context.tests.toldBy(callee, file);
}

/** Whether it asks something of pages that it did not before: the same in other words, for all that is known. */
export function asksAnew({ before, after }: ChangedFunction, facts: FileFacts): boolean {
  const asked = new Set(before.calls.map(({ callee }) => callee));
  return after.calls.some(({ callee, args }) => !asked.has(callee) && ASKS.test(callee) && args.flatMap(pointersIn).some(({ to, offset }) => offset === 0 && facts.isPage(to)));
}

/** Whether bits of `mapping` or another word are asked for in the function's own lines where they were not: the test written out. */
export function asksInPlace({ before, after }: ChangedFunction, sides: ChangedFacts): boolean {
  const asked = (trace: Trace, facts: FileFacts): number => textOf(trace, facts)?.match(/\b(?:mapping|page_type|_mapcount|private|flags|pp_magic|memcg_data)\b[)\s]*&(?!&)/g)?.length ?? 0;
  return asked(after, sides.after) > asked(before, sides.before);
}

/** A copy is asked in the place of any page. */
export function isOfSame({ way }: Test, other: Test): boolean {
  return other.way === way || other.way === COPY;
}

export function tellsSame({ states }: Test, other: Test): boolean {
  return states.every((state) => other.states.includes(state));
}

/** Whether a member is named for pages in these states alone: `pgmap`, `mlock_count`. */
export function isTheirs({ names }: Claim, states: readonly PageState[], { context }: FileFacts): boolean {
  return context.model.states.every((other) => states.includes(other) || other.claims.every((claim) => !claim.names.some((name) => names.includes(name))));
}

/** The member itself of a path. */
export function lastName({ path }: Pick<PageEffect, 'path'>): string {
  return path.split('.').at(-1) ?? path;
}
