/** The reference count changed by hand: whoever takes a reference without knowing the owner (GUP, compaction, memory failure) changes it too. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import { type Effect, innermost } from '../../../footprint/effect.js';
import { armsOf, isNothing, pointersIn } from '../../../footprint/value.js';
import { type ByteRange, resolveMember } from '../../../model/memberRange.js';
import { callsThat } from '../../../model/pageEvents.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts, PageEffect } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { isUser } from '../../pages/insiders.js';
import { isFreshHere } from '../../pages/ownership.js';
import { isDroppedUnasked, isNeverGivenBack } from './countSteps.js';

/** Memory management itself, and the helpers that everybody else goes through. */
const HELPERS = /^(?:mm\/|include\/)/;

/** Whose file a device's pages are: it makes their first reference when they are given out. */
const DEVICE = /\b(?:dev_pagemap|pgmap)\b/;

/** Who frees a page of the boot allocator's by hand gives it the reference that it never had. */
const FREES = callsThat('gives-back');

/** Batches of references that network drivers take ahead are smaller, or no power of two. */
const LEAST_MARK = 1n << 17n;

/** Whether what is called here sets the count and does nothing else: who frees a page of the boot allocator's sets it, too. */
function isCountsAlone({ chain, offset }: Effect, facts: FileFacts): boolean {
  const callee = chain.inner?.site.function, summary = callee === undefined ? undefined : facts.footprints.summary(callee, facts.file);
  return summary === undefined || summary.effects.every((effect) => effect.offset === offset || effect.kind === 'address');
}

/** Whether a count is put there that nobody's references add up to (set_page_count()); who has frozen the count first gives it back. */
function isSetTo(write: PageEffect, facts: FileFacts): boolean {
  const { trace, effect } = write;
  if (effect.kind !== 'write' || effect.value === undefined || armsOf(effect.value).every((arm) => arm.kind === 'number' && (arm.value === 0n || (arm.value === 1n && isFirst(write, facts))))) return false;
  return !trace.effects.some((other) => other.thing === effect.thing && other.kind === 'readwrite' && other.offset === effect.offset && other.chain.site.offset < effect.chain.site.offset);
}

/** Whether it may be the page's first reference: those of a driver's or a file system's pages are counted from the allocator on. */
function isFirst({ trace, effect }: PageEffect, facts: FileFacts): boolean {
  return !isUser(facts.file.path) || DEVICE.test(facts.file.text) || isFreshHere(effect.thing, facts) || !isCountsAlone(effect, facts) || trace.calls.some(({ callee }) => FREES.has(callee));
}

/** Whether the count of a page that the allocator has just given is set to none: the page reads as free, and a reference that somebody took for a moment is gone. */
function isSetFree({ trace, effect }: PageEffect, facts: FileFacts): boolean {
  const { source } = effect.thing;
  return effect.kind === 'write' && isNothing(effect.value) && source.by === 'result' && isFreshHere(effect.thing, facts) && facts.placeOf(effect.chain).file === facts.file.path
    // Who has frozen the count has asked whether it was his alone.
    && !trace.effects.some((other) => other.thing === effect.thing && other.kind === 'readwrite' && other.offset === effect.offset && other.chain.site.offset < effect.chain.site.offset);
}

/** Whether a bit is added that stands for no number of references: `page_ref_add(page, 1 << 20)`. */
function isMarked({ trace, effect }: PageEffect, facts: FileFacts): boolean {
  const args = facts.callAt(trace, effect.chain.site)?.args ?? [];
  return effect.kind === 'readwrite' && args.length === 2 && args.some((arg) => pointersIn(arg).some(({ to }) => to === effect.thing))
    && args.some((arg) => arg.kind === 'number' && arg.value >= LEAST_MARK && (arg.value & (arg.value - 1n)) === 0n);
}

/** Whether what is left of the count is asked for an exact number (`page_ref_dec_return(page) == 1`): a reference that somebody takes for a moment makes it another. */
function isCountedDown({ effect }: PageEffect, facts: FileFacts): boolean {
  const { site } = effect.chain;
  return site.file === facts.file.path && /^(?:page|folio)_ref_(?:dec|sub|add|inc)_return\s*\([^;{}]*\)\s*(?:[=!<>]=|[<>])\s*[1-9]/.test(facts.file.text.slice(site.offset, site.offset + 200));
}

/** Whether an overlay's own functions change the member that it only keeps room with (`ptdesc.__page_refcount`). */
function isKeptFor({ effect }: PageEffect, facts: FileFacts): boolean {
  return effect.kind === 'readwrite' && /^_+page_/.test(effect.path) && innermost(effect.chain).file === facts.file.path;
}

export function refcountMisuse(facts: FileFacts): readonly Finding[] {
  const { model } = facts.context;
  const range = resolveMember({ names: words.refcount }, model.layout);
  if (!range) return [];
  const isHelper = HELPERS.test(facts.file.path);
  const changed = facts.ownWrites.filter((write) => write.effect.offset === range.offset && (isDroppedUnasked(write, facts) || isSetFree(write, facts) || (isHelper ? isKeptFor(write, facts) : isNeverGivenBack(write, facts, range.offset) || innermost(write.effect.chain).file === facts.file.path || isSetTo(write, facts) || isMarked(write, facts) || isCountedDown(write, facts))));
  if (changed.length === 0) return [];
  // A file that counts something there does it in many places: the first one tells, the others are its evidence.
  return [...(isHelper ? [] : comparedWhole(facts, range)), ...changed.slice(0, 1).map(({ trace, effect }) => {
    const state = facts.states.of(effect.thing, trace)[0];
    const transient = model.observers.find((observer) => observer.readings.some((reading) => reading.names.includes('_refcount')));
    // Callers of the file's own that lead to the same line are no places of their own.
    const places = new Map(changed.map((one) => facts.placeOf(one.effect.chain)).map((site) => [site.offset, site]));
    return facts.finding('refcount-misuse', 'warning', facts.placeOf(effect.chain),
      `page._refcount ${stepTold(changed[0]!, range, facts) ?? 'is changed by hand'}: anyone who walks page frame numbers or holds the page for a moment takes references of his own, so it counts nothing but references (get_page(), put_page(), page_ref_*)`,
      {
        state: state?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
        evidence: [
          ...[...places.values()].slice(0, 8).map((site) => facts.evidence(site, '_refcount is changed')),
          ...(range.field.declared ? [{ ...range.field.declared, function: '', message: '_refcount is declared here' }] : []),
          ...(transient?.roots.slice(0, 1).flatMap((root) => {
            const source = facts.context.tree.source(root.file);
            return source ? [facts.evidence({ file: root.file, offset: Math.max(0, source.text.search(new RegExp(`\\b${root.function}\\s*\\(`))), function: root.function }, `${root.function}() takes a reference without asking whose page it is`)] : [];
          }) ?? []),
        ],
      });
  })];
}

/** What is wrong with a step of the count that helpers make. */
function stepTold(write: PageEffect, range: ByteRange, facts: FileFacts): string | undefined {
  if (isDroppedUnasked(write, facts)) return 'is counted down where nobody asks whether it was the last reference, so that nothing is freed with it';
  if (isSetFree(write, facts)) return 'is set to none while the page is allocated, so that it reads as free';
  return isNeverGivenBack(write, facts, range.offset) ? 'is counted up and never down in this file, which frees such pages: they stay allocated' : undefined;
}

const COUNT = String.raw`(?:\b(?:page|folio)(?:_ref)?_count\s*\([^()]*(?:\([^()]*\))?[^()]*\)|\batomic_read\s*\(\s*&[^;()]*_refcount\s*\))`;
/** A number of references: none is no number that a mark may be in the way of. */
const NUMBER = String.raw`\s*[!=]=\s*(?:0[xX]0*)?[1-9]\w*`;
const ASKED = new RegExp(`${COUNT}${NUMBER}`);
/** Counted down and asked in the next line: page_ref_dec_return() in two steps, by a file that has its own base for it. */
const STEPPED = /\b(?:page|folio)_ref_(?:dec|sub)\s*\([^;{}]*;\s*if\s*\([^;{}]*\)/g;
const TAKEN = /\b(\w+)\s*=\s*\w+\s*\(\s*&[^;]*?_refcount\b[^;]*\)\s*;/g;

/** Where a file that keeps something of its own in the count asks the whole of it for one number: references that others take for a moment make it another. */
function comparedWhole(facts: FileFacts, range: ByteRange): readonly Finding[] {
  const text = blankCommentsAndContinuations(facts.file.text);
  return facts.file.outline.items.filter(({ kind }) => kind === 'function').flatMap((item) => {
    const body = text.slice(item.body, item.end);
    const at = body.replace(STEPPED, (text) => ' '.repeat(text.length)).search(ASKED), taken = at >= 0 ? at : takenWhole(body);
    if (taken < 0) return [];
    const site = { file: facts.file.path, offset: item.body + taken, function: item.name };
    return [facts.finding('refcount-misuse', 'warning', site,
      `all of page.${words.refcount[0]} is asked for one number, and this file keeps something of its own in it: whoever holds the page for a moment makes it another, and the answer is wrong`,
      { state: 'any', words: [facts.word(range.offset, range.size)], evidence: [facts.evidence(site, 'the count is compared with its references in it')] })];
  });
}

/** What an atomic operation gave back, compared before its upper part is taken. */
function takenWhole(body: string): number {
  for (const taken of body.matchAll(TAKEN)) {
    const rest = body.slice(taken.index + taken[0].length), name = taken[1]!;
    const used = new RegExp(`\\b${name}\\b(?:${NUMBER}|\\s*(?:>>|&)|\\s*=[^=])`).exec(rest);
    if (used && new RegExp(`^${name}${NUMBER}`).test(used[0])) return taken.index + taken[0].length + used.index;
  }
  return -1;
}
