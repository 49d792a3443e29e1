/**
 * Which functions can hold an expression of a tracked type at all: those that mention the type, or a name that something in reach declares
 * with it (a variable, a member, a function's result, a macro built on these). A superset, so that the others need no parse.
 */
import type { SourceFile } from '../kernel/tree.js';

const MAX_MACRO_BODY = 600;

/** Types that come from another expression: the declaration does not name them. */
const INFERRED = /\b(?:__)?typeof|__auto_type/;

export class NearbyNames {
  readonly #declares: RegExp;
  readonly #mention: RegExp;
  readonly #tags: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #typedefs = new Set<string>();
  readonly #seen = new WeakSet<SourceFile>();

  constructor(tags: Iterable<string>, fields: Iterable<string>) {
    const all = [...tags];
    this.#tags = new Set(all);
    this.#declares = declaresNames(`(?:struct|union)\\s+(?:${all.join('|')})`);
    this.#mention = new RegExp(`([\\w)\\]]?)\\s*(?:(->|\\.)|([,(]))\\s*(?:${[...fields].join('|')})\\b`, 'g');
  }

  /** Learns the names that files declare; each file is read once. */
  learn(files: readonly SourceFile[]): void {
    const fresh = files.filter((file) => !this.#seen.has(file));
    if (fresh.length === 0) return;
    for (const file of fresh) {
      this.#seen.add(file);
      for (const hit of file.text.matchAll(this.#declares)) {
        this.#names.add(hit[1]!);
        if (/\btypedef\s+(?:const\s+)?$/.test(file.text.slice(Math.max(0, hit.index - 20), hit.index))) this.#typedefs.add(hit[1]!);
      }
    }
    if (this.#typedefs.size > 0) {
      const declares = declaresNames(`(?:${[...this.#typedefs].join('|')})`);
      for (const file of fresh) for (const hit of file.text.matchAll(declares)) this.#names.add(hit[1]!);
    }
    // A macro may be built on a macro of a file that comes later: two rounds.
    for (let round = 0; round < 2; round++) {
      for (const file of fresh) {
        for (const [name, macros] of file.outline.macros) {
          if (!this.#names.has(name) && macros.some((macro) => macro.body.length < MAX_MACRO_BODY && this.#mentions(macro.body))) this.#names.add(name);
        }
      }
    }
  }

  #mentions(text: string): boolean {
    for (const hit of text.matchAll(/[A-Za-z_]\w*/g)) if (this.#names.has(hit[0]) || this.#tags.has(hit[0])) return true;
    return false;
  }

  /** Whether some member mention in a function or declaration may be one of a tracked record's. */
  mayHold(text: string): boolean {
    if (INFERRED.test(text)) return this.#mentions(text);
    let locals: ReadonlyMap<string, boolean> | undefined;
    let mentions: boolean | undefined;
    for (const hit of text.matchAll(this.#mention)) {
      const [, before, operator] = hit;
      if (operator === undefined || before === '' || before === ')' || before === ']') {
        // A macro's argument, or a member of a call, a cast, an array's element: any name in the item could make it one.
        mentions ??= this.#mentions(text);
        if (mentions) return true;
        continue;
      }
      const base = /(->|\.)?\s*([A-Za-z_]\w*)$/.exec(text.slice(Math.max(0, hit.index - 80), hit.index + 1));
      if (!base) continue;
      const name = base[2]!;
      if (base[1] === undefined) {
        locals ??= this.#localsOf(text);
        const tracked = locals.get(name);
        if (tracked === true) return true;
        if (tracked === false) continue;
      }
      if (this.#names.has(name)) return true;
    }
    return false;
  }

  /** Names the text declares with a struct, union or tracked typedef: whether it is a tracked one (in any of its declarations). */
  #localsOf(text: string): ReadonlyMap<string, boolean> {
    const locals = new Map<string, boolean>();
    for (const [, keyword, type, first, more] of text.matchAll(/\b(?:(struct|union)\s+)?([A-Za-z_]\w*)\b[\s*]*(?:\b__\w+\s+)*\**\s*\b([A-Za-z_]\w*)((?:\s*(?:=[^;,]*)?,\s*\**\s*[A-Za-z_]\w*\b(?!\s*[\w*]))*)/g)) {
      const tracked = keyword ? this.#tags.has(type!) : this.#typedefs.has(type!);
      if (!keyword && !tracked) continue;
      for (const name of [first!, ...(more ?? '').match(/[A-Za-z_]\w*/g) ?? []]) if (tracked || !locals.has(name)) locals.set(name, tracked);
    }
    return locals;
  }
}

/** Finds what is declared with a type, parameters of prototypes left out: names of variables, members, functions. */
function declaresNames(type: string): RegExp {
  return new RegExp(`\\b${type}\\b[\\s*]*(?:__\\w+\\s+)*\\**\\s*(?:\\(\\s*\\*\\s*)?\\b(\\w+)(?=\\s*(?:[;(\\[=:]|\\)\\s*\\(|,\\s*\\*))`, 'g');
}
