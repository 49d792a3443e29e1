/** Copies of a struct page: laid over another page's, or used as if they were the page. */
import { DISTANCE, innermost, type Effect, type Trace } from '../../../footprint/effect.js';
import { pointersIn, type Site, type Thing } from '../../../footprint/value.js';
import { isOwnMemory } from '../../pages/ownership.js';
import { resolveMember } from '../../../model/memberRange.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { copiesIn } from './pageCopies.js';

export function pageCopy(facts: FileFacts): readonly Finding[] {
  return facts.traces.flatMap((trace) => [...duplicated(trace, facts), ...numberedOnStack(trace, facts), ...copiesIn(trace, facts)
    .flatMap((copy) => (!isOwnMemory(copy.thing, facts) ? (isAmongTails(copy, trace, facts) ? [] : [laidOver(copy, trace, facts)]) : copy.size >= facts.pageSize ? usesOf(copy, trace, facts) : []))]);
}

/** kmemdup(page, sizeof(*page)): kept as a page, it is one nowhere. */
function duplicated(trace: Trace, facts: FileFacts): readonly Finding[] {
  const copiers = eventsNamed('copied');
  return trace.calls.flatMap((call) => {
    const isWhole = copiers.has(call.callee) && call.args[0] && pointersIn(call.args[0]).some((from) => facts.isPage(from.to) && from.offset === 0);
    const copies = pointersIn(call.result).map(({ to }) => to);
    const kept = isWhole && [...trace.leaves.values()].flat().find((word) => word.chain && pointersIn(word.value).some(({ to }) => copies.includes(to) || (facts.isPage(to) && copies.some((copy) => copy.source === to.source))));
    return kept && kept.chain ? [asPage(call.site, kept.chain.site, facts)] : [];
  });
}

/** A struct page of a record on the stack, filled by somebody else's function, of which a frame number is computed: `&snapshot.page`. */
function numberedOnStack(trace: Trace, facts: FileFacts): readonly Finding[] {
  const frame = new Set([...eventsNamed('frame-number'), ...eventsNamed('contents')]), copied = new Set(copiesIn(trace, facts).map(({ thing }) => thing));
  const used = trace.effects.find(({ marker, thing, chain }) => marker !== undefined && frame.has(marker) && thing.source.by === 'local' && facts.isPage(thing) && !copied.has(thing) && chain.site.file === facts.file.path);
  return used ? [facts.finding('page-copy', 'error', used.chain.site,
    `${used.marker!}() of a copy of a struct page: its frame number comes from where the struct page lies, and the copy lies on the stack`,
    { state: 'any', words: [facts.word(0, facts.pageSize)], evidence: [facts.evidence(used.chain.site, 'the copy is used here'), ...facts.path(used, 'takes it for the page')] })] : [];
}

/** Who builds a block's part of the memory map has one tail as good as another: only the first ones of a block hold more. */
function isAmongTails({ thing, value, chain }: Effect, trace: Trace, facts: FileFacts): boolean {
  const [source] = [value, facts.callAt(trace, chain.site)?.args[1]].flatMap((one) => (one ? pointersIn(one) : [])), from = source?.to;
  return from?.source.by === 'element' && blockOf(from) === blockOf(thing) && (from.source.index === undefined || from.source.index >= LAST_WITH_MORE);
}

/** Pages behind the head in which a folio keeps members of its own (5.10 to 7.x); whoever takes one of the last of them for the others has found it as empty as they are. */
const LAST_WITH_MORE = 3;

function blockOf(thing: Thing): Thing {
  return thing.source.by === 'element' ? blockOf(thing.source.of) : thing;
}

function laidOver(copy: Effect, trace: Trace, facts: FileFacts): Finding {
  return facts.finding('page-copy', 'error', facts.placeOf(copy.chain),
    `${copy.size >= facts.pageSize ? 'a whole struct page is' : `the first ${copy.size} bytes of a struct page are`} copied over another: flags (lock, node, zone), reference count and list links of the one take the place of the other's, while both stay on their lists and in their mappings`,
    {
      state: facts.states.of(copy.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(0, facts.pageSize)],
      evidence: [facts.evidence(facts.placeOf(copy.chain), `${copy.size} bytes are written over the struct page`), ...facts.around(copy, 'copies them')],
    });
}

/** What a snapshot on the stack is good for is to be looked at. */
function usesOf(copy: Effect, trace: Trace, facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const counted = [resolveMember({ names: words.refcount }, layout), resolveMember({ names: words.flags }, layout), resolveMember({ names: words.mapcount }, layout)];
  const frame = eventsNamed('frame-number'), contents = eventsNamed('contents'), byAddress = eventsNamed('from-address');
  for (const effect of trace.effects) {
    if (effect.thing !== copy.thing || effect === copy || effect.chain.site.file !== facts.file.path) continue;
    const changed = (effect.kind === 'readwrite' && counted.some((range) => range && effect.offset === range.offset)) || (effect.kind === 'write' && effect.offset !== undefined && effect.path !== '' && innermost(effect.chain) !== effect.chain.site);
    const numbered = effect.kind === 'marker' && !byAddress.has(effect.marker ?? '');
    if (!changed && !numbered) continue;
    return [facts.finding('page-copy', 'error', effect.chain.site,
      numbered && effect.marker === DISTANCE ? 'the index of a copy of a struct page is taken from where another page lies: the copy lies on the stack, and what comes out is no index'
        : numbered ? `${effect.marker ?? ''}() of a copy of a struct page: ${frame.has(effect.marker ?? '') || contents.has(effect.marker ?? '') ? 'its frame number comes from where the struct page lies, and the copy lies on the stack' : 'the real one stays as it is'}`
        : `a copy of a struct page is changed as if it were the page: ${effect.path === '' ? 'its words' : effect.path} of the real one stays as it is`,
      {
        state: 'any', words: effect.offset === undefined ? [] : [facts.word(effect.offset, Math.max(effect.size, 1))],
        evidence: [facts.evidence(copy.chain.site, 'the struct page is copied here'), facts.evidence(effect.chain.site, 'the copy is used here'), ...facts.path(effect, numbered ? 'takes it for the page' : 'changes it')],
      })];
  }
  const kept = keptAt(copy, trace, facts);
  return kept ? [asPage(copy.chain.site, kept, facts)] : [];
}

function asPage(copied: Site, kept: Site, facts: FileFacts): Finding {
  return facts.finding('page-copy', 'error', kept, 'the address of a copy of a struct page is kept as the page: whoever takes a reference, locks it or computes its frame number does so with the copy, which lies outside of the memory map', {
    state: 'any', words: [facts.word(0, facts.pageSize)], evidence: [facts.evidence(copied, 'the struct page is copied here'), facts.evidence(kept, 'the address of the copy is put where a page is looked for')],
  });
}

/** Where the address of the copy is put into another object. */
function keptAt(copy: Effect, trace: Trace, facts: FileFacts): Site | undefined {
  for (const [holder, words] of trace.leaves) {
    const kept = holder === copy.thing ? undefined : words.find((word) => word.chain?.site.file === facts.file.path && pointersIn(word.value).some(({ to, path }) => to === copy.thing && path === ''));
    if (kept?.chain) return kept.chain.site;
  }
  return undefined;
}
