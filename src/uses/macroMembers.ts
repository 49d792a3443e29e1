/** Which macros spell a member of interest in their bodies: calls of those are worth reading even when no argument is such a member. */
import type { MacroDefinition } from '../c/outline.js';
import type { FileTypes } from './types.js';

/** How far a macro is followed through the macros its body calls. */
const MAX_CHAIN = 4;
const MAX_BODY = 20_000;

/** A member as a macro's body spells it. */
export interface SpelledMember {
  /** Offset of the member token in the macro's file. */
  readonly at: number;
  readonly field: string;
  /** The name the member is taken of; empty after a call or an index. */
  readonly base: string;
}

export class MacroMembers {
  readonly #mention: RegExp;
  readonly #spelled = new WeakMap<MacroDefinition, readonly SpelledMember[]>();
  readonly #reaching = new WeakMap<FileTypes, Map<string, boolean>>();

  constructor(fields: Iterable<string>) {
    this.#mention = new RegExp(`([A-Za-z_]\\w*)?[\\s)]*(?:->|\\.)\\s*(${[...fields].join('|')})\\b`, 'g');
  }

  spelledIn(macro: MacroDefinition): readonly SpelledMember[] {
    let found = this.#spelled.get(macro);
    if (!found) this.#spelled.set(macro, (found = this.#look(macro)));
    return found;
  }

  /** Whether a macro of this name, or one that its body calls, spells such a member. */
  reachedBy(name: string, types: FileTypes, depth = 0): boolean {
    let known = this.#reaching.get(types);
    if (!known) this.#reaching.set(types, (known = new Map<string, boolean>()));
    const answer = known.get(name);
    if (answer !== undefined) return answer;
    known.set(name, false);
    const reaches = types.macros(name).some(({ macro }) => macro.params !== undefined && macro.body.length < MAX_BODY && (this.spelledIn(macro).length > 0
      || (depth < MAX_CHAIN && [...macro.body.matchAll(/([A-Za-z_]\w*)\s*\(/g)].some(([, called]) => this.reachedBy(called!, types, depth + 1)))));
    known.set(name, reaches);
    return reaches;
  }

  #look(macro: MacroDefinition): readonly SpelledMember[] {
    if (macro.body.length > MAX_BODY || !/->|\./.test(macro.body)) return [];
    return [...macro.body.matchAll(this.#mention)].map((hit) => ({ at: macro.bodyStart + hit.index + hit[0].length - hit[2]!.length, field: hit[2]!, base: hit[1] ?? '' }));
  }
}
