/** What lies in the words of struct pages by its type: which words a file puts pointers to a record into, and which it takes such pointers from. */
import type { Effect, Trace } from '../../footprint/effect.js';
import { isRecord, pointersIn, type Value } from '../../footprint/value.js';
import { directoryOf } from '../../kernel/files.js';
import type { FileFacts, PageEffect } from '../fileFacts.js';

/** By the type's name, a record's tag or that of a wide number, and by the word's offset. */
export type TypedWords = ReadonlyMap<string, ReadonlyMap<number, readonly PageEffect[]>>;

class Words {
  readonly all = new Map<string, Map<number, PageEffect[]>>();

  add(type: string, at: PageEffect): void {
    const words = this.all.get(type) ?? new Map<number, PageEffect[]>();
    this.all.set(type, words);
    const known = words.get(at.effect.offset);
    if (known) known.push(at);
    else words.set(at.effect.offset, [at]);
  }
}

/** The types a value is known to be of: what its object is, or what it was given to as. */
export function typesOf(value: Value | undefined, trace: Trace): readonly string[] {
  if (value === undefined) return [];
  const declared = (value.kind === 'unknown' || value.kind === 'pointer') && value.declared !== undefined ? [value.declared] : [];
  return [...declared, ...pointersIn(value).flatMap(({ to, path }) => (path !== '' ? [] : isRecord(to.record) ? [to.record] : [...(trace.typed.get(to) ?? [])]))];
}

/** The words that the file's own lines put values of a type into. */
export function keptWords(facts: FileFacts): TypedWords {
  const words = new Words(), size = facts.context.model.layout.abi.wordSize;
  for (const write of facts.ownWrites) {
    const { trace, effect } = write;
    if (effect.kind !== 'write' || effect.size !== size || effect.offset === 0) continue;
    for (const type of typesOf(effect.value, trace)) if (!isLink(type, facts) && facts.isOwnChoice(trace, effect)) words.add(type, write);
  }
  return words.all;
}

/** The words that functions take values of a type from. */
export function takenWords(traces: readonly Trace[], facts: FileFacts, isOwn: (effect: Effect) => boolean): TypedWords {
  const words = new Words();
  for (const trace of traces) {
    for (const [{ source }, types] of trace.typed) {
      if (source.by !== 'member' || !facts.isPage(source.of) || source.of.source.by === 'local') continue;
      const read = trace.effects.find((effect): effect is PageEffect['effect'] => effect.kind === 'read' && effect.offset !== undefined && effect.offset > 0 && effect.offset < facts.pageSize && effect.thing === source.of && effect.path === source.path && effect.record === source.record && isOwn(effect));
      if (read) for (const type of types) if (!isLink(type, facts)) words.add(type, { trace, effect: read });
    }
  }
  return words.all;
}

/** Functions of the headers beside a file that it includes and that name a type and a page. */
export function tracesBeside(type: string, facts: FileFacts): readonly Trace[] {
  const { context, file } = facts;
  const named = new RegExp(`\\b${type}\\b`);
  return context.footprints.view(file).types.scope.reach
    .filter((header) => header !== file && header.path.endsWith('.h') && directoryOf(header.path) === directoryOf(file.path) && named.test(header.text) && context.pageNames.test(header.text))
    .flatMap((header) => {
      const { items } = context.handlers(header);
      return context.footprints.traces(header, undefined, (item) => items.has(item));
    });
}

/** Links of lists and pages themselves lie in many words at once; a record without a name is no type to go by. */
function isLink(type: string, facts: FileFacts): boolean {
  return !/^\w+$/.test(type) || /^(?:list_head|l?list_node|hlist_\w+|rcu_head|callback_head)$/.test(type) || facts.context.pageRecords.has(type);
}
