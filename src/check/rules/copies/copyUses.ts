/** Copies of struct pages in places of their own, used where only the page itself will do: copies that are smaller than what is read of them, that may be the page, that lie in another record. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import { DISTANCE, type Effect, innermost, type Trace } from '../../../footprint/effect.js';
import { armsOf, isRecord, pointersIn, type Site, type Thing } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { eventsNamed } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { copiesIn } from './pageCopies.js';

export function copyUses(facts: FileFacts): readonly Finding[] {
  const own = facts.traces.flatMap((trace) => copiesIn(trace, facts).filter((copy) => copy.thing.source.by === 'local').flatMap((copy) => [...handedOver(copy, trace, facts), ...readBehind(copy, trace, facts)].slice(0, 1)));
  return [...own, ...embedded(facts), ...readAnew(facts)];
}

/** READ_ONCE() of a member of a copy: it says what the page held when it was copied, however often it is asked. */
function readAnew(facts: FileFacts): readonly Finding[] {
  const { file } = facts, tags = [...facts.context.pageRecords].join('|');
  return file.outline.items.filter(({ kind, start, end }) => kind === 'function' && file.text.slice(start, end).includes('READ_ONCE')).flatMap((item) => {
    const text = blankCommentsAndContinuations(file.text.slice(item.body, item.end));
    return [...text.matchAll(/\bREAD_ONCE\s*\(\s*(\w+)\.(\w+)/g)].filter(([, name]) => new RegExp(`\\bstruct\\s+(?:${tags})\\s+(?:\\w+\\s*,\\s*)*${name!}\\s*[,;=]`).test(text)).map((hit) => {
      const site: Site = { file: file.path, offset: item.body + hit.index, function: item.name };
      return facts.finding('page-copy', 'warning', site, `READ_ONCE() of ${hit[1]!}.${hit[2]!}, a copy on the stack: it holds what the page held when it was copied, and what has become of the page since is not seen`,
        { state: 'any', words: [], evidence: [facts.evidence(site, `${hit[1]!} is a struct page of this function's own`)] });
    });
  });
}

/** A variable that is the copy on one way and the page on another is handed to a function that needs the page. */
function handedOver(copy: Effect, trace: Trace, facts: FileFacts): readonly Finding[] {
  if (copy.size < facts.pageSize) return [];
  for (const call of trace.calls) {
    const index = call.args.findIndex((arg) => armsOf(arg).length > 1 && pointersIn(arg).some(({ to, path, offset }) => to === copy.thing && path === '' && offset === 0));
    const summary = index < 0 || call.site.file !== facts.file.path ? undefined : facts.footprints.summary(call.callee, facts.file);
    const parameter = summary?.parameters[index];
    const need = parameter && summary.effects.find((effect) => effect.thing === parameter && needsMemoryMap(effect));
    if (!need) continue;
    return [told(copy.chain.site, call.site, `${call.callee}() is handed a copy of a struct page and ${whatOf(need)}: that comes from where the struct page lies, and the copy lies on the stack`, [facts.evidence(innermost(need.chain), `${innermost(need.chain).function}() ${whatOf(need)}`)], facts)];
  }
  return [];
}

/** What is computed from where the struct page lies: its frame number, the address of its contents. */
function needsMemoryMap({ kind, marker }: Effect): boolean {
  return kind === 'marker' && (marker === DISTANCE || FRAME.has(marker ?? '') || CONTENTS.has(marker ?? ''));
}

const FRAME = eventsNamed('frame-number'), CONTENTS = eventsNamed('contents');

function whatOf({ marker }: Effect): string {
  return marker === DISTANCE ? 'takes its index from where another page lies' : `asks ${marker ?? 'where it lies'}() of it`;
}

/** Bytes are read of it that were not copied: the neighbours of the page, or the rest of its folio. */
function readBehind(copy: Effect, trace: Trace, facts: FileFacts): readonly Finding[] {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout)?.offset;
  const end = (copy.offset ?? 0) + copy.size;
  const offsetOf = ({ thing, offset }: Effect): number | undefined => {
    const { source } = thing;
    if (thing === copy.thing) return offset;
    // Whoever looks for the head of a page asks the one behind it too, which may be a false head.
    return source.by === 'element' && source.of === copy.thing && source.index !== undefined && offset !== undefined && offset !== head ? source.index * facts.pageSize + offset : undefined;
  };
  const isBehind = (effect: Effect): boolean => ((offsetOf(effect) ?? 0) >= end || (effect.thing === copy.thing && (effect.offset ?? 0) + effect.size > end)) && effect.chain.site.offset > copy.chain.site.offset;
  if (trace.effects.some((effect) => effect !== copy && effect.kind === 'write' && isBehind(effect))) return [];
  const read = trace.effects.find((effect) => effect.kind === 'read' && isBehind(effect) && effect.chain.site.file === facts.file.path && !mayBeAnother(effect, copy, trace, facts));
  const first = read && offsetOf(read);
  if (!read || first === undefined) return [];
  const at = Math.max(first, end);
  const path = isRecord(read.record) && read.path !== '' ? `${read.record}.${read.path}` : `byte ${at}`;
  return [told(copy.chain.site, read.chain.site, `${path} of a copy is read, which lies behind the ${copy.size} bytes that were copied: what is found there is whatever the stack held`, facts.path(read, `reads it at byte ${at}`), facts)];
}

/** A pointer that is the copy only on some ways is the copy where that is enough (dump_page() of 6.12). */
function mayBeAnother({ chain, thing, size }: Effect, copy: Effect, trace: Trace, facts: FileFacts): boolean {
  // Who takes more at once than the copy has never meant the copy, and has it on some way.
  if (thing === copy.thing && size > copy.size) return false;
  return facts.callAt(trace, chain.site)?.args.some((arg) => armsOf(arg).length > 1 && pointersIn(arg).some(({ to }) => to === copy.thing)) === true;
}

/** A struct page that lies in another record by value, filled from a page and used as one. */
function embedded(facts: FileFacts): readonly Finding[] {
  const name = ({ source }: Thing): string | undefined => (source.by === 'local' && source.in !== undefined ? `${source.in}.${source.name}` : undefined);
  const copies = new Map<string, Effect>();
  for (const trace of facts.traces) for (const copy of copiesIn(trace, facts)) if (copy.size >= facts.pageSize && name(copy.thing) !== undefined) copies.set(name(copy.thing)!, copy);
  if (copies.size === 0) return [];
  const count = resolveMember({ names: words.refcount }, facts.context.model.layout)?.offset;
  const told = new Set<string>();
  return facts.traces.flatMap((trace) => {
    const used = trace.effects.find((effect) => copies.has(name(effect.thing) ?? '') && effect.chain.site.file === facts.file.path && ((effect.kind === 'readwrite' && effect.offset === count) || needsMemoryMap(effect)));
    const kept = used ? undefined : [...trace.leaves].flatMap(([holder, held]) => (facts.isPage(holder) ? [] : held)).find((word) => word.chain?.site.file === facts.file.path && pointersIn(word.value).some(({ to, path }) => path === '' && copies.has(name(to) ?? '')));
    const site = used?.chain.site ?? kept?.chain?.site;
    const slot = used ? name(used.thing) : kept && pointersIn(kept.value).map(({ to }) => name(to)).find((one) => copies.has(one ?? ''));
    if (!site || slot === undefined || told.has(`${slot}:${site.offset}`)) return [];
    told.add(`${slot}:${site.offset}`);
    return [asPage(copies.get(slot)!.chain.site, site, slot, facts)];
  });
}

function asPage(copied: Site, used: Site, slot: string, facts: FileFacts): Finding {
  return told(copied, used, `${slot} is a struct page by value and is used as the page it was copied from: its count, lock and frame number are those of a place outside of the memory map`, [], facts);
}

function told(copied: Site, used: Site, message: string, more: Finding['evidence'], facts: FileFacts): Finding {
  return facts.finding('page-copy', 'error', used, message, {
    state: 'any', words: [facts.word(0, facts.pageSize)],
    evidence: [facts.evidence(copied, 'the struct page is copied here'), facts.evidence(used, 'the copy is used here'), ...more],
  });
}
