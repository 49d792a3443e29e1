/** The reference count changed by hand: whoever takes a reference without knowing the owner (GUP, compaction, memory failure) changes it too. */
import { innermost } from '../../footprint/effect.js';
import { armsOf, pointersIn } from '../../footprint/value.js';
import { resolveMember } from '../../model/memberRange.js';
import { words } from '../../model/states/words.js';
import type { FileFacts, PageEffect } from '../fileFacts.js';
import type { Finding } from '../finding.js';

/** Memory management itself, and the helpers that everybody else goes through. */
const HELPERS = /^(?:mm\/|include\/)/;

/** Batches of references that network drivers take ahead are smaller, or no power of two. */
const LEAST_MARK = 1n << 17n;

/** Whether a count is put there that nobody's references add up to (set_page_count()); who has frozen the count first gives it back. */
function isSetTo({ trace, effect }: PageEffect): boolean {
  if (effect.kind !== 'write' || effect.value === undefined || armsOf(effect.value).every((arm) => arm.kind === 'number' && (arm.value === 0n || arm.value === 1n))) return false;
  return !trace.effects.some((other) => other.thing === effect.thing && other.kind === 'readwrite' && other.offset === effect.offset && other.chain.site.offset < effect.chain.site.offset);
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

export function refcountMisuse(facts: FileFacts): readonly Finding[] {
  const { model } = facts.context;
  const range = resolveMember({ names: words.refcount }, model.layout);
  if (!range || HELPERS.test(facts.file.path)) return [];
  const changed = facts.ownWrites.filter((write) => write.effect.offset === range.offset && (innermost(write.effect.chain).file === facts.file.path || isSetTo(write) || isMarked(write, facts) || isCountedDown(write, facts)));
  // A file that counts something there does it in many places: the first one tells, the others are its evidence.
  return changed.slice(0, 1).map(({ trace, effect }) => {
    const state = facts.states.of(effect.thing, trace)[0];
    const transient = model.observers.find((observer) => observer.readings.some((reading) => reading.names.includes('_refcount')));
    // Callers of the file's own that lead to the same line are no places of their own.
    const places = new Map(changed.map((one) => facts.placeOf(one.effect.chain)).map((site) => [site.offset, site]));
    return facts.finding('refcount-misuse', 'warning', facts.placeOf(effect.chain),
      `page._refcount is changed by hand: anyone who walks page frame numbers or holds the page for a moment takes references of his own, so it counts nothing but references (get_page(), put_page(), page_ref_*)`,
      {
        state: state?.state.name ?? 'any', words: [facts.word(range.offset, range.size)],
        evidence: [
          ...[...places.values()].slice(0, 8).map((site) => facts.evidence(site, '_refcount is changed without the helpers of include/linux/page_ref.h')),
          ...(range.field.declared ? [{ ...range.field.declared, function: '', message: '_refcount is declared here' }] : []),
          ...(transient?.roots.slice(0, 1).flatMap((root) => {
            const source = facts.context.tree.source(root.file);
            return source ? [facts.evidence({ file: root.file, offset: Math.max(0, source.text.search(new RegExp(`\\b${root.function}\\s*\\(`))), function: root.function }, `${root.function}() takes a reference without asking whose page it is`)] : [];
          }) ?? []),
        ],
      });
  });
}
