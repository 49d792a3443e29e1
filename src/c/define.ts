/** What a `#define` line says. */
import { type Condition, parseDirective } from './condition.js';

export interface MacroDefinition {
  readonly name: string;
  /** Undefined for an object-like macro; the last one ends with `...` when variadic. */
  readonly params: readonly string[] | undefined;
  /** The body with comments and continuations blanked; `bodyStart` is its offset in the file. */
  readonly body: string;
  readonly bodyStart: number;
  /** Offset of the `#`. */
  readonly start: number;
  readonly end: number;
  readonly condition: Condition | null;
}

const DEFINE = 'define';

/**
 * The name that the preprocessor line at `start` defines, told without reading the rest of it.
 * @returns undefined for any other line, and for one that names nothing
 */
export function definedName(text: string, start: number, end: number): string | undefined {
  let at = start + 1;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  if (!text.startsWith(DEFINE, at)) return undefined;
  at += DEFINE.length;
  const name = at;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  if (at === name) return undefined;
  const from = at;
  while (at < end && isWord(text.charCodeAt(at))) at++;
  return at > from && !isDigit(text.charCodeAt(from)) ? text.slice(from, at) : undefined;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);
}

/** A `#define` line of a file; its parameters and body are read when somebody asks, which of most macros nobody does. */
export class DefineLine implements MacroDefinition {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly condition: Condition | null;
  readonly #text: string;
  #read: Pick<MacroDefinition, 'params' | 'body' | 'bodyStart'> | undefined;

  /** @param name as {@link definedName} tells it of the same line */
  constructor(name: string, text: string, start: number, end: number, condition: Condition | null) {
    this.name = name;
    this.start = start;
    this.end = end;
    this.condition = condition;
    this.#text = text;
  }

  get params(): readonly string[] | undefined {
    return this.#definition().params;
  }

  get body(): string {
    return this.#definition().body;
  }

  get bodyStart(): number {
    return this.#definition().bodyStart;
  }

  #definition(): Pick<MacroDefinition, 'params' | 'body' | 'bodyStart'> {
    return (this.#read ??= readDefine(parseDirective(this.#text, this.start, this.end), this.name));
  }
}

function readDefine({ rest, restAt }: { readonly rest: string; readonly restAt: number }, name: string): Pick<MacroDefinition, 'params' | 'body' | 'bodyStart'> {
  const list = /^\(([^)]*)\)/.exec(rest.slice(name.length));
  const at = name.length + (list?.[0].length ?? 0);
  return { params: list?.[1]!.split(',').map((param) => param.trim()).filter((param) => param !== ''), body: rest.slice(at), bodyStart: restAt + at };
}
