/** A word that is set on each page of a block and put right on the first one only: the others keep it until somebody splits or frees them. */
import { type Effect, innermost } from '../../../footprint/effect.js';
import { armsOf, headOf, isNothing, type Thing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';

/** Words of a tail that the allocator does not put right. */
const LEFT = [words.private, words.mapping];

export function halfReset(facts: FileFacts): readonly Finding[] {
  return LEFT.flatMap((names) => {
    const range = resolveMember({ names }, facts.context.model.layout);
    const writes = range ? facts.ownWrites.filter(({ effect }) => effect.offset === range.offset && effect.kind === 'write' && facts.isHere(facts.placeOf(effect.chain)) && isChosen(effect, facts)) : [];
    const set = writes.find(({ effect }) => isAnyOfBlock(effect.thing) && !isNothing(effect.value) && !isCopied(effect, facts));
    if (!range || !set || writes.some(({ effect }) => isAnyOfBlock(effect.thing) && isNothing(effect.value))) return [];
    const reset = writes.find((write) => isNothing(write.effect.value) && write.trace !== set.trace && isSameBlock(write, set));
    return reset ? [told(reset, set, range.path, facts)] : [];
  });
}

/** The file's own line, or a helper of a header that it has do it. */
function isChosen({ chain }: Effect, facts: FileFacts): boolean {
  const { file } = innermost(chain);
  return chain.site.file === facts.file.path && (file === facts.file.path || file.endsWith('.h'));
}

/** A page at a place behind the first that a loop counts. */
function isAnyOfBlock({ source }: Thing): boolean {
  return source.by === 'element' && source.index === undefined;
}

/** What another page has there: a page takes another's place, and has what that one was given. */
function isCopied({ value }: Effect, facts: FileFacts): boolean {
  return value !== undefined && armsOf(value).some((arm) => arm.kind === 'pointer' && arm.to.source.by === 'member' && facts.isPage(arm.to.source.of));
}

/** The first page of such a block, by the name of the whole. */
function isSameBlock({ effect: { thing } }: PageEffect, set: PageEffect): boolean {
  return thing.source.by !== 'element' && thing.record === 'folio' && headOf(set.effect.thing).record === 'folio';
}

function told(reset: PageEffect, set: PageEffect, name: string, facts: FileFacts): Finding {
  const [at, before] = [facts.placeOf(reset.effect.chain), facts.placeOf(set.effect.chain)];
  return facts.finding('stale-at-free', 'warning', at,
    `page.${name} is put right on the first page of the folio only, and ${set.trace.summary.function}() sets it on each of them: the tails keep it when the folio is split or freed`,
    {
      state: 'tail', words: [facts.word(set.effect.offset, set.effect.size)],
      evidence: [facts.evidence(before, `${name} of each page is set`), facts.evidence(at, `${name} of the first is put right`), ...facts.around(reset.effect, 'writes it')],
    });
}
