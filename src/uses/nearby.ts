/**
 * Which functions can hold an expression of a tracked type at all: those that mention the type, or a name that something declares with it
 * (a variable, a member, a function's result, a macro built on these). A superset, so that the others need no parse.
 */
import { blankCommentsAndContinuations } from '../c/condition.js';
import type { Item } from '../c/outline.js';
import type { SourceFile } from '../kernel/tree.js';
import { bodiesOf, declarations, declaresLocally, declaresNames, type Lesson } from './declaredNames.js';
import { argumentsAt, baseBefore, beforeSpace, callAround, isCloser, isMemberOperator, isWord, matchingOpen } from './textScan.js';
import { OwnWords, someWord, WordSet } from './wordSet.js';

const MAX_MACRO_BODY = 600;

/** Types that come from another expression: the declaration does not name them. */
const INFERRED = /\b(?:__)?typeof|__auto_type/;
const NO_LOCALS: ReadonlyMap<string, boolean> = new Map();
const CLOSE_PAREN = 41;
/** What stands before the `.` of a designated initialiser. */
const OPENS_INITIALISER = /^[{,]?$/;
const INITIALISED = /^\s*(?:\[[^\]]*\]\s*)*=\s*[({]/;
/** `struct s *name`, whatever the record. */
const DECLARED = /\b(?:struct|union)\s+\w+[\s*]+(\w+)\b/g;
/** A macro's body that is more than numbers. */
const NAMES_SOMETHING = /(?<!\w)[A-Za-z_]/;
const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)((?:[^\n\\]|\\\r?\n|\\.)*)/gm;

/** A place that takes a member of an interesting name, or hands such a name to a macro. */
interface Mention {
  /** Offset behind the expression that the member is taken of; 0 when there is none. */
  readonly baseEnd: number;
  /** Undefined when the name is an argument. */
  readonly isMember: boolean;
  readonly field: string;
  readonly end: number;
}

/** What one thread learnt, to be passed to another. */
export interface LearntNames {
  readonly names: readonly string[];
  readonly typedefs: readonly string[];
  /** Macros whose bodies spell a member of interest, or call one that does. */
  readonly accessors: readonly string[];
  /** Those of them that take no arguments: naming one is a use. */
  readonly stands: readonly string[];
}

interface MacroLesson {
  readonly name: string;
  readonly body: string;
  readonly words: OwnWords;
}

export class NearbyNames {
  readonly #tagMention: RegExp;
  readonly #declares: RegExp;
  readonly #mention: RegExp;
  readonly #tags = new WordSet();
  readonly #names = new WordSet();
  readonly #typedefs = new WordSet();
  readonly #accessors = new WordSet();
  readonly #stands = new WordSet();
  readonly #spelled: RegExp;
  /** A member taken of something, or a member's bare name. */
  readonly #taken: RegExp;
  readonly #files = new Map<string, { readonly file: SourceFile; readonly words: OwnWords }>();
  /** True once every header of the tree has been learnt: a file's own includes need not be read to use the filter. */
  complete = false;

  constructor(tags: Iterable<string>, fields: Iterable<string>) {
    const all = [...tags];
    for (const tag of all) this.#tags.add(tag);
    this.#tagMention = new RegExp(`\\b(?:struct|union)\\s+(?:${all.join('|')})\\b`);
    this.#declares = declaresNames(`(?:struct|union)\\s+(?:${all.join('|')})`);
    this.#spelled = new RegExp(`(?:->|\\.)\\s*(?:${[...fields].join('|')})\\b`);
    this.#taken = new RegExp(`[\\w)\\]]\\s*(?:->|\\.)\\s*(?:${[...fields].join('|')})\\b|^\\s*(?:${[...fields].join('|')})\\s*$`);
    this.#mention = new RegExp(`(->|[.,(])\\s*(${[...fields].join('|')})\\b`, 'g');
  }

  /** Learns the names that files declare; each file is read once, and one that changed loses what its old text declared. */
  learn(files: readonly SourceFile[]): void {
    const fresh = files.filter((file) => this.#files.get(file.path)?.file !== file);
    for (const { path } of fresh) this.#files.get(path)?.words.takeBack();
    const owners = fresh.map((file) => ({ file, words: new OwnWords() }));
    for (const owner of owners) this.#files.set(owner.file.path, owner);
    this.#learn(owners.map(({ file, words }) => ({ text: file.text, bodies: bodiesOf(file), words })));
  }

  /** Learns more of a file that was learnt before: items that changed. */
  learnMore(file: SourceFile, items: readonly Item[]): void {
    const words = this.#files.get(file.path)?.words ?? new OwnWords();
    this.#learn(items.map((item) => ({ text: file.text.slice(item.start, item.end), bodies: item.body < 0 ? [] : [{ body: item.body - item.start, end: item.end - item.start }], words })));
  }

  /** Knows the names that source files declare while something is read, and no longer: what other files are taken for must not depend on the order of reading. */
  knowing<T>(files: readonly SourceFile[], read: () => T): T {
    const words = new OwnWords();
    try {
      this.#learn(files.map((file) => ({ text: file.text, bodies: bodiesOf(file), words })));
      return read();
    } finally {
      words.takeBack();
    }
  }

  #learn(sources: readonly Lesson[]): void {
    if (sources.length === 0) return;
    const macros: MacroLesson[] = [];
    for (const lesson of sources) {
      const { text, words } = lesson;
      for (const hit of declarations(lesson, this.#declares)) {
        words.add(this.#names, hit[1]!);
        if (/\btypedef\s+(?:const\s+)?$/.test(text.slice(Math.max(0, hit.index - 20), hit.index))) words.add(this.#typedefs, hit[1]!);
      }
      for (const [, name, body] of text.matchAll(DEFINE)) if (NAMES_SOMETHING.test(body!)) macros.push({ name: name!, body: body!, words });
    }
    if (this.#typedefs.size > 0) {
      const declares = declaresNames(`(?:${this.#typedefs.all.join('|')})`);
      for (const lesson of sources) for (const hit of declarations(lesson, declares)) lesson.words.add(this.#names, hit[1]!);
    }
    // A macro may be built on one of a file that comes later: when the first round taught something, there is a second.
    const before = this.#learntWords;
    for (const macro of macros) this.#learnMacro(macro);
    if (this.#learntWords > before) for (const macro of macros) this.#learnMacro(macro);
  }

  get #learntWords(): number {
    return this.#names.size + this.#accessors.size + this.#stands.size;
  }

  #learnMacro({ name, body, words }: MacroLesson): void {
    if (body.length < MAX_MACRO_BODY && !words.has(this.#names, name) && this.#mentions(body)) words.add(this.#names, name);
    if (body.length > 5 && !words.has(this.#accessors, name) && (this.#accessors.nextCall(body, 0) >= 0 || this.#spelled.test(body))) words.add(this.#accessors, name);
    if (!body.startsWith('(') && !words.has(this.#stands, name) && this.#standsForMembers(body)) words.add(this.#stands, name);
  }

  /** @param body of a macro without arguments */
  #standsForMembers(body: string): boolean {
    const spells = (text: string): boolean => this.#taken.test(text) || this.#accessors.nextCall(text, 0) >= 0 || this.standsIn(text);
    return spells(body) && spells(blankCommentsAndContinuations(body));
  }

  learnt(): LearntNames {
    return { names: this.#names.all, typedefs: this.#typedefs.all, accessors: this.#accessors.all, stands: this.#stands.all };
  }

  add(learnt: LearntNames): void {
    for (const name of learnt.names) this.#names.add(name);
    for (const name of learnt.typedefs) this.#typedefs.add(name);
    for (const name of learnt.accessors) this.#accessors.add(name);
    for (const name of learnt.stands) this.#stands.add(name);
  }

  /** Whether a name is a macro without arguments that stands for a member of interest: `#define cursor_index (cursor->page->index)`. */
  standsForMember(name: string): boolean {
    return this.#stands.has(name);
  }

  /** Whether a text names such a macro, or one that calls a macro which spells members. */
  standsIn(text: string): boolean {
    return this.#stands.size > 0 && someWord(text, (start, end) => this.#stands.hasAt(text, start, end));
  }

  /**
   * Whether a whole file may hold a use: a quick look before its outline is read. A file that names no tracked type can only come by one
   * through a function's result, a macro, a member or a variable that a header declares.
   */
  mayHoldFile(text: string): boolean {
    if (this.#tagMention.test(text)) return true;
    if (this.#typedefs.all.some((name) => text.includes(name))) return true;
    let inferred: boolean | undefined, foreign: ReadonlySet<string> | undefined;
    for (let hit = this.#mentionFrom(text, 0); hit; hit = this.#mentionFrom(text, hit.end - 1)) {
      if (!hit.isMember) {
        if (this.#reachesTracked(callAround(text, hit.end))) return true;
        continue;
      }
      const last = text.charCodeAt(hit.baseEnd - 1);
      if (isCloser(last)) {
        if (this.#baseMayBeTracked(text, hit.baseEnd, NO_LOCALS)) return true;
        continue;
      }
      const base = isWord(last) ? baseBefore(text, hit.baseEnd) : undefined;
      if (!base) continue;
      if (!this.#names.has(base.name)) {
        if (!base.isMember && (inferred ??= INFERRED.test(text)) && this.#reachesTracked(text)) return true;
        continue;
      }
      if (base.isMember) return true;
      foreign ??= new Set(Array.from(text.matchAll(DECLARED), ([, name]) => name!));
      if (!foreign.has(base.name)) return true;
    }
    return this.standsIn(text);
  }

  /** The first mention at or after `from`; in `x->page->pp` the second one's base is the end of the first. */
  #mentionFrom(text: string, from: number): Mention | undefined {
    this.#mention.lastIndex = from;
    const hit = this.#mention.exec(text);
    return hit ? { baseEnd: beforeSpace(text, hit.index), isMember: hit[1] === '->' || hit[1] === '.', field: hit[2]!, end: hit.index + hit[0].length } : undefined;
  }

  /** Whether a text calls or goes through something that headers declare with a tracked type. */
  #reachesTracked(text: string): boolean {
    return someWord(text, (start, end) => this.#names.hasAt(text, start, end) && (isMemberOperator(text, beforeSpace(text, start)) || /^\s*\(/.test(text.slice(end, end + 80))));
  }

  /** @param counts whether a word that is no tag counts where it stands */
  #mentions(text: string, locals: ReadonlyMap<string, boolean> = NO_LOCALS, counts?: (start: number, end: number) => boolean): boolean {
    return someWord(text, (start, end) => {
      if (this.#tags.hasAt(text, start, end)) return true;
      const local = locals.size > 0 ? locals.get(text.slice(start, end)) : undefined;
      return (local ?? this.#names.hasAt(text, start, end)) && (counts?.(start, end) ?? true);
    });
  }

  /** Whether a call's arguments name a tracked type, or a value (not another one's member) that may be tracked. */
  #handsTracked(call: string, locals: ReadonlyMap<string, boolean>): boolean {
    return this.#mentions(call, locals, (start) => !isMemberOperator(call, beforeSpace(call, start)));
  }

  /** Whether a text initialises something tracked: it names a tracked type, or a tracked name stands before `= {`. */
  #initialises(text: string, locals: ReadonlyMap<string, boolean>): boolean {
    return this.#tagMention.test(text) || this.#typedefs.all.some((name) => text.includes(name))
      || this.#mentions(text, locals, (_, end) => INITIALISED.test(text.slice(end, end + 80)));
  }

  /** Whether some member mention in a function or declaration may be one of a tracked record's. */
  mayHold(text: string): boolean {
    if (INFERRED.test(text)) return this.#mentionFrom(text, 0) !== undefined && this.#mentions(text);
    let locals: ReadonlyMap<string, boolean> | undefined;
    const declared = new Map<string, boolean>();
    const isVariable = (name: string): boolean => {
      let answer = declared.get(name);
      if (answer === undefined) declared.set(name, (answer = declaresLocally(text, name)));
      return answer;
    };
    for (let hit = this.#mentionFrom(text, 0); hit; hit = this.#mentionFrom(text, hit.end - 1)) {
      locals ??= this.#localsOf(text);
      if (!hit.isMember) {
        // A macro's argument: a member only where no variable has that name and something tracked stands beside it.
        if (!isVariable(hit.field) && this.#handsTracked(callAround(text, hit.end), locals)) return true;
        continue;
      }
      const last = text.charCodeAt(hit.baseEnd - 1);
      if (!isWord(last) && !isCloser(last)) {
        // `.member =` in an initialiser, or a member behind something odd.
        if (OPENS_INITIALISER.test(text.charAt(hit.baseEnd - 1)) ? this.#initialises(text, locals) : this.#mentions(text, locals)) return true;
        continue;
      }
      if (this.#baseMayBeTracked(text, hit.baseEnd, locals)) return true;
    }
    return false;
  }

  /** Whether a function hands a macro that spells members something that may be tracked or names one without arguments, or whether a declaration is such a macro's call. */
  mayReachBody(text: string, isFunction: boolean): boolean {
    if (!isFunction) {
      const head = /^\s*([A-Za-z_]\w*)\s*\(/.exec(text);
      return head !== null && this.#accessors.has(head[1]!);
    }
    if (this.standsIn(text)) return true;
    let locals: ReadonlyMap<string, boolean> | undefined;
    for (let inside = this.#accessors.nextCall(text, 0); inside >= 0; inside = this.#accessors.nextCall(text, inside)) {
      locals ??= this.#localsOf(text);
      if (this.#mentions(argumentsAt(text, inside), locals)) return true;
    }
    return false;
  }

  /**
   * Whether a function may handle something tracked: it names the type, or a member, function, macro or variable declared with it.
   * A local variable of such a name is of another type where the function does not name the type.
   * @param text without comments
   * @param counts which words do
   */
  mayHandle(text: string, counts: (word: string) => boolean): boolean {
    if (this.#tagMention.test(text)) return true;
    const declared = new Map<string, boolean>();
    return someWord(text, (start, end) => {
      if (!this.#names.hasAt(text, start, end)) return false;
      const name = text.slice(start, end);
      if (!counts(name)) return false;
      if (isMemberOperator(text, beforeSpace(text, start))) return true;
      let isOther = declared.get(name);
      if (isOther === undefined) declared.set(name, (isOther = declaresLocally(text, name)));
      return !isOther;
    });
  }

  /** Whether a name may stand for a tracked record, as far as declarations tell. */
  hintsAt(text: string): boolean {
    return this.#mentions(text);
  }

  /** @param end behind the expression a member is taken of */
  #baseMayBeTracked(text: string, end: number, locals: ReadonlyMap<string, boolean>): boolean {
    let at = end;
    let inside = '';
    for (let close = text.charCodeAt(at - 1); isCloser(close); close = text.charCodeAt(at - 1)) {
      const open = matchingOpen(text, at - 1);
      if (close === CLOSE_PAREN) inside += ` ${text.slice(open, at - 1)}`;
      at = beforeSpace(text, open);
      if (close === CLOSE_PAREN && !isWord(text.charCodeAt(at - 1))) return this.#mentions(inside, locals);
    }
    const base = baseBefore(text, at);
    if (!base) return true;
    if (!base.isMember) {
      const local = locals.get(base.name);
      if (local !== undefined) return local;
    }
    return this.#names.has(base.name) || (inside !== '' && this.#mentions(inside, locals));
  }

  /** Names the text declares with a struct, union or tracked typedef: whether it is a tracked one (in any of its declarations). */
  #localsOf(text: string): ReadonlyMap<string, boolean> {
    const locals = new Map<string, boolean>();
    // `const struct page *p`: a qualifier is no type, or the struct behind it would be taken for a name.
    for (const [, keyword, type, first, more] of text.matchAll(/\b(?:(struct|union)\s+)?(?!(?:const|volatile|static|register|extern|inline|struct|union)\b)([A-Za-z_]\w*)\b[\s*]*(?:\b(?:__\w+|const|volatile)[\s*]+)*\b([A-Za-z_]\w*)((?:\s*(?:=[^;,]*)?,\s*\**\s*[A-Za-z_]\w*\b(?!\s*[\w*]))*)/g)) {
      const tracked = keyword ? this.#tags.has(type!) : this.#typedefs.has(type!);
      if (!keyword && !tracked) continue;
      for (const name of [first!, ...(more ?? '').match(/[A-Za-z_]\w*/g) ?? []]) if (tracked || !locals.has(name)) locals.set(name, tracked);
    }
    return locals;
  }
}
