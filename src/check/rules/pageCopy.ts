/** Copies of a struct page: laid over another page's, or used as if they were the page. */
import { innermost, type Effect, type Trace } from '../../footprint/effect.js';
import { pointersIn, type Site } from '../../footprint/value.js';
import { isOwnMemory } from '../ownership.js';
import { resolveMember } from '../../model/memberRange.js';
import { eventsNamed } from '../../model/pageEvents.js';
import { words } from '../../model/states/words.js';
import type { FileFacts } from '../fileFacts.js';
import type { Finding } from '../finding.js';

export function pageCopy(facts: FileFacts): readonly Finding[] {
  return facts.traces.flatMap((trace) => trace.effects
    .filter((effect) => effect.kind === 'write' && effect.offset === 0 && effect.size >= facts.pageSize && facts.isPage(effect.thing) && isCopied(effect) && facts.isOwn(effect))
    .flatMap((copy) => (isOwnMemory(copy.thing, facts) ? usesOf(copy, trace, facts) : [laidOver(copy, trace, facts)])));
}

/** From another object, not filled with a byte. */
function isCopied(effect: Effect): boolean {
  return effect.value?.kind === 'pointer' || (effect.value?.kind === 'unknown' && effect.value.why === 'copied bytes');
}

function laidOver(copy: Effect, trace: Trace, facts: FileFacts): Finding {
  return facts.finding('page-copy', 'error', facts.placeOf(copy.chain),
    'a whole struct page is copied over another: flags (lock, node, zone), reference count and list links of the one take the place of the other\'s, while both stay on their lists and in their mappings',
    {
      state: facts.states.of(copy.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(0, facts.pageSize)],
      evidence: [facts.evidence(facts.placeOf(copy.chain), `${facts.pageSize} bytes are written over the struct page`), ...facts.around(copy, 'copies them')],
    });
}

/** What a snapshot on the stack is good for is to be looked at. */
function usesOf(copy: Effect, trace: Trace, facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const counted = [resolveMember({ names: words.refcount }, layout), resolveMember({ names: words.flags }, layout), resolveMember({ names: words.mapcount }, layout)];
  const frame = eventsNamed('frame-number');
  for (const effect of trace.effects) {
    if (effect.thing !== copy.thing || effect === copy || effect.chain.site.file !== facts.file.path) continue;
    const changed = (effect.kind === 'readwrite' && counted.some((range) => range && effect.offset === range.offset)) || (effect.kind === 'write' && effect.offset !== undefined && effect.path !== '' && innermost(effect.chain) !== effect.chain.site);
    const numbered = effect.kind === 'marker' && frame.has(effect.marker ?? '');
    if (!changed && !numbered) continue;
    return [facts.finding('page-copy', 'error', effect.chain.site,
      numbered ? `${effect.marker ?? ''}() of a copy of a struct page: the frame number comes from where the struct page lies, and the copy lies on the stack`
        : `a copy of a struct page is changed as if it were the page: ${effect.path === '' ? 'its words' : effect.path} of the real one stays as it is`,
      {
        state: 'any', words: effect.offset === undefined ? [] : [facts.word(effect.offset, Math.max(effect.size, 1))],
        evidence: [facts.evidence(copy.chain.site, 'the struct page is copied here'), facts.evidence(effect.chain.site, 'the copy is used here'), ...facts.path(effect, numbered ? 'computes a frame number' : 'changes it')],
      })];
  }
  const kept = keptAt(copy, trace, facts);
  return kept ? [facts.finding('page-copy', 'error', kept, 'the address of a copy of a struct page is kept as the page: whoever takes a reference, locks it or computes its frame number does so with the copy on the stack', {
    state: 'any', words: [facts.word(0, facts.pageSize)], evidence: [facts.evidence(copy.chain.site, 'the struct page is copied here'), facts.evidence(kept, 'the address of the copy is put where a page is looked for')],
  })] : [];
}

/** Where the address of the copy is put into another object. */
function keptAt(copy: Effect, trace: Trace, facts: FileFacts): Site | undefined {
  for (const [holder, words] of trace.leaves) {
    const kept = holder === copy.thing ? undefined : words.find((word) => word.chain?.site.file === facts.file.path && pointersIn(word.value).some(({ to, path }) => to === copy.thing && path === ''));
    if (kept?.chain) return kept.chain.site;
  }
  return undefined;
}
