/** The step from a page to its head that a change leaves out. */
import type { CallEvent, Trace } from '../../../footprint/effect.js';
import { pointersIn, type Thing } from '../../../footprint/value.js';
import { overlap, rangesOf, resolveMember } from '../../../model/memberRange.js';
import { ownersWords, words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { mayBeTail } from '../../rules/tails/headLost.js';
import { type ChangedFacts, type ChangedFunction, type PageEffect, pageEffects, wayTo } from '../changedFunctions.js';

/** What a tail has there is not what its folio has: under other names than its own the word that leads to the head holds what an owner keeps. */
const HEADS = [words.mapping, words.index, words.private, words.refcount, words.compoundHead, words.flags];

export function headStepLost({ functions, before, after }: ChangedFacts): readonly Finding[] {
  return functions.flatMap((one) => {
    const lost = stepsIn(one.before, before).find(({ call, page }) => page.record === 'page' && isStep(call, page, before) && !stepsIn(one.after, after).some((other) => wayTo(other.page) === wayTo(page)));
    if (lost) return told(lost.call, wayTo(lost.page), one, after);
    const asked = askersIn(one.before, before).find(({ call, page }) => !one.after.calls.some(({ callee }) => callee === call.callee) && readAnew(call, page, one, { before, after }).length > 0);
    return asked ? told(asked.call, wayTo(asked.page), one, after, readAnew(asked.call, asked.page, one, { before, after })) : [];
  });
}

/** Calls that are handed a page, look for its head, and answer with something that is no page: `page_swap_entry(page)`. */
function askersIn(trace: Trace, facts: FileFacts): readonly Step[] {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return trace.calls.flatMap((call) => {
    const page = call.args.flatMap(pointersIn).find(({ to, path, offset }) => path === '' && offset === 0 && to.record === 'page')?.to;
    const isAsker = head !== undefined && page !== undefined && call.site.file === facts.file.path && !pointersIn(call.result).some(({ to }) => facts.isPage(to));
    return isAsker && trace.effects.some((effect) => effect.kind === 'read' && effect.thing === page && effect.offset === head.offset && effect.chain.site.offset === call.site.offset) ? [{ call, page }] : [];
  });
}

/** Words that the function reads in place now, and did not before. */
function readAnew({ callee, site }: CallEvent, page: Thing, one: ChangedFunction, { before, after }: Pick<ChangedFacts, 'before' | 'after'>): readonly number[] {
  const way = wayTo(page), known = readsInPlace(way, one.before, before).map(({ offset }) => offset);
  // The head that the function has found before is not the page by its own name.
  const name = new RegExp(`^${callee}\\s*\\(\\s*(\\w+)\\s*\\)`).exec(before.file.text.slice(site.offset, site.offset + 100))?.[1];
  return readsInPlace(way, one.after, after).filter(({ offset, chain }) => !known.includes(offset) && (name === undefined || new RegExp(`^[^;]*?\\b${name}\\s*(?:->|\\))`).test(after.file.text.slice(chain.site.offset, chain.site.offset + 60)))).map(({ offset }) => offset);
}

/** What the function's own lines read of what an owner keeps in a page, by the names that struct page has for it. */
function readsInPlace(way: string, trace: Trace, facts: FileFacts): readonly PageEffect[] {
  const ranges = rangesOf(ownersWords, facts.context.model.layout);
  return pageEffects(trace, facts).filter((effect) => effect.kind === 'read' && effect.record === 'page' && wayTo(effect.thing) === way && effect.chain.site.file === facts.file.path && !effect.chain.inner?.inner && ranges.some((range) => overlap(range, effect)));
}

interface Step { readonly call: CallEvent; readonly page: Thing }

/** Calls that look at the word that leads to a page's head, and give a page: that one's head, or that one. */
function stepsIn(trace: Trace, facts: FileFacts): readonly Step[] {
  const head = resolveMember({ names: words.compoundHead }, facts.context.model.layout);
  return trace.calls.flatMap((call) => {
    const given = pointersIn(call.result).filter(({ to, path }) => path === '' && facts.isPage(to));
    if (!head || given.length === 0) return [];
    const pages = [...call.args.flatMap(pointersIn), ...given].filter(({ to, path }) => path === '' && facts.isPage(to)).map(({ to }) => to);
    // What a function finds by itself it looks at unseen: the head is among what it gives.
    const isLookedAt = (one: Thing): boolean => trace.effects.some((effect) => effect.kind === 'read' && effect.thing === one && effect.offset === head.offset && effect.chain.site.offset === call.site.offset);
    // What a function finds by itself it looks at unseen: the head is among what it gives.
    const found = given.flatMap(({ to: { source } }) => (source.by === 'member' && (words.compoundHead as readonly string[]).includes(source.path) ? [source.of] : []))[0];
    const page = pages.find((one) => call.args.flatMap(pointersIn).some(({ to }) => to === one) && isLookedAt(one)) ?? found ?? pages.find(isLookedAt);
    return page ? [{ call, page }] : [];
  });
}

/** Whether the call does nothing else: it is handed the page and only looks at it. */
function isStep({ args, callee }: CallEvent, page: Thing, facts: FileFacts): boolean {
  return args.flatMap(pointersIn).some(({ to }) => to === page) && facts.footprints.summary(callee, facts.file)?.effects.every(({ kind }) => kind === 'read' || kind === 'address') === true;
}

/** @param anew offsets of words for which who was asked has looked for the head: the page may be a tail */
function told({ callee }: CallEvent, way: string, one: ChangedFunction, after: FileFacts, anew: readonly number[] = []): readonly Finding[] {
  const ranges = rangesOf(HEADS, after.context.model.layout);
  const isKnown = anew.length > 0, use = pageEffects(one.after, after).find((effect) => (!isKnown || anew.includes(effect.offset)) && (effect.kind === 'read' || effect.kind === 'readwrite') && effect.thing.record === 'page' && wayTo(effect.thing) === way && !(isFlags(effect, after) && effect.chain.inner) && (effect.record === 'page' || isCastHere(one, way, after)) && after.isOwn(effect) && ranges.some((range) => overlap(range, effect)) && !(words.compoundHead as readonly string[]).includes(effect.path));
  if (!use || !(isKnown || mayBeTail(use.thing, one.after, after) || isHandedByOthers(use.thing, one, after))) return [];
  const place = after.placeOf(use.chain), plain = after.nameOf(use.offset, use.size), name = (words.compoundHead as readonly string[]).includes(plain) ? use.path : plain;
  return [after.finding('tail-page', 'warning', place,
    `page.${name} is ${use.kind === 'read' ? 'read' : 'changed'} without ${callee.replace(/^_+/, '')}(), which ${one.after.summary.function}() called before this change: of a tail it is not the folio's`,
    { state: 'any', words: [after.word(use.offset, use.size)], evidence: [after.evidence(place, `${name} is ${use.kind === 'read' ? 'read' : 'changed'}, and nothing here asks whether the page is a tail`)] })];
}

/** Helpers of flags know of which page each is to be asked. */
function isFlags({ offset }: { readonly offset: number }, facts: FileFacts): boolean {
  return resolveMember({ names: words.flags }, facts.context.model.layout)?.offset === offset;
}

/** Whether other files only know which page it is: they had it looked at before. */
function isHandedByOthers({ source }: Thing, { after: { summary } }: ChangedFunction, { traces }: FileFacts): boolean {
  return source.by === 'parameter' && !traces.some(({ calls }) => calls.some(({ callee }) => callee === summary.function));
}

/** Whether a line of the function takes the page for a folio as it is. */
function isCastHere({ after: { casts } }: ChangedFunction, way: string, facts: FileFacts): boolean {
  return casts.some(({ thing, from, site }) => from === 'page' && wayTo(thing) === way && site.file === facts.file.path);
}
