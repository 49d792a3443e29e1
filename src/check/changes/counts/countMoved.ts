/** A count that its owner kept in a word of its own, and that a change takes from the page's references. */
import { isRecord } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, type ChangedFunction, isCountStep, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

export function countMoved({ functions, before, after }: ChangedFacts): readonly Finding[] {
  const count = resolveMember({ names: words.refcount }, after.context.model.layout);
  return functions.flatMap((one) => {
    if (!count) return [];
    const was = countedIn(one.before, before), now = countedIn(one.after, after);
    const isReference = ({ offset }: PageEffect): boolean => offset === count.offset;
    // Mappings and pins are counted for everybody.
    const lost = was.find((effect) => !isReference(effect) && !/mapcount|pin/.test(effect.path) && !now.some((other) => other.offset === effect.offset && other.kind === effect.kind));
    // What was done to the references before is done to them still; the helper may find the page by another way.
    const instead = lost && now.find((effect) => isReference(effect) && (effect.kind === lost.kind || effect.kind === 'read') && was.filter(isReference).filter(({ kind }) => kind === effect.kind).length < now.filter(isReference).filter(({ kind }) => kind === effect.kind).length);
    if (!lost || !instead) return [];
    const place = after.placeOf(instead.chain), name = after.nameOf(lost.offset, lost.size);
    return [after.finding('refcount-misuse', 'warning', place,
      `${one.after.summary.function}() counted in ${lost.path.replace(/^.*\./, '')} (page.${name}) before this change, and goes by page._refcount here: anyone who walks page frame numbers or holds the page for a moment takes references of his own`,
      { state: 'any', words: [after.word(count.offset, count.size), after.word(lost.offset, lost.size)], evidence: [after.evidence(place, 'the references are counted'), after.evidence(one.at, `before this change ${name} was`)] })];
  });
}

/** Numbers that the function's own lines step or ask for: once for each place. */
function countedIn(trace: ChangedFunction['before'], facts: FileFacts): readonly PageEffect[] {
  const seen = new Set<string>();
  return pageEffects(trace, facts).filter((effect) => {
    const { site } = effect.chain, key = `${site.offset}:${effect.offset}:${effect.kind}:${wayTo(effect.thing)}`;
    if (site.file !== facts.file.path || !facts.isOwn(effect) || !isCount(effect, facts) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Stepped in place, or a member that is made for that. */
function isCount(effect: PageEffect, facts: FileFacts): boolean {
  if (effect.kind === 'readwrite') return isCountStep(effect, facts);
  if (effect.kind !== 'read' || !isRecord(effect.record)) return false;
  const type = facts.context.layoutOf(effect.record, facts.file.path)?.fields.find(({ path }) => path === effect.path || path === effect.path.replace(/\.counter$/, ''))?.type;
  return type !== undefined && /^(?:atomic(?:64|_long)?_t|refcount_t)$/.test(type);
}
