/**
 * Which functions can hold an expression of a tracked type at all: those that mention the type, or a name that something declares with it
 * (a variable, a member, a function's result, a macro built on these). A superset, so that the others need no parse.
 */
import type { SourceFile } from '../kernel/tree.js';

const MAX_MACRO_BODY = 600;

/** Types that come from another expression: the declaration does not name them. */
const INFERRED = /\b(?:__)?typeof|__auto_type/;
const NOT_A_TYPE = new Set(['return', 'goto', 'case', 'else', 'sizeof', 'do', 'typeof']);
const CALL = /\b([A-Za-z_]\w*)\s*\(/g;
const NO_LOCALS: ReadonlyMap<string, boolean> = new Map();
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

/** What one thread learnt, to be passed to another. */
export interface LearntNames {
  readonly names: readonly string[];
  readonly typedefs: readonly string[];
  /** Macros whose bodies spell a member of interest, or call one that does. */
  readonly accessors: readonly string[];
}

export class NearbyNames {
  readonly #tagMention: RegExp;
  readonly #declares: RegExp;
  readonly #mention: RegExp;
  readonly #tags: ReadonlySet<string>;
  readonly #names = new Set<string>();
  readonly #typedefs = new Set<string>();
  readonly #accessors = new Set<string>();
  readonly #spelled: RegExp;
  readonly #seen = new WeakSet<SourceFile>();
  /** True once every header of the tree has been learnt: a file's own includes need not be read to use the filter. */
  complete = false;

  constructor(tags: Iterable<string>, fields: Iterable<string>) {
    const all = [...tags];
    this.#tags = new Set(all);
    this.#tagMention = new RegExp(`\\b(?:struct|union)\\s+(?:${all.join('|')})\\b`);
    this.#declares = declaresNames(`(?:struct|union)\\s+(?:${all.join('|')})`);
    this.#spelled = new RegExp(`(?:->|\\.)\\s*(?:${[...fields].join('|')})\\b`);
    this.#mention = new RegExp(`([\\w)\\]]?)\\s*(?:(->|\\.)|([,(]))\\s*(${[...fields].join('|')})\\b`, 'g');
  }

  /** Learns the names that files declare; each file is read once. */
  learn(files: readonly SourceFile[]): void {
    const fresh = files.filter((file) => !this.#seen.has(file));
    for (const file of fresh) this.#seen.add(file);
    this.learnTexts(fresh.map((file) => file.text));
  }

  learnTexts(texts: readonly string[]): void {
    if (texts.length === 0) return;
    for (const text of texts) {
      for (const hit of text.matchAll(this.#declares)) {
        this.#names.add(hit[1]!);
        if (/\btypedef\s+(?:const\s+)?$/.test(text.slice(Math.max(0, hit.index - 20), hit.index))) this.#typedefs.add(hit[1]!);
      }
    }
    if (this.#typedefs.size > 0) {
      const declares = declaresNames(`(?:${[...this.#typedefs].join('|')})`);
      for (const text of texts) for (const hit of text.matchAll(declares)) this.#names.add(hit[1]!);
    }
    // A macro may be built on a macro of a file that comes later: two rounds.
    for (let round = 0; round < 2; round++) {
      for (const text of texts) {
        for (const [, name, body] of text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)((?:[^\n\\]|\\\r?\n|\\.)*)/gm)) {
          if (body!.length > 2 && body!.length < MAX_MACRO_BODY && !this.#names.has(name!) && this.#mentions(body!)) this.#names.add(name!);
          if (body!.length > 5 && !this.#accessors.has(name!) && (this.#spelled.test(body!) || this.#callsAccessor(body!))) this.#accessors.add(name!);
        }
      }
    }
  }

  learnt(): LearntNames {
    return { names: [...this.#names], typedefs: [...this.#typedefs], accessors: [...this.#accessors] };
  }

  add(learnt: LearntNames): void {
    for (const name of learnt.names) this.#names.add(name);
    for (const name of learnt.typedefs) this.#typedefs.add(name);
    for (const name of learnt.accessors) this.#accessors.add(name);
  }

  /**
   * Whether a whole file may hold a use: a quick look before its outline is read. A file that names no tracked type can only come by one
   * through a function's result, a macro, a member or a variable that a header declares.
   */
  mayHoldFile(text: string): boolean {
    if (this.#tagMention.test(text)) return true;
    for (const name of this.#typedefs) if (text.includes(name)) return true;
    const inferred = INFERRED.test(text);
    const foreign = new Map<string, boolean>();
    for (const hit of this.#memberMentions(text)) {
      const [whole, before, operator] = hit;
      if (operator === undefined) {
        if (this.#reachesTracked(callAround(text, hit.index + whole.length))) return true;
        continue;
      }
      if (before === '') continue;
      if (before === ')' || before === ']') {
        if (this.#baseMayBeTracked(text, hit.index, NO_LOCALS)) return true;
        continue;
      }
      const base = /(->|\.)?\s*\b([A-Za-z_]\w*)$/.exec(text.slice(Math.max(0, hit.index - 80), hit.index + 1));
      const name = base?.[2];
      if (name === undefined) continue;
      if (!this.#names.has(name)) {
        if (inferred && base?.[1] === undefined && this.#reachesTracked(text)) return true;
        continue;
      }
      if (base?.[1] !== undefined) return true;
      let declaredHere = foreign.get(name);
      if (declaredHere === undefined) foreign.set(name, (declaredHere = new RegExp(`\\b(?:struct|union)\\s+\\w+[\\s*]+${name}\\b`).test(text)));
      if (!declaredHere) return true;
    }
    return false;
  }

  /** Every place that takes a member of an interesting name; in `x->page->pp` the first one ends where the second begins. */
  *#memberMentions(text: string): Generator<RegExpExecArray> {
    let from = 0;
    for (;;) {
      this.#mention.lastIndex = from;
      const hit = this.#mention.exec(text);
      if (!hit) return;
      from = hit.index + hit[0].length - 1;
      yield hit;
    }
  }

  /** Whether a text calls or goes through something that headers declare with a tracked type. */
  #reachesTracked(text: string): boolean {
    for (const [, member, callee] of text.matchAll(/(?:->|\.)\s*([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*\(/g)) if (this.#names.has(member ?? callee!)) return true;
    return false;
  }

  #mentions(text: string, locals?: ReadonlyMap<string, boolean>): boolean {
    for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) {
      if (this.#tags.has(word) || locals?.get(word) === true) return true;
      if (this.#names.has(word) && locals?.get(word) !== false) return true;
    }
    return false;
  }

  /** Whether some member mention in a function or declaration may be one of a tracked record's. */
  mayHold(text: string): boolean {
    if (INFERRED.test(text)) return this.#mentions(text);
    let locals: ReadonlyMap<string, boolean> | undefined;
    const declared = new Map<string, boolean>();
    const isVariable = (name: string): boolean => {
      let answer = declared.get(name);
      if (answer === undefined) declared.set(name, (answer = declaresLocally(text, name)));
      return answer;
    };
    for (const hit of this.#memberMentions(text)) {
      const [whole, before, operator, , field] = hit;
      locals ??= this.#localsOf(text);
      if (operator === undefined) {
        // A macro's argument: a member only where no variable has that name and something tracked stands beside it.
        if (!isVariable(field!) && this.#mentions(callAround(text, hit.index + whole.length), locals)) return true;
        continue;
      }
      if (before === '') {
        // `.member =` in an initialiser, or a member on a line of its own.
        if (this.#mentions(text, locals)) return true;
        continue;
      }
      if (this.#baseMayBeTracked(text, hit.index, locals)) return true;
    }
    return false;
  }

  /** Whether a function hands a macro that spells members something that may be tracked, or a declaration is such a macro's call. */
  mayReachBody(text: string, isFunction: boolean): boolean {
    if (!isFunction) {
      const head = /^\s*([A-Za-z_]\w*)\s*\(/.exec(text);
      return head !== null && this.#accessors.has(head[1]!);
    }
    let locals: ReadonlyMap<string, boolean> | undefined;
    for (const hit of text.matchAll(CALL)) {
      if (!this.#accessors.has(hit[1]!)) continue;
      locals ??= this.#localsOf(text);
      if (this.#mentions(argumentsAt(text, hit.index + hit[0].length), locals)) return true;
    }
    return false;
  }

  #callsAccessor(text: string): boolean {
    for (const hit of text.matchAll(CALL)) if (this.#accessors.has(hit[1]!)) return true;
    return false;
  }

  /** Whether a name may stand for a tracked record, as far as declarations tell. */
  hintsAt(text: string): boolean {
    return this.#mentions(text);
  }

  /** @param at the last character of the expression a member is taken of */
  #baseMayBeTracked(text: string, at: number, locals: ReadonlyMap<string, boolean>): boolean {
    let end = at;
    let inside = '';
    for (let open = CLOSING[text[end]!]; open !== undefined; open = CLOSING[text[end]!]) {
      const start = matchingOpen(text, end);
      if (text[end] === ')') inside += ` ${text.slice(start, end)}`;
      end = start - 1;
      while (end >= 0 && /\s/.test(text[end]!)) end--;
      if (open === '(' && !/\w/.test(text[end] ?? '')) return this.#mentions(inside, locals);
    }
    const base = /(->|\.)?\s*\b([A-Za-z_]\w*)$/.exec(text.slice(Math.max(0, end - 80), end + 1));
    if (!base) return true;
    const name = base[2]!;
    if (base[1] === undefined) {
      const local = locals.get(name);
      if (local === true) return true;
      if (local === false) return false;
    }
    return this.#names.has(name) || (inside !== '' && this.#mentions(inside, locals));
  }

  /** Names the text declares with a struct, union or tracked typedef: whether it is a tracked one (in any of its declarations). */
  #localsOf(text: string): ReadonlyMap<string, boolean> {
    const locals = new Map<string, boolean>();
    // `const struct page *p`: a qualifier is no type, or the struct behind it would be taken for a name.
    for (const [, keyword, type, first, more] of text.matchAll(/\b(?:(struct|union)\s+)?(?!(?:const|volatile|static|register|extern|inline|struct|union)\b)([A-Za-z_]\w*)\b[\s*]*(?:\b(?:__\w+|const|volatile)\s+)*\**\s*(?:\b(?:const|volatile)\s+)?\b([A-Za-z_]\w*)((?:\s*(?:=[^;,]*)?,\s*\**\s*[A-Za-z_]\w*\b(?!\s*[\w*]))*)/g)) {
      const tracked = keyword ? this.#tags.has(type!) : this.#typedefs.has(type!);
      if (!keyword && !tracked) continue;
      for (const name of [first!, ...(more ?? '').match(/[A-Za-z_]\w*/g) ?? []]) if (tracked || !locals.has(name)) locals.set(name, tracked);
    }
    return locals;
  }
}

/** The start of the bracket that closes at `at`, within reason. */
function matchingOpen(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i >= 0 && i > at - 2000; i--) {
    const c = text[i]!;
    if (c === ')' || c === ']') depth++;
    else if ((c === '(' || c === '[') && --depth === 0) return i;
  }
  return Math.max(0, at - 2000);
}

/** The arguments of the call that an offset stands in. */
function callAround(text: string, at: number): string {
  let depth = 0, start = at;
  for (; start > 0 && start > at - 1000; start--) {
    const c = text[start - 1]!;
    if (c === ')') depth++;
    else if (c === '(' && depth-- === 0) break;
  }
  let end = at;
  depth = 0;
  for (; end < text.length && end < at + 1000; end++) {
    const c = text[end]!;
    if (c === '(') depth++;
    else if (c === ')' && depth-- === 0) break;
  }
  const callee = /\w+\s*$/.exec(text.slice(Math.max(0, start - 60), start - 1));
  return `${callee?.[0] ?? ''} ${text.slice(start, end)}`;
}

/** What stands between an opening parenthesis before `from` and the one that closes it. */
function argumentsAt(text: string, from: number): string {
  let depth = 0;
  for (let end = from; end < text.length && end < from + 1000; end++) {
    const c = text[end]!;
    if (c === '(') depth++;
    else if (c === ')' && depth-- === 0) return text.slice(from, end);
  }
  return text.slice(from, from + 1000);
}

/** Whether a text declares a variable of that name, with whatever type. */
function declaresLocally(text: string, name: string): boolean {
  for (const hit of text.matchAll(new RegExp(`([A-Za-z_]\\w*)[\\s*]+${name}\\b\\s*[;,=)\\[:]`, 'g'))) if (!NOT_A_TYPE.has(hit[1]!)) return true;
  return false;
}

/** Finds what is declared with a type, parameters of prototypes left out: names of variables, members, functions. */
function declaresNames(type: string): RegExp {
  return new RegExp(`\\b${type}\\b[\\s*]*(?:__\\w+\\s+)*\\**\\s*(?:\\(\\s*\\*\\s*)?\\b(\\w+)(?=\\s*(?:[;(\\[=:]|\\)\\s*\\(|,\\s*\\*))`, 'g');
}
