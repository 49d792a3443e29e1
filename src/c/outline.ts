/**
 * The outline of one C file, found without parsing: its top-level items, the names they declare, its macros and includes,
 * each with the `#if` arms it stands in. Only what a question needs is then parsed, item by item.
 */
import { type Condition, directiveTest, parseDirective } from './condition.js';
import { definedName, DefineLine, type MacroDefinition } from './define.js';
import { NamedLists } from './namedLists.js';
import { scanTokens, Token } from './tokens.js';

export type { MacroDefinition } from './define.js';

export interface Item {
  /** 0-based bytes, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'function' | 'declaration';
  /** The function's name, as far as tokens tell; empty for declarations. */
  readonly name: string;
  /** Offset of the `{` of a function's body; -1 in a declaration. */
  readonly body: number;
  readonly condition: Condition | null;
  /** Whether preprocessor lines stand inside the item. */
  readonly hasDirectives: boolean;
}

export interface Include {
  readonly target: string;
  readonly quoted: boolean;
  readonly condition: Condition | null;
}

export interface Outline {
  readonly items: readonly Item[];
  /** Ordinary names, and tags as `struct page`: the items that may declare them. A superset: the item has the last word. */
  readonly names: NamedLists<Item>;
  readonly macros: NamedLists<MacroDefinition>;
  readonly undefs: NamedLists<Condition | null>;
  readonly includes: readonly Include[];
}

interface OpenGroup {
  readonly outer: Condition | null;
  readonly earlier: string[];
  readonly brace: number;
  readonly paren: number;
}

const AGGREGATE = /^(struct|union|enum)$/;
const ATTRIBUTE_CALL = /^__(attribute|aligned|align|declspec)/;
const OPEN_BRACE = 123, CLOSE_BRACE = 125, OPEN_PAREN = 40, CLOSE_PAREN = 41, SEMICOLON = 59, COMMA = 44, EQUALS = 61, STAR = 42, OPEN_BRACKET = 91, COLON = 58;

/** Reads the outline of a file's bytes (as a latin-1 string). Never fails: unbalanced text gives the items that can be told. */
export function readOutline(text: string): Outline {
  const { count, kind, start, end } = scanTokens(text);
  const items: Item[] = [];
  const names = new NamedLists<Item>();
  const macros = new NamedLists<MacroDefinition>();
  const undefs = new NamedLists<Condition | null>();
  const includes: Include[] = [];
  const groups: OpenGroup[] = [];
  const guard = includeGuard(text, count, kind, start, end);
  let condition: Condition | null = null;

  let brace = 0, paren = 0;
  let itemStart = -1, firstToken = -1, itemCondition: Condition | null = null, hasDirectives = false;
  let isFunction = false, functionName = '', sawEquals = false, body = -1, parens = 0;
  const pending: string[] = [];

  const closeItem = (endOffset: number): void => {
    if (itemStart < 0) return;
    const item: Item = {
      start: itemStart, end: endOffset, kind: isFunction ? 'function' : 'declaration',
      name: isFunction ? functionName : '', body: isFunction ? body : -1, condition: itemCondition, hasDirectives,
    };
    items.push(item);
    if (isFunction) names.add(functionName, item);
    else for (const name of pending) names.add(name, item);
    pending.length = 0;
    itemStart = -1;
    hasDirectives = false;
    isFunction = false;
    functionName = '';
    sawEquals = false;
    body = -1;
    brace = 0;
    paren = 0;
    parens = 0;
  };

  for (let i = 0; i < count; i++) {
    const k = kind[i]!;
    if (k === Token.Directive) {
      if (itemStart >= 0) hasDirectives = true;
      const defined = definedName(text, start[i]!, end[i]!);
      if (defined !== undefined) {
        macros.add(defined, new DefineLine(defined, text, start[i]!, end[i]!, condition));
        continue;
      }
      const directive = parseDirective(text, start[i]!, end[i]!);
      switch (directive.name) {
        case 'if': case 'ifdef': case 'ifndef': {
          const test = directiveTest(directive);
          groups.push({ outer: condition, earlier: [test], brace, paren });
          condition = i === guard ? condition : { outer: condition, test, earlier: [] };
          break;
        }
        case 'elif': case 'else': case 'elifdef': case 'elifndef': {
          const group = groups[groups.length - 1];
          if (!group) break;
          const test = directiveTest(directive);
          condition = { outer: group.outer, test, earlier: [...group.earlier] };
          group.earlier.push(test);
          brace = group.brace;
          paren = group.paren;
          break;
        }
        case 'endif':
          condition = groups.pop()?.outer ?? null;
          break;
        case 'undef': {
          const name = /^\w+/.exec(directive.rest)?.[0];
          if (name) undefs.add(name, condition);
          break;
        }
        case 'include': {
          const target = /^(?:<([^>\n]+)>|"([^"\n]+)")/.exec(directive.rest);
          if (target) includes.push({ target: target[1] ?? target[2]!, quoted: target[2] !== undefined, condition });
          break;
        }
        default:
      }
      continue;
    }
    if (itemStart < 0) {
      if (k === SEMICOLON || k === CLOSE_BRACE || k === CLOSE_PAREN) continue;
      itemStart = start[i]!;
      firstToken = i;
      itemCondition = condition;
    }
    if (isFunction && brace > 0) {
      if (k === OPEN_BRACE) brace++;
      else if (k === CLOSE_BRACE) {
        brace--;
        // In the kernel's style a brace in the first column closes the function: unbalanced text does not swallow the rest of the file.
        if (brace === 0 && kind[i + 1] === SEMICOLON && declaresByMacro()) {
          // `context_lock_struct(spinlock) { ... };`: a macro that stands for `struct spinlock`.
          isFunction = false;
          const tag = text.slice(start[firstToken + 2], end[firstToken + 2]);
          pending.push(`struct ${tag}`, `union ${tag}`);
          closeItem(end[i + 1]!);
        } else if (brace === 0 || (brace > 0 && text.charCodeAt(start[i]! - 1) === 10 && kind[i + 1] !== CLOSE_BRACE)) closeItem(end[i]!);
      }
      continue;
    }
    switch (k) {
      case OPEN_BRACE:
        if (brace > 0 && !isFunction && paren === 0) {
          const header = functionAfterUnclosed(i);
          if (header > 0) {
            closeItem(end[header - 1]!);
            i = header - 1;
            break;
          }
        }
        if (brace === 0 && paren === 0 && !sawEquals && opensFunction()) {
          isFunction = true;
          body = start[i]!;
        } else if (!isFunction) {
          noteTag(i);
        }
        brace++;
        break;
      case CLOSE_BRACE:
        if (brace > 0) brace--;
        break;
      case OPEN_PAREN:
        if (brace === 0 && paren === 0) {
          parens++;
          const before = i > firstToken ? i - 1 : -1;
          if (before >= 0 && kind[before] === Token.Identifier && !functionName) {
            const name = text.slice(start[before], end[before]);
            if (!ATTRIBUTE_CALL.test(name)) functionName = name;
          }
        }
        paren++;
        break;
      case CLOSE_PAREN:
        if (paren > 0) paren--;
        if (paren === 0 && brace === 0 && isBareMacroCall(i)) {
          pending.length = 0;
          closeItem(end[i]!);
        }
        break;
      case SEMICOLON:
        if (brace === 0 && paren === 0 && !declaresParameters(i)) closeItem(end[i]!);
        break;
      case EQUALS:
        if (brace === 0 && paren === 0) sawEquals = true;
        break;
      case Token.Identifier:
        if (brace === 0) noteName(i);
        else if (isEnumerator(i)) pending.push(text.slice(start[i], end[i]));
        break;
      default:
    }
  }
  if (itemStart >= 0 && count > 0) closeItem(end[count - 1]!);
  return { items, names, macros, undefs, includes };

  /** Whether the item began as `IDENT(ident) {`. */
  function declaresByMacro(): boolean {
    return kind[firstToken] === Token.Identifier && kind[firstToken + 1] === OPEN_PAREN && kind[firstToken + 2] === Token.Identifier && (kind[firstToken + 3] === CLOSE_PAREN || kind[firstToken + 3] === COMMA);
  }

  /** Whether a `{` at depth 0 opens a function body rather than a record, an enum or an initialiser. */
  function opensFunction(): boolean {
    if (!functionName || parens === 0) return false;
    const first = text.slice(start[firstToken], end[firstToken]);
    return first !== 'typedef';
  }

  /** `f(a, b) int a; int b; {`: parameters declared behind the parentheses, as before ANSI C. */
  function declaresParameters(i: number): boolean {
    if (!functionName || sawEquals || kind[i - 1] === CLOSE_PAREN) return false;
    let j = i + 1;
    while (j < count && (kind[j] === Token.Identifier || kind[j] === STAR || kind[j] === COMMA || kind[j] === SEMICOLON)) j++;
    return kind[j] === OPEN_BRACE && kind[j - 1] === SEMICOLON;
  }

  /** In a record that was never closed: the first token of the function whose `{` in the first column is token i, or -1. */
  function functionAfterUnclosed(i: number): number {
    const firstColumn = (token: number): boolean => start[token] === 0 || text.charCodeAt(start[token]! - 1) === 10;
    if (kind[i - 1] !== CLOSE_PAREN || !firstColumn(i) || sawEquals) return -1;
    let first = -1;
    for (let j = i - 1; j > firstToken; j--) {
      if (kind[j] === SEMICOLON || kind[j] === OPEN_BRACE || kind[j] === CLOSE_BRACE || kind[j] === Token.Directive) break;
      if (kind[j] === Token.Identifier && firstColumn(j)) first = j;
    }
    return first;
  }

  /** Registers `struct X {` (attributes before or behind the tag) as a definition of that tag. */
  function noteTag(i: number): void {
    const between: string[] = [];
    for (let j = i - 1; j >= firstToken && i - j < 24; j--) {
      if (kind[j] === CLOSE_PAREN) {
        for (let depth = 0; j > firstToken; j--) {
          if (kind[j] === CLOSE_PAREN) depth++;
          else if (kind[j] === OPEN_PAREN && --depth === 0) break;
        }
        continue;
      }
      if (kind[j] !== Token.Identifier) return;
      const word = text.slice(start[j], end[j]);
      if (AGGREGATE.test(word)) {
        for (const tag of between) if (between.length === 1 || !tag.startsWith('__')) pending.push(`${word} ${tag}`);
        return;
      }
      between.push(word);
    }
  }

  /** Collects a depth-0 identifier that a declarator could name. */
  function noteName(i: number): void {
    const next = i + 1 < count ? kind[i + 1]! : SEMICOLON;
    if (paren > 0) {
      // DEFINE_PER_CPU(struct x, name), LIST_HEAD(name): a macro in capitals may declare what it is given.
      if (paren === 1 && (kind[i - 1] === COMMA || kind[i - 1] === OPEN_PAREN) && next === CLOSE_PAREN && /^[A-Z][A-Z0-9_]+$/.test(functionName)) pending.push(text.slice(start[i], end[i]));
      if (kind[i - 1] === STAR && (next === CLOSE_PAREN || next === OPEN_BRACKET || next === OPEN_PAREN)) pending.push(text.slice(start[i], end[i]));
      return;
    }
    if (next === SEMICOLON || next === COMMA || next === EQUALS || next === OPEN_BRACKET || next === OPEN_PAREN || next === COLON) {
      pending.push(text.slice(start[i], end[i]));
    } else if (next === Token.Identifier) {
      // `int x __aligned(8);`: an attribute may stand behind the name.
      const word = text.slice(start[i + 1], end[i + 1]);
      if (word.startsWith('__') && i > firstToken) pending.push(text.slice(start[i], end[i]));
    }
  }

  function isEnumerator(i: number): boolean {
    const before = kind[i - 1];
    if (before !== OPEN_BRACE && before !== COMMA && before !== Token.Directive) return false;
    const next = i + 1 < count ? kind[i + 1]! : 0;
    if (next !== COMMA && next !== EQUALS && next !== CLOSE_BRACE && next !== Token.Directive) return false;
    const first = text.slice(start[firstToken], end[firstToken]);
    return paren === 0 && (first === 'enum' || first === 'typedef' || !sawEquals);
  }

  /** `MACRO(...)` alone on its line at top level, without a semicolon: the item ends here. */
  function isBareMacroCall(i: number): boolean {
    if (kind[firstToken] !== Token.Identifier || kind[firstToken + 1] !== OPEN_PAREN) return false;
    if (i + 1 >= count) return true;
    const next = kind[i + 1]!;
    if (parens > 1 && !onlyCalls(i)) return false;
    if (next === Token.Directive) return true;
    return next === Token.Identifier && text.charCodeAt(start[i + 1]! - 1) === 10;
  }

  /** Whether the item up to token i is a run of calls, `A(...) B(...)`, with nothing between. */
  function onlyCalls(i: number): boolean {
    let depth = 0;
    for (let j = firstToken; j <= i; j++) {
      if (kind[j] === OPEN_PAREN) depth++;
      else if (kind[j] === CLOSE_PAREN) depth--;
      else if (depth === 0 && (kind[j] !== Token.Identifier || kind[j + 1] !== OPEN_PAREN)) return false;
    }
    return true;
  }
}

/** The token index of the `#ifndef` of an include guard, or -1: its condition holds whenever the file is read. */
function includeGuard(text: string, count: number, kind: Uint8Array, start: Int32Array, end: Int32Array): number {
  if (count < 2 || kind[0] !== Token.Directive || kind[1] !== Token.Directive) return -1;
  const first = parseDirective(text, start[0]!, end[0]!);
  const second = parseDirective(text, start[1]!, end[1]!);
  const tested = first.name === 'ifndef' ? /^\w+/.exec(first.rest)?.[0]
    : first.name === 'if' ? /^!\s*defined\s*\(?\s*(\w+)/.exec(first.rest)?.[1] : undefined;
  if (!tested) return -1;
  if (second.name === 'define' && /^\w+/.exec(second.rest)?.[0] === tested) return 0;
  // Trace headers: `#if !defined(_TRACE_X_H) || defined(TRACE_HEADER_MULTI_READ)`.
  return first.name === 'if' && second.name === 'define' ? 0 : -1;
}
