/** Where in its folio a page lies, asked before a change and no more: the folio's number is taken for the page's. */
import { DISTANCE, type Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isMovedElsewhere, pageEffects, type PageEffect, textOf } from '../changedFunctions.js';

export function distanceLost(changed: ChangedFacts, all: readonly ChangedFacts[]): readonly Finding[] {
  const { after } = changed;
  return changed.functions.flatMap((one) => {
    const was = distancesOf(one.before, changed.before), now = distancesOf(one.after, after);
    if (was.length === 0 || now.length > 0 || namesMore(one, changed) || !looksAtPage(one.after, after) || isMovedElsewhere((trace, facts) => distancesOf(trace, facts).length, all)) return [];
    return [after.finding('tail-page', 'warning', one.at,
      `${one.after.summary.function}() looked where the page lies in its folio before this change, and no longer does: of a tail it takes the number of the folio's first page`,
      { state: 'any', words: [], evidence: [after.evidence(one.at, 'before this change the number of the page in its folio was taken here')] })];
  });
}

/** Whether the function's text calls something more often than before: the number may be taken in another way. */
function namesMore(one: ChangedFunction, { before, after }: ChangedFacts): boolean {
  const called = (text: string | undefined): readonly string[] => text?.match(/\b[A-Za-z_]\w*(?=\s*\()/g) ?? [];
  const was = called(textOf(one.before, before)), now = called(textOf(one.after, after));
  return now.some((name) => now.filter((other) => other === name).length > was.filter((other) => other === name).length);
}

/** Places of the function, or of what headers give it, that subtract one struct page's address from another's. */
function distancesOf(trace: Trace, facts: FileFacts): readonly PageEffect[] {
  return pageEffects(trace, facts).filter(({ marker, chain }) => marker === DISTANCE && chain.site.file === facts.file.path && facts.isOwnChain(chain));
}

/** Whether pages are still handled by themselves, and not only asked for their folios: else there is no tail left. */
function looksAtPage(trace: Trace, facts: FileFacts): boolean {
  const isNamed = pageEffects(trace, facts).some(({ thing, chain, kind, record }) => kind !== 'marker' && thing.record === 'page' && record === 'page' && chain.inner === undefined && chain.site.file === facts.file.path);
  return isNamed || trace.calls.some(({ callee, args, result, site }) => {
    const index = args.findIndex((arg) => arg.kind === 'pointer' && arg.offset === 0 && arg.path === '' && arg.to.record === 'page');
    return index >= 0 && site.file === facts.file.path && facts.footprints.summary(callee, facts.file)?.parameters[index]?.record === 'page' && !pointersIn(result).some(({ to }) => facts.isPage(to));
  });
}
