/** The address of a copy of a struct page handed to a function of the file that hands it on through a pointer to one that changes the page. */
import { blankCommentsAndContinuations } from '../../../c/condition.js';
import type { Item } from '../../../c/outline.js';
import { type Effect, innermost, type Trace } from '../../../footprint/effect.js';
import { pointersIn } from '../../../footprint/value.js';
import { resolveMember } from '../../../model/memberRange.js';
import { words } from '../../../model/states/words.js';
import type { FileFacts } from '../../fileFacts.js';
import type { Finding } from '../../finding.js';
import { copiesIn } from './pageCopies.js';

export function copyToCallback(facts: FileFacts): readonly Finding[] {
  return facts.traces.flatMap((trace) => copiesIn(trace, facts).filter((copy) => copy.thing.source.by === 'local' && copy.size >= facts.pageSize).flatMap((copy) => handedOn(copy, trace, facts).slice(0, 1)));
}

function handedOn(copy: Effect, trace: Trace, facts: FileFacts): readonly Finding[] {
  return trace.calls.flatMap((call) => {
    const index = call.args.findIndex((arg) => pointersIn(arg).some(({ to, path, offset }) => to === copy.thing && path === '' && offset === 0));
    const item = index < 0 || call.site.file !== facts.file.path ? undefined : facts.file.outline.names.get(call.callee)?.find(({ kind }) => kind === 'function');
    const position = item && givenByPointer(item, index, facts);
    const change = position === undefined ? undefined : changedByOneOf(position, facts);
    if (!change) return [];
    const by = innermost(change.effect.chain), { function: taker } = change.trace.summary;
    return [facts.finding('page-copy', 'error', call.site,
      `${call.callee}() hands a copy of a struct page on to functions like ${taker}(), which change the page that they are given: the real one keeps its lock and its references`,
      {
        state: 'any', words: [facts.word(change.effect.offset ?? 0, Math.max(change.effect.size, 1))],
        evidence: [facts.evidence(copy.chain.site, 'the struct page is copied here'), facts.evidence(call.site, 'the copy is handed over here'), facts.evidence(change.effect.chain.site, `${taker}() changes the page`), ...(by === change.effect.chain.site ? [] : [facts.evidence(by, `${by.function}() does so`)])],
      })];
  });
}

function textOf({ start, end }: Item, { file }: FileFacts): string {
  return blankCommentsAndContinuations(file.text.slice(start, end));
}

/** As which argument a function hands a parameter of its own to one that a member points to: `ps->action(ps, page)`. */
function givenByPointer(item: Item, index: number, facts: FileFacts): number | undefined {
  const text = textOf(item, facts), body = text.slice(item.body - item.start);
  const name = /(\w+)\s*\)?$/.exec(text.slice(text.indexOf('(') + 1, text.slice(0, item.body - item.start).lastIndexOf(')')).split(',')[index]?.trim() ?? '')?.[1];
  if (name === undefined) return undefined;
  for (const [, args] of body.matchAll(/(?:->|\.)\s*\w+\s*\(([^()]*)\)/g)) {
    const position = args!.split(',').findIndex((arg) => arg.trim() === name);
    if (position >= 0) return position;
  }
  return undefined;
}

/** A function of the file that is used by its name alone, as a pointer, and changes flags or references of the page that it is handed there. */
function changedByOneOf(position: number, facts: FileFacts): { readonly trace: Trace; readonly effect: Effect } | undefined {
  const { layout } = facts.context.model;
  const counted = [words.refcount, words.flags].map((names) => resolveMember({ names }, layout)?.offset);
  const text = blankCommentsAndContinuations(facts.file.text);
  for (const trace of facts.traces) {
    const parameter = trace.summary.parameters[position];
    const effect = parameter && facts.isPage(parameter) ? trace.effects.find(({ kind, thing, offset }) => kind === 'readwrite' && thing === parameter && offset !== undefined && counted.includes(offset)) : undefined;
    if (effect && new RegExp(`[{,=]\\s*&?${trace.summary.function}\\s*[,;}]`).test(text)) return { trace, effect };
  }
  return undefined;
}
