/** The step from a page to its head left out: a page that may be a tail is taken for a folio by a cast, or asked for a word that only the head has. */
import type { CastEvent, Effect, Trace } from '../../../footprint/effect.js';
import { isNumbered } from '../../../footprint/frameNumbers.js';
import { pointersIn, type Thing, unknown } from '../../../footprint/value.js';
import { type MemberRange, rangesOf, resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isMemoryManagement } from '../../pages/insiders.js';
import { memoryOf } from '../../pages/pageStates.js';

/** What a tail has in these words is the folio's or nothing: the head's tells of the page cache, and counts. */
const HEADS_WORDS = [words.mapping, words.index, words.refcount];

/** Whatever allocators are called, what they give is whole. */
const ALLOCATES = /alloc/;

export function headLost(facts: FileFacts): readonly Finding[] {
  const { layout } = facts.context.model;
  const head = resolveMember({ names: words.compoundHead }, layout);
  if (!head) return [];
  const ranges = rangesOf(HEADS_WORDS, layout);
  // The headers of memory management make folios of pages, and say whose business it is to ask.
  const isMaker = facts.file.path.endsWith('.h') && isMemoryManagement(facts.file.path);
  return facts.traces.flatMap((trace) => [
    ...(isMaker ? [] : trace.casts).filter((cast) => cast.site.file === facts.file.path && cast.from === 'page' && isFolio(cast.to, facts) && !isAsked(cast.thing, trace.effects.slice(0, cast.after), head) && !isMade(cast.thing, trace, facts) && mayBeTail(cast.thing, trace, facts)).slice(0, 1).map((cast) => castTold(cast, head, trace, facts)),
    ...ranges.flatMap((range) => askedOfTail(range, head, trace, facts)),
  ]);
}

/** An overlay that begins with a whole struct page, and stands for all pages behind it. */
function isFolio(tag: string, facts: FileFacts): boolean {
  return facts.context.model.layout.records[tag]?.fields.some(({ type, offsetBits }) => offsetBits === 0 && type === 'struct page') === true;
}

/** Whether the function has looked at the word that says whether it is a tail. */
function isAsked(thing: Thing, before: readonly Effect[], head: MemberRange): boolean {
  return before.some((effect) => effect.thing === thing && effect.kind !== 'address' && isAt(effect, head));
}

/** Whether it has looked there for the page's own sake: who takes the folio from there, or asks the folio, and goes on with the page has not. */
function isAskedAsPage(thing: Thing, before: readonly Effect[], head: MemberRange, trace: Trace, facts: FileFacts): boolean {
  return isAsked(thing, before.filter(({ chain: { site } }) => {
    const call = facts.callAt(trace, site), asked = call && facts.footprints.summary(call.callee, facts.file)?.parameters[0];
    // `&page_folio(page)->page` is the head.
    if (/&\s*page_folio\s*\([^;]*?\)\s*->\s*page\b/.test(facts.file.text.slice(facts.file.text.lastIndexOf('\n', site.offset) + 1, site.offset + 100))) return true;
    return !trace.casts.some((cast) => isFolio(cast.to, facts) && cast.site.offset === site.offset) && !(asked && isFolio(asked.record, facts));
  }), head);
}

function isAt({ offset, size }: Effect, head: MemberRange): boolean {
  return offset !== undefined && offset <= head.offset && head.offset < offset + size;
}

/** Whether the file writes what makes the page a folio: it says that it is one. What memory management does behind a call of others it does to any page. */
function isMade(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  return trace.effects.some((effect) => effect.thing === thing && effect.kind === 'write' && (isMemoryManagement(facts.file.path) || facts.isOwn(effect)));
}

/** Whether nothing tells that it heads its block: it is not fresh from the allocator, nor taken off a list, on which only heads are. */
export function mayBeTail(thing: Thing, trace: Trace, facts: FileFacts, depth = 0): boolean {
  const { source } = thing;
  switch (source.by) {
    case 'result': return !facts.states.isFromAllocator(source.callee) && !ALLOCATES.test(source.callee) && memoryOf(source) === undefined && !givesHead(source.callee, facts);
    case 'filled': return !facts.states.isAllocatedHere(thing);
    // Who goes through a folio's pages by their number takes it apart, or has done so.
    case 'element': return source.of.record === 'page' && !facts.states.isAllocatedHere(thing);
    // What a header's function is handed its callers know.
    case 'parameter': return facts.file.path.endsWith('.h') ? false : facts.isHandedIn(thing, trace) ? depth < MAX_CALLERS && isHandedTail(source.index, trace, facts, depth) : !facts.states.isAllocatedHere(thing);
    case 'member': return !facts.isPage(source.of) && !facts.states.isAllocatedHere(thing);
    case 'unknown': return isNumbered(thing) && !trace.calls.some(({ callee, result }) => ALLOCATES.test(callee) && pointersIn(result).some(({ to }) => to === thing));
    case 'container': case 'global': case 'local': case 'function': return false;
  }
}

/** Calls up to whoever knows the page. */
const MAX_CALLERS = 3;

/** Whether some caller in the file hands over a page that may be a tail, and has not asked. */
function isHandedTail(index: number, { summary }: Trace, facts: FileFacts, depth: number): boolean {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return head !== undefined && facts.traces.some((caller) => caller.calls.some((call) => call.callee === summary.function && pointersIn(call.args[index] ?? unknown('')).some(({ to, path }) => path === '' && to.record === 'page'
    && !caller.effects.some((effect) => effect.thing === to && effect.kind !== 'address' && isAt(effect, head) && effect.chain.site.offset <= call.site.offset) && mayBeTail(to, caller, facts, depth + 1))));
}

/** Whether what the function returns is fresh from the allocator, or a head by its own type. */
function givesHead(callee: string, facts: FileFacts): boolean {
  return pointersIn(facts.footprints.summary(callee, facts.file)?.returns ?? unknown('')).some(({ to }) => to.record !== 'page' || to.source.by === 'container' || (to.source.by === 'result' && facts.states.isFromAllocator(to.source.callee)));
}

function castTold(cast: CastEvent, head: MemberRange, trace: Trace, facts: FileFacts): Finding {
  return facts.finding('tail-page', 'warning', cast.site,
    `a struct page is taken for a struct ${cast.to} by a cast: where it is a tail, its words are not the folio's (page_folio() leads to the head)`,
    {
      state: facts.states.of(cast.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(head.offset, head.size)],
      evidence: [facts.evidence(cast.site, 'nothing on the way here asks whether the page is a tail')],
    });
}

/** What GUP hands out, and what a frame number leads to, may be any page of a folio: whose file it is of, and who else holds it, the head alone knows. */
function askedOfTail(range: MemberRange, head: MemberRange, trace: Trace, facts: FileFacts): readonly Finding[] {
  const isCount = words.refcount.some((name) => name === range.path), isMapping = words.mapping.some((name) => name === range.path), isIndex = words.index.some((name) => name === range.path);
  const before = (index: number): readonly Effect[] => trace.effects.slice(0, index);
  const at = trace.effects.findIndex((effect, index) => (isCount ? effect.kind === 'readwrite' && facts.isOwn(effect) : effect.kind === 'read' && effect.record === 'page' && !effect.chain.inner && effect.chain.site.file === facts.file.path) && effect.offset === range.offset
    && (isPinned(effect.thing, trace, facts) || ((isMapping || isIndex) && isFolioAtHand(effect.thing, before(index), head, trace, facts))));
  const asking = trace.effects[at];
  if (!asking || (isCount ? isAsked(asking.thing, before(at), head) : isAskedAsPage(asking.thing, before(at), head, trace, facts))) return [];
  // A look at the index alone may be meant for the page: not where the function has its folio at hand.
  if (isIndex && !isAsked(asking.thing, before(at), head)) return [];
  const done = isCount ? 'changed' : 'read', place = facts.placeOf(asking.chain), whose = isPinned(asking.thing, trace, facts) ? 'a page from get_user_pages()' : 'a page whose folio is at hand';
  return [facts.finding('tail-page', 'warning', place,
    `page.${range.path} of ${whose} is ${done}, which may be a tail: ${isCount ? 'a tail has no references of its own' : "whose page it is, only the head's word tells; a tail holds TAIL_MAPPING or the folio's own members there"} (compound_head(), page_folio())`,
    {
      state: facts.states.of(asking.thing, trace)[0]?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
      evidence: [facts.evidence(place, `${range.path} is ${done}, and nothing on the way here asks whether the page is a tail`), ...facts.states.of(asking.thing, trace).slice(0, 1).map((known) => facts.evidence(known.site, `${known.origin}: such pages are in state ${known.state.name}`))],
    })];
}

/** Whether the function has looked for the head of a page that may be a tail, for others of its words, and goes on with the page. */
function isFolioAtHand(thing: Thing, before: readonly Effect[], head: MemberRange, trace: Trace, facts: FileFacts): boolean {
  return thing.record === 'page' && !facts.file.path.endsWith('.h') && trace.casts.some((cast) => cast.thing === thing && isFolio(cast.to, facts)) && isAsked(thing, before, head) && isAnybodys(thing, trace, facts);
}

/** Whether a frame number led there, here or in a caller: a file system knows whether its own pages may be tails. */
export function isAnybodys(thing: Thing, { summary }: Trace, facts: FileFacts): boolean {
  const { source } = thing;
  return isNumbered(thing) || (source.by === 'parameter' && facts.traces.some((caller) => caller.calls.some((call) => call.callee === summary.function && pointersIn(call.args[source.index] ?? unknown('')).some(({ to }) => isNumbered(to)))));
}

function isPinned(thing: Thing, trace: Trace, facts: FileFacts): boolean {
  return facts.isPage(thing) && facts.states.of(thing, trace).some(({ state, by }) => state.name === 'gup' && by === 'page');
}
