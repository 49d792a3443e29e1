/** A word that a file knows by one name, and that a change writes by another: what the pages of this file keep there is lost. */
import type { Trace } from '../../../footprint/effect.js';
import { storedRecords } from '../../../model/lifeStage.js';
import { overlap, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { type ChangedFacts, isWrite, type PageEffect, pageEffects } from '../changedFunctions.js';

export function otherName(changed: ChangedFacts): readonly Finding[] {
  const { before, after } = changed, known = ownUses(before), still = ownUses(after);
  return changed.functions.flatMap((one) => {
    const fresh = pageEffects(one.after, after).find((effect) => isWrite(effect) && effect.thing.record === 'page' && after.isOwn(effect) && effect.chain.site.file === after.file.path && isForeign(effect, known, after) && !wasWritten(effect, one.before, before));
    if (!fresh) return [];
    const other = known.find((use) => overlap(use, fresh))!;
    // Renamed everywhere it is the same word still.
    if (!still.some((use) => use.path === other.path && overlap(use, fresh))) return [];
    const place = after.placeOf(fresh.chain), name = nameOf(fresh);
    return [after.finding('foreign-word', 'warning', place,
      `${one.after.summary.function}() writes ${name} of the page, where this file's pages have ${nameOf(other)}: it goes by that name everywhere else here`,
      { state: 'any', words: [after.word(fresh.offset, fresh.size)], evidence: [after.evidence(place, `${name} is written`), after.evidence(before.placeOf(other.chain), `${nameOf(other)}, before this change`)] })];
  });
}

function wasWritten({ offset, path }: PageEffect, trace: Trace, facts: FileFacts): boolean {
  return pageEffects(trace, facts).some((effect) => isWrite(effect) && effect.offset === offset && effect.path === path && facts.isOwn(effect) && effect.chain.site.file === facts.file.path);
}

/** Uses of words by the file's own lines, links by the list they belong to. */
function ownUses(facts: FileFacts): readonly PageEffect[] {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return facts.traces.flatMap((trace) => pageEffects(trace, facts)).filter(({ kind, offset, path, chain, record }) => kind !== 'marker' && kind !== 'address' && chain.site.file === facts.file.path && facts.isOwnChain(chain)
    && !(record === 'page' && offset === head?.offset && (words.compoundHead as readonly string[]).includes(path)));
}

/** By a name that the file did not use there, while it used one other and no links. */
function isForeign(effect: PageEffect, known: readonly PageEffect[], facts: FileFacts): boolean {
  const uses = known.filter((use) => overlap(use, effect)), names = new Set(uses.map(nameOf));
  return names.size === 1 && !names.has(nameOf(effect)) && uses.every((use) => use.record === 'page' && use.offset === effect.offset && storedRecords[use.record] === undefined && isNamedHere(use, facts)) && (storedRecords[effect.record] !== undefined || effect.record === 'page');
}

function isNamedHere({ chain }: PageEffect, { file }: FileFacts): boolean {
  return chain.inner === undefined && chain.site.file === file.path;
}

/** The member, or `a link` for a list's. */
function nameOf({ record, path }: PageEffect): string {
  return storedRecords[record] === undefined ? path : 'a link';
}
