/**
 * A C token scanner over bytes kept as a latin-1 string, so that an index is a byte offset and no byte is invalid.
 * It knows comments, strings, line continuations and whole preprocessor lines, and nothing of grammar: tree-sitter does that.
 */

/** Token kinds; any other character is its own kind, its character code (32 and up). */
export const Token = {
  Identifier: 1,
  Number: 2,
  String: 3,
  /** A whole preprocessor line with its continuations, from `#` to before the newline. */
  Directive: 4,
  /** `->` */
  Arrow: 5,
  /** `...` */
  Ellipsis: 6,
  /** `##` inside a macro body. */
  Paste: 7,
} as const;

/** Tokens of one text as parallel arrays: kind, start and end offset (0-based bytes, end exclusive). */
export interface Tokens {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const IDENT_START = 1, IDENT = 2, DIGIT = 4, SPACE = 8;
const classOf = new Uint8Array(256);
for (let code = 0; code < 256; code++) {
  const ch = String.fromCharCode(code);
  if (/[A-Za-z_$]/.test(ch) || code >= 128) classOf[code] = IDENT_START | IDENT;
  else if (/[0-9]/.test(ch)) classOf[code] = DIGIT | IDENT;
  else if (code === 32 || (code >= 9 && code <= 13)) classOf[code] = SPACE;
}

let scratchKind = new Uint8Array(1 << 16);
let scratchStart = new Int32Array(1 << 16);
let scratchEnd = new Int32Array(1 << 16);

function grow(): void {
  const kind = new Uint8Array(scratchKind.length * 2);
  kind.set(scratchKind);
  scratchKind = kind;
  const start = new Int32Array(kind.length);
  start.set(scratchStart);
  scratchStart = start;
  const end = new Int32Array(kind.length);
  end.set(scratchEnd);
  scratchEnd = end;
}

/** The end of a logical line from `at`: a backslash before a newline joins lines, a block comment may span them. */
function endOfLogicalLine(text: string, at: number, limit: number): number {
  let i = at;
  while (i < limit) {
    const c = text.charCodeAt(i);
    if (c === 10) return i;
    if (c === 92 /* \ */) {
      i++;
      if (text.charCodeAt(i) === 13) i++;
      if (i < limit) i++;
    } else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const close = text.indexOf('*/', i + 2);
      i = close < 0 ? limit : close + 2;
    } else if (c === 47 && text.charCodeAt(i + 1) === 47) {
      // A line comment ends the line, unless it is continued.
      i += 2;
      while (i < limit && text.charCodeAt(i) !== 10) i += text.charCodeAt(i) === 92 ? 2 : 1;
    } else if (c === 34 || c === 39) {
      i = endOfQuoted(text, i, limit);
    } else {
      i++;
    }
  }
  return Math.min(i, limit);
}

/** The offset behind a string or character literal that starts at `at`; an unclosed one ends with its line. */
function endOfQuoted(text: string, at: number, limit: number): number {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  while (i < limit) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === 92) i += text.charCodeAt(i + 1) === 13 ? 3 : 2;
    else if (c === 10) return i;
    else i++;
  }
  return limit;
}

/**
 * Scans `text` from `from` to `to`. The arrays are shared scratch space: they hold until the next call.
 * @param directives whether a `#` at the start of a line begins a directive (false inside a macro body)
 */
export function scanTokens(text: string, from = 0, to = text.length, directives = true): Tokens {
  let count = 0;
  let i = from;
  let lineStart = true;
  while (i < to) {
    const c = text.charCodeAt(i);
    const cls = c < 256 ? classOf[c]! : IDENT;
    if (cls === SPACE) {
      if (c === 10) lineStart = true;
      i++;
      continue;
    }
    if (c === 47) {
      const next = text.charCodeAt(i + 1);
      if (next === 42) {
        const close = text.indexOf('*/', i + 2);
        i = close < 0 || close + 2 > to ? to : close + 2;
        continue;
      }
      if (next === 47) {
        while (i < to && text.charCodeAt(i) !== 10) i += text.charCodeAt(i) === 92 ? 2 : 1;
        continue;
      }
    }
    if (c === 92) {
      // A stray continuation: white space.
      i++;
      continue;
    }
    if (count === scratchKind.length) grow();
    const start = i;
    let kind: number;
    if (cls & IDENT_START) {
      i++;
      while (i < to && classOf[text.charCodeAt(i) & 255]! & IDENT) i++;
      kind = Token.Identifier;
    } else if (cls & DIGIT) {
      i++;
      while (i < to) {
        const d = text.charCodeAt(i);
        if (classOf[d & 255]! & IDENT || d === 46) i++;
        else if ((d === 43 || d === 45) && /[eEpP]/.test(text[i - 1]!) && !/^0[xX]/.test(text.slice(start, start + 2))) i++;
        else break;
      }
      kind = Token.Number;
    } else if (c === 34 || c === 39) {
      i = Math.min(endOfQuoted(text, i, to), to);
      kind = Token.String;
    } else if (c === 35 && directives && lineStart) {
      i = endOfLogicalLine(text, i, to);
      kind = Token.Directive;
    } else if (c === 35 && text.charCodeAt(i + 1) === 35) {
      i += 2;
      kind = Token.Paste;
    } else if (c === 45 && text.charCodeAt(i + 1) === 62) {
      i += 2;
      kind = Token.Arrow;
    } else if (c === 46 && text.charCodeAt(i + 1) === 46 && text.charCodeAt(i + 2) === 46) {
      i += 3;
      kind = Token.Ellipsis;
    } else {
      i++;
      kind = c;
    }
    scratchKind[count] = kind;
    scratchStart[count] = start;
    scratchEnd[count] = i;
    count++;
    lineStart = false;
  }
  return { count, kind: scratchKind, start: scratchStart, end: scratchEnd };
}

/** A scan that outlives the next one. */
export function ownTokens(text: string, from = 0, to = text.length, directives = true): Tokens {
  const t = scanTokens(text, from, to, directives);
  return { count: t.count, kind: t.kind.slice(0, t.count), start: t.start.slice(0, t.count), end: t.end.slice(0, t.count) };
}
