/** Presence conditions: which `#if` arms a piece of text stands in. Plain data; `preprocessor.ts` evaluates it. */

/** One arm of one `#if` group, inside its outer arms. */
export interface Condition {
  readonly outer: Condition | null;
  /** The arm's own test as C spells it (`defined(X)` for #ifdef X); empty for `#else`. */
  readonly test: string;
  /** The tests of the earlier arms of the group, all of which must be false. */
  readonly earlier: readonly string[];
}

/** The condition of an arm as one C expression, `outer && !earlier && test`. */
export function conditionText(condition: Condition): string {
  const parts: string[] = [];
  for (let c: Condition | null = condition; c; c = c.outer) {
    const own = c.earlier.map(negated);
    if (c.test) own.push(parenthesized(c.test));
    parts.unshift(...own);
  }
  return parts.length === 1 ? unwrapped(parts[0]!) : parts.join(' && ');
}

function negated(test: string): string {
  if (/^!defined\(\w+\)$/.test(test)) return test.slice(1);
  if (/^!?(defined|IS_\w+)\([\w, ]+\)$/.test(test) || /^\w+$/.test(test)) return `!${test}`;
  return `!(${test})`;
}

function parenthesized(test: string): string {
  return test.includes('||') ? `(${test})` : test;
}

function unwrapped(test: string): string {
  return /^\([^()]*(\([^()]*\)[^()]*)*\)$/.test(test) ? test.slice(1, -1) : test;
}

/** A directive's name (`ifdef`, `define` ...) and what follows it, comments and continuations turned to spaces. */
export interface Directive {
  readonly name: string;
  readonly rest: string;
  /** Offset in the file at which `rest` begins, before any blanking. Blanking preserves length. */
  readonly restAt: number;
}

/** Splits the text of a preprocessor line; `start` is its offset in the file. */
export function parseDirective(text: string, start: number, end: number): Directive {
  const match = /^#\s*([A-Za-z_]\w*)?[ \t]*/.exec(text.slice(start, Math.min(end, start + 200)));
  const skip = match ? match[0].length : 1;
  const rest = text.slice(start + skip, end);
  const clean = /[\\/]/.test(rest) ? blankCommentsAndContinuations(rest) : rest;
  return { name: match?.[1] ?? '', rest: clean, restAt: start + skip };
}

/** Comments and backslash-newlines become as many spaces, so offsets stay true. Strings are kept. */
export function blankCommentsAndContinuations(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|\\\r?\n/g, (hit) =>
    hit.startsWith('"') || hit.startsWith("'") ? hit : ' '.repeat(hit.length));
}

/** The test of an `#if`, `#ifdef`, `#ifndef` or `#elif` line; empty for `#else`. */
export function directiveTest(directive: Directive): string {
  const rest = directive.rest.trim();
  switch (directive.name) {
    case 'ifdef':
    case 'elifdef':
      return `defined(${/^\w+/.exec(rest)?.[0] ?? ''})`;
    case 'ifndef':
    case 'elifndef':
      return `!defined(${/^\w+/.exec(rest)?.[0] ?? ''})`;
    case 'else':
      return '';
    default:
      return rest.replace(/\s+/g, ' ').replace(/\bdefined\b\s*(?:\(\s*(\w+)\s*\)|(\w+))/g, 'defined($1$2)');
  }
}
