/**
 * Length-preserving masking: kernel C uses macros as syntax (attributes, loops, type arguments), which no C grammar can know.
 * Each becomes plain C of the same length, so every offset stays true; the original text tells what stood there.
 */
import { Token, type Tokens } from './tokens.js';
import { scanTokens } from './tokens.js';

export interface MaskOptions {
  /** Whether a name is a macro that expands to nothing but attributes and qualifiers. */
  readonly isAttribute: (name: string) => boolean;
  /** Whether the text is statements and expressions from the start (a macro body) rather than a top-level item. */
  readonly insideFunction: boolean;
}

const KEYWORDS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'do', 'else', 'case', 'goto', '_Alignof', '__alignof__', 'alignof', 'asm', '__asm__', '__asm', '_Generic', 'defined', '__attribute__', '_Static_assert', 'volatile', 'const', '__volatile__', 'goto', 'in', 'struct', 'union', 'enum']);
const TYPEOF = /^(__)?typeof(_unqual)?(__)?$/;
/** What a half-done merge leaves behind: both sides are read, the markers are not. */
const CONFLICT = /^(?:<<<<<<<|>>>>>>>) /m;
const CONFLICT_LINES = /^(?:<<<<<<<|>>>>>>>|\|\|\|\|\|\|\||=======)(?: .*)?$/gm;
const ALIGNOF = /^(_A|_*a)lignof_*$/;
const TYPE_START = /^(struct|union|enum|const|volatile|unsigned|signed)$/;
const PRIMITIVE = /^(unsigned|signed|long|int|short|char|void|bool|_Bool|float|double|const|volatile)$/;
const OPEN_BRACE = 123, CLOSE_BRACE = 125, OPEN_PAREN = 40, CLOSE_PAREN = 41, SEMICOLON = 59, COMMA = 44, STAR = 42, COLON = 58;

/** Masks `text` (directives and unwanted arms already blanked). */
export function maskKernelMacros(text: string, options: MaskOptions): string {
  const t = scanTokens(text, 0, text.length, false);
  const edits: [number, number, string][] = [];
  if (CONFLICT.test(text)) return maskKernelMacros(text.replace(CONFLICT_LINES, (line) => ' '.repeat(line.length)), options);
  const parens: { call: boolean; brace: number }[] = [];
  let brace = options.insideFunction ? 1 : 0;
  /** Whether the function's own name and parameters were passed: what is called behind them are attributes. */
  let hasDeclarator = false;
  // `_Static_assert(offsetof(struct page, lru) == ...);` at top level holds type arguments as a statement does.
  const isCall = t.kind[0] === Token.Identifier && t.kind[1] === OPEN_PAREN && !t.kind.subarray(0, t.count).includes(OPEN_BRACE);

  for (let i = 0; i < t.count; i++) {
    const kind = t.kind[i]!;
    switch (kind) {
      case OPEN_BRACE: brace++; break;
      case CLOSE_BRACE: brace--; break;
      case OPEN_PAREN: {
        const before = i > 0 && t.kind[i - 1] === Token.Identifier ? word(i - 1) : '';
        parens.push({ call: before !== '' && !KEYWORDS.has(before), brace });
        break;
      }
      case CLOSE_PAREN: parens.pop(); break;
      case Token.Ellipsis:
        // `case 1 ... 5:` and `[0 ... 3] =`: a sum has the same shape. Parameter lists keep theirs.
        if (i > 0 && t.kind[i - 1] !== COMMA && t.kind[i + 1] !== CLOSE_PAREN) edits.push([t.start[i]!, t.end[i]!, ' + ']);
        break;
      case Token.Paste:
        edits.push([t.start[i]!, t.end[i]!, '  ']);
        break;
      case Token.Identifier:
        i = identifier(i);
        break;
      default:
    }
    if ((brace > 0 || isCall) && i + 1 < t.count && (kind === OPEN_PAREN || kind === COMMA) && parens[parens.length - 1]?.call) i = typeArgument(i + 1) ?? (brace > 0 ? leadingStrings(i + 1) : undefined) ?? i;
  }
  return applyEdits(text, edits);

  function word(i: number): string {
    return text.slice(t.start[i], t.end[i]);
  }

  /** @returns the last token dealt with */
  function identifier(i: number): number {
    const name = word(i);
    const called = t.kind[i + 1] === OPEN_PAREN;
    if (called && TYPEOF.test(name)) {
      const close = closing(t, i + 1);
      edits.push([t.start[i]!, t.end[close]!, '__T'.padEnd(t.end[close]! - t.start[i]!, '_')]);
      return close;
    }
    if (called && ALIGNOF.test(name)) {
      // The grammar's alignof takes types only; sizeof takes expressions too, and both only look at the type.
      edits.push([t.start[i]!, t.end[i]!, 'sizeof']);
      return i;
    }
    if (called && name === 'offsetof') {
      // A call like any other, so that its type argument is treated like one; the grammar's own rule takes no `a.b`.
      edits.push([t.start[i]!, t.end[i]!, '__offset']);
      return i;
    }
    if (name === '__attribute__' || name === '__attribute' || ((brace === 0 || name.startsWith('__')) && !KEYWORDS.has(name) && options.isAttribute(name) && !isFunctionName(i))) {
      const close = called ? closing(t, i + 1) : i;
      edits.push([t.start[i]!, t.end[close]!, '']);
      return close;
    }
    if (brace === 0 && called && parens.length === 0) hasDeclarator = true;
    if (brace > 0 && called && !KEYWORDS.has(name) && startsStatement(i)) {
      const close = closing(t, i + 1);
      const next = close + 1 < t.count ? t.kind[close + 1]! : 0;
      const follows = next === OPEN_BRACE || (next === Token.Identifier && !isInfixWord(close + 1));
      // `list_for_each_entry(page, list, lru) {`: a loop; a name too short for `while` becomes an `if`.
      if (follows) edits.push([t.start[i]!, t.end[i]!, name.length >= 5 ? 'while' : name.length >= 2 ? 'if' : name]);
    }
    return i;
  }

  /** `void traced(struct page *page) {` where a header has an empty macro of that name for builds without it. */
  function isFunctionName(i: number): boolean {
    if (brace > 0 || hasDeclarator || i === 0 || t.kind[i + 1] !== OPEN_PAREN || parens.length > 0) return false;
    const before = t.kind[i - 1]!;
    return (before === Token.Identifier || before === STAR) && t.kind[closing(t, i + 1) + 1] === OPEN_BRACE;
  }

  function isInfixWord(i: number): boolean {
    const name = word(i);
    return name === '__attribute__' || options.isAttribute(name);
  }

  function startsStatement(i: number): boolean {
    if (parens.length > 0 && parens[parens.length - 1]!.brace >= brace) return false;
    if (i === 0) return options.insideFunction;
    const before = t.kind[i - 1]!;
    if (before === SEMICOLON || before === OPEN_BRACE || before === CLOSE_BRACE || before === COLON) return true;
    if (before === CLOSE_PAREN) return true;
    return before === Token.Identifier && /^(else|do)$/.test(word(i - 1));
  }

  /** `printk(KERN_DEBUG fmt, ...)`: strings side by side, behind names; the last one stands for them all. */
  function leadingStrings(i: number): number | undefined {
    let last = i;
    while (t.kind[last] === Token.Identifier && t.kind[last + 1] === Token.Identifier && !KEYWORDS.has(word(last)) && !PRIMITIVE.test(word(last))) last++;
    if (last === i || KEYWORDS.has(word(last)) || PRIMITIVE.test(word(last))) return undefined;
    edits.push([t.start[i]!, t.end[last - 1]!, '']);
    return last - 1;
  }

  /** `struct page *` or `unsigned long` as an argument of a call becomes one identifier; its text is read from the original. */
  function typeArgument(i: number): number | undefined {
    if (t.kind[i] !== Token.Identifier) return undefined;
    let j = i;
    const first = word(i);
    if (TYPE_START.test(first) || PRIMITIVE.test(first)) {
      while (t.kind[j] === Token.Identifier && (PRIMITIVE.test(word(j)) || TYPE_START.test(word(j)))) j++;
      if (t.kind[j] === Token.Identifier && /^(struct|union|enum|const|volatile)$/.test(word(j - 1))) j++;
    } else {
      j++;
    }
    const afterName = j;
    while (t.kind[j] === STAR) j++;
    const next = j < t.count ? t.kind[j]! : 0;
    if (next !== COMMA && next !== CLOSE_PAREN) return undefined;
    if (j - i < 2 && !PRIMITIVE.test(first)) return undefined;
    if (afterName === i + 1 && j === afterName && !PRIMITIVE.test(first)) return undefined;
    const start = t.start[i]!, end = t.end[j - 1]!;
    edits.push([start, end, '__A'.padEnd(end - start, '_')]);
    return j - 1;
  }
}

/** The index of the token that closes the parenthesis at `open`, or the last token. */
function closing(t: Tokens, open: number): number {
  let depth = 0;
  for (let i = open; i < t.count; i++) {
    if (t.kind[i] === OPEN_PAREN) depth++;
    else if (t.kind[i] === CLOSE_PAREN && --depth === 0) return i;
  }
  return t.count - 1;
}

function applyEdits(text: string, edits: readonly (readonly [number, number, string])[]): string {
  if (edits.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [start, end, replacement] of edits) {
    pieces.push(text.slice(at, start), replacement.slice(0, end - start).padEnd(end - start));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
