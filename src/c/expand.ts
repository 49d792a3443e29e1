/** Macro expansion on tokens, with each token's place of origin kept: for record definitions, families of generated functions and constants. */
import type { MacroDefinition } from './outline.js';
import { scanTokens, Token } from './tokens.js';

interface Tok {
  readonly text: string;
  readonly identifier: boolean;
  /** Offset in the file it was written in, or -1 when it comes out of a macro. */
  readonly origin: number;
  readonly hidden: Hidden | null;
}

/** The macros a token came out of, innermost first: it may not expand them again. */
interface Hidden {
  readonly macro: string;
  readonly outer: Hidden | null;
}

function isHidden({ text, hidden }: Tok): boolean {
  for (let one = hidden; one; one = one.outer) if (one.macro === text) return true;
  return false;
}

export type MacroLookup = (name: string) => MacroDefinition | undefined;

/** Expanded text, and where its pieces came from. */
export class Expansion {
  readonly text: string;
  readonly #starts: Int32Array;
  readonly #origins: Int32Array;

  constructor(tokens: readonly Tok[]) {
    const pieces: string[] = [];
    this.#starts = new Int32Array(tokens.length);
    this.#origins = new Int32Array(tokens.length);
    let length = 0;
    tokens.forEach((token, index) => {
      this.#starts[index] = length;
      this.#origins[index] = token.origin;
      pieces.push(token.text, ' ');
      length += token.text.length + 1;
    });
    this.text = pieces.join('');
  }

  /** The file offset of what stands at `offset` of the expanded text; -1 when a macro put it there. */
  originOf(offset: number): number {
    const low = this.#indexOf(offset);
    const origin = this.#origins[low] ?? -1;
    return origin < 0 ? -1 : origin + offset - this.#starts[low]!;
  }

  /** The file offset where a reader finds what stands at `offset`: for what a macro put there, the last token written in the file before it. */
  writtenAt(offset: number): number {
    let index = this.#indexOf(offset);
    while (index >= 0 && this.#origins[index]! < 0) index--;
    return this.#origins[Math.max(index, 0)] ?? -1;
  }

  /** The token that holds `offset`. */
  #indexOf(offset: number): number {
    let low = 0, high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const MAX_TOKENS = 200_000;

/** Expands all macros in `text` between two offsets. `#` lines in it are dropped: blank the unwanted arms first. */
export function expandMacros(text: string, from: number, to: number, lookup: MacroLookup): Expansion {
  return new Expansion(expandAll(tokensOf(text, from, to, true, false), lookup));
}

function tokensOf(text: string, from: number, to: number, directives: boolean, macroBody: boolean): Tok[] {
  const scanned = scanTokens(text, from, to, directives);
  const out: Tok[] = [];
  for (let i = 0; i < scanned.count; i++) {
    const kind = scanned.kind[i]!;
    if (kind === Token.Directive) continue;
    const start = scanned.start[i]!;
    const end = scanned.end[i]!;
    const before = out[out.length - 1];
    if (before && JOINING.has(kind) && scanned.end[i - 1] === start && OPERATORS.has(before.text + text.slice(start, end))) {
      out[out.length - 1] = { ...before, text: before.text + text.slice(start, end) };
      continue;
    }
    out.push({ text: text.slice(start, end), identifier: kind === Token.Identifier, origin: macroBody ? -1 : start, hidden: null });
  }
  return out;
}

/** The scanner gives single characters; an operator of two or three must not be torn apart. */
const OPERATORS = new Set(['<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);

/** What an operator can go on with: most tokens that touch the one before them are none. */
const JOINING = new Set([...OPERATORS].map((operator) => operator.charCodeAt(operator.length - 1)));

/** A macro's body in tokens, and which argument each of its parameters takes. */
interface MacroBody {
  readonly tokens: readonly Tok[];
  readonly position: ReadonlyMap<string, number>;
  /** The parameter that takes all arguments that are left; -1 where there is none. */
  readonly variadic: number;
}

const bodies = new WeakMap<MacroDefinition, MacroBody>();

function bodyOf(macro: MacroDefinition): MacroBody {
  let body = bodies.get(macro);
  if (!body) {
    const params = macro.params ?? [];
    body = {
      tokens: tokensOf(macro.body, 0, macro.body.length, false, true),
      position: new Map(params.map((name, index) => [name.replace(/\.\.\.$/, '') || '__VA_ARGS__', index])),
      variadic: params[params.length - 1]?.endsWith('...') ?? false ? params.length - 1 : -1,
    };
    bodies.set(macro, body);
  }
  return body;
}

function expandAll(input: readonly Tok[], lookup: MacroLookup): Tok[] {
  const out: Tok[] = [];
  // The rest of the input as a stack, last first, so that an expansion is scanned again together with what follows it.
  const rest = [...input].reverse();
  while (rest.length > 0) {
    const token = rest.pop()!;
    if (out.length > MAX_TOKENS) break;
    if (!token.identifier || isHidden(token)) {
      out.push(token);
      continue;
    }
    const macro = lookup(token.text);
    if (!macro) {
      out.push(token);
      continue;
    }
    if (!macro.params) {
      const body = substitute(macro, [], token, lookup);
      // A mere renaming (`#define rcu_head callback_head`) keeps the place where the old name is written.
      if (body.length === 1 && body[0]!.identifier && body[0]!.origin < 0) body[0] = { ...body[0]!, origin: token.origin };
      pushReversed(rest, body);
      continue;
    }
    const args = takeArguments(rest);
    if (!args) {
      out.push(token);
      continue;
    }
    pushReversed(rest, substitute(macro, args, token, lookup));
  }
  return out;
}

function pushReversed(stack: Tok[], tokens: readonly Tok[]): void {
  for (let i = tokens.length - 1; i >= 0; i--) stack.push(tokens[i]!);
}

/** Takes `( a , b )` off the stack; undefined, and nothing taken, when no closed list follows. */
function takeArguments(stack: Tok[]): Tok[][] | undefined {
  if (stack[stack.length - 1]?.text !== '(') return undefined;
  const args: Tok[][] = [[]];
  let depth = 0;
  for (let i = stack.length - 1; i >= 0; i--) {
    const token = stack[i]!;
    if (token.text === '(' && depth++ === 0) continue;
    if (token.text === ')' && --depth === 0) {
      stack.length = i;
      return args;
    }
    if (token.text === ',' && depth === 1) args.push([]);
    else args[args.length - 1]!.push(token);
  }
  return undefined;
}

function substitute(macro: MacroDefinition, args: readonly Tok[][], call: Tok, lookup: MacroLookup): Tok[] {
  const hidden: Hidden = { macro: macro.name, outer: call.hidden };
  const { tokens: body, position, variadic } = bodyOf(macro);
  const argument = (name: string): readonly Tok[] | undefined => {
    const index = position.get(name);
    if (index === undefined) return undefined;
    if (index === variadic) return args.slice(index).flatMap((arg, i) => (i === 0 ? arg : [{ text: ',', identifier: false, origin: -1, hidden: null }, ...arg]));
    return args[index] ?? [];
  };
  const expanded = new Map<string, Tok[]>();
  const out: Tok[] = [];
  for (let i = 0; i < body.length; i++) {
    const token = body[i]!;
    if (token.text === '#' && body[i + 1] && argument(body[i + 1]!.text)) {
      out.push({ text: JSON.stringify(argument(body[++i]!.text)!.map((t) => t.text).join(' ')), identifier: false, origin: -1, hidden: null });
      continue;
    }
    if (body[i + 1]?.text === '##' && body[i + 2]) {
      let pasted = [...(argument(token.text) ?? [token])];
      while (body[i + 1]?.text === '##' && body[i + 2]) {
        const right = argument(body[i + 2]!.text) ?? [body[i + 2]!];
        pasted = paste(pasted, right);
        i += 2;
      }
      out.push(...pasted.map((t) => ({ ...t, hidden })));
      continue;
    }
    const arg = argument(token.text);
    if (!arg) {
      out.push({ ...token, hidden: token.identifier ? hidden : null });
      continue;
    }
    let full = expanded.get(token.text);
    if (!full) {
      full = expandAll(arg, lookup);
      expanded.set(token.text, full);
    }
    out.push(...full);
  }
  return out;
}

function paste(left: readonly Tok[], right: readonly Tok[]): Tok[] {
  if (left.length === 0) return [...right];
  if (right.length === 0) return [...left];
  const a = left[left.length - 1]!, b = right[0]!;
  const joined = a.text + b.text;
  // `, ## __VA_ARGS__` keeps its comma apart.
  if (a.text === ',') return [...left, ...right];
  return [...left.slice(0, -1), { text: joined, identifier: /^[A-Za-z_$]/.test(joined), origin: -1, hidden: null }, ...right.slice(1)];
}
