/** Stretches of a function that stand under tests which the compiler decides: the constant parts of an `if`'s condition, and `#if` arms. */
import { conditionAt, readArms } from '../../../c/arms.js';
import { blankCommentsAndContinuations, type Condition } from '../../../c/condition.js';

export interface ConstantTest {
  readonly test: string;
  /** False: what stands there runs where the test fails. */
  readonly isTrue: boolean;
}

/** All of which must hold for a place to be compiled and run. */
export interface StandsUnder {
  readonly arm: Condition | null;
  readonly tests: readonly ConstantTest[];
}

/** An `if` whose condition is constant in part or as a whole. Offsets in the function's text. */
export interface ConstantIf {
  readonly start: number;
  /** The statement that it guards. */
  readonly body: readonly [start: number, end: number];
  /** Of its condition, joined by &&. */
  readonly tests: readonly string[];
  /** The guarded statement leaves the function, the loop or the block. */
  readonly leaves: boolean;
}

interface Stretch extends ConstantTest { readonly start: number; readonly end: number }

export class ConstantTests {
  /** Without comments and directives, each byte in its place. */
  readonly text: string;
  readonly ifs: readonly ConstantIf[];
  readonly #stretches: readonly Stretch[];
  readonly #arms: ReturnType<typeof readArms>;

  constructor(text: string) {
    this.#arms = readArms(text, 0, text.length, null);
    this.text = blankCommentsAndContinuations(text).replace(/^[ \t]*#.*$/gm, (line) => ' '.repeat(line.length));
    const found = [...this.text.matchAll(/\bif\s*\(/g)].map((hit) => this.#read(hit.index, hit.index + hit[0].length - 1));
    this.ifs = found.flatMap(({ one }) => (one.tests.length > 0 ? [one] : []));
    this.#stretches = found.flatMap(({ stretches }) => stretches);
  }

  /** Whether anything in the function hangs on the configuration: presets need not be opened for the others. */
  get isAsked(): boolean {
    return this.ifs.length > 0 || this.#arms.groups.length > 0;
  }

  at(offset: number): StandsUnder {
    return { arm: conditionAt(this.#arms, offset, null), tests: this.#stretches.filter(({ start, end }) => start <= offset && offset < end) };
  }

  #read(start: number, open: number): { readonly one: ConstantIf; readonly stretches: readonly Stretch[] } {
    const close = closing(this.text, open), parts = conjuncts(this.text.slice(open + 1, close - 1)), tests = parts.filter(mayBeConstant);
    const end = statementEnd(this.text, close), body = this.text.slice(close, end);
    const leaves = /^\s*\{?\s*(?:return\b|goto\b|continue\s*;|break\s*;)/.test(body);
    const stretches: Stretch[] = tests.map((test) => ({ test, isTrue: true, start: close, end }));
    // What goes on where a condition fails that is constant as a whole is decided as well.
    if (tests.length === 1 && parts.length === 1) {
      const [, else_] = /^(\s*else\b)/.exec(this.text.slice(end)) ?? [];
      if (else_ !== undefined) stretches.push({ test: tests[0]!, isTrue: false, start: end + else_.length, end: statementEnd(this.text, end + else_.length) });
      else if (leaves) stretches.push({ test: tests[0]!, isTrue: false, start: end, end: blockEnd(this.text, end) });
    }
    return { one: { start, body: [close, end], tests, leaves }, stretches };
  }
}

/** Names in capitals, sizes and numbers alone: whether they are constants the tree tells. */
function mayBeConstant(test: string): boolean {
  const names = test.replace(/\bsizeof\s*\([^()]*\)/g, '8').match(/\b[A-Za-z_]\w*/g) ?? [];
  return !/->|\.|\[/.test(test) && /[A-Z]\w|\bsizeof\b/.test(test) && names.every((name) => /^[A-Z_][A-Z\d_]+$/.test(name));
}

/** The parts of a condition that all must hold, without blanks. */
function conjuncts(condition: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0, from = 0;
  for (let i = 0; i < condition.length; i++) {
    if (condition[i] === '(') depth++;
    else if (condition[i] === ')') depth--;
    else if (depth === 0 && condition.startsWith('||', i)) return [condition.trim()];
    else if (depth === 0 && condition.startsWith('&&', i)) {
      parts.push(condition.slice(from, i));
      from = i + 2;
    }
  }
  return [...parts, condition.slice(from)].map((part) => part.trim().replace(/\s+/g, ' '));
}

/** Behind the bracket that closes the one there. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(' || text[i] === '{') depth++;
    else if ((text[i] === ')' || text[i] === '}') && --depth === 0) return i + 1;
  }
  return text.length;
}

function statementEnd(text: string, from: number): number {
  const at = from + /^\s*/.exec(text.slice(from))![0].length;
  if (text[at] === '{') return closing(text, at);
  const header = /^(?:if|for|while|switch|\w*for_each\w*)\s*\(/.exec(text.slice(at, at + 80));
  if (header) {
    const end = statementEnd(text, closing(text, at + header[0].length - 1));
    const else_ = /^if/.test(header[0]) ? /^\s*else\b/.exec(text.slice(end)) : null;
    return else_ ? statementEnd(text, end + else_[0].length) : end;
  }
  const end = text.indexOf(';', at);
  return end < 0 ? text.length : end + 1;
}

/** The bracket that closes the block around a place. */
function blockEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth < 0) return i;
  }
  return text.length;
}
