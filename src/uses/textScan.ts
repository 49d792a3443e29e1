/** Looking around in C text without a parse: words, spaces and brackets, from an offset forwards or backwards. */

const OPEN_PAREN = 40, CLOSE_PAREN = 41, OPEN_BRACKET = 91, CLOSE_BRACKET = 93, GREATER = 62, MINUS = 45, DOT = 46;
/** How far a bracket is looked for: arguments and indexes are shorter. */
const MAX_OPEN = 2000, MAX_ARGUMENTS = 1000;

/** By character code: 1 a letter, digit or underscore, 2 white space (as `\w` and `\s` tell in latin-1 text). */
const classes = new Uint8Array(256);
for (let code = 0; code < 256; code++) {
  const ch = String.fromCharCode(code);
  if (/\w/.test(ch)) classes[code] = 1;
  else if (/\s/.test(ch)) classes[code] = 2;
}

export const isWord = (code: number): boolean => classes[code & 255] === 1;
/** A closing parenthesis or bracket. */
export const isCloser = (code: number): boolean => code === CLOSE_PAREN || code === CLOSE_BRACKET;
const isSpace = (code: number): boolean => classes[code & 255] === 2;

/** The offset behind the last character before `end` that is no white space; 0 when there is none. */
export function beforeSpace(text: string, end: number): number {
  let at = end;
  while (at > 0 && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Where the word that ends before `end` begins; `end` itself when none does. */
export function wordStart(text: string, end: number): number {
  let at = end;
  while (at > 0 && isWord(text.charCodeAt(at - 1))) at--;
  return at;
}

/** What a member is taken of: the name that ends before `end`, and whether it is a member itself. */
export interface Base {
  readonly name: string;
  readonly isMember: boolean;
}

export function baseBefore(text: string, end: number): Base | undefined {
  const start = wordStart(text, end);
  const first = text.charCodeAt(start);
  if (start === end || (first >= 48 && first <= 57)) return undefined;
  return { name: text.slice(start, end), isMember: isMemberOperator(text, beforeSpace(text, start)) };
}

/** Whether `->` or `.` ends before an offset. */
export function isMemberOperator(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1);
  return last === DOT || (last === GREATER && text.charCodeAt(end - 2) === MINUS);
}

/** The start of the bracket that closes at `at`, within reason. */
export function matchingOpen(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i >= 0 && i > at - MAX_OPEN; i--) {
    const c = text.charCodeAt(i);
    if (c === CLOSE_PAREN || c === CLOSE_BRACKET) depth++;
    else if ((c === OPEN_PAREN || c === OPEN_BRACKET) && --depth === 0) return i;
  }
  return Math.max(0, at - MAX_OPEN);
}

/** The name and the arguments of the call that an offset stands in. */
export function callAround(text: string, at: number): string {
  let depth = 0, start = at;
  for (; start > 0 && start > at - MAX_ARGUMENTS; start--) {
    const c = text.charCodeAt(start - 1);
    if (c === CLOSE_PAREN) depth++;
    else if (c === OPEN_PAREN && depth-- === 0) break;
  }
  const nameEnd = beforeSpace(text, Math.max(0, start - 1));
  return `${text.slice(wordStart(text, nameEnd), nameEnd)} ${text.slice(start, closing(text, at))}`;
}

/** What stands between an opening parenthesis before `from` and the one that closes it. */
export function argumentsAt(text: string, from: number): string {
  return text.slice(from, closing(text, from));
}

function closing(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_ARGUMENTS);
  let depth = 0;
  for (let end = from; end < limit; end++) {
    const c = text.charCodeAt(end);
    if (c === OPEN_PAREN) depth++;
    else if (c === CLOSE_PAREN && depth-- === 0) return end;
  }
  return limit;
}
