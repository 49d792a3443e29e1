/**
 * Runs a small function of the tree as the compiler would, on a page whose words are known: what PageAnon() answers for this mapping.
 * Not for functions in general: no loops, no memory but that page's. What cannot be run throws {@link Unreadable}.
 */
import type { CType } from '../../c/ctype.js';
import { declaredBy, parameters } from '../../c/declarations.js';
import { childOf, type Syntax } from '../../c/syntax.js';
import type { Footprints } from '../../footprint/footprints.js';
import type { PlainFunction } from '../../footprint/plainFunction.js';
import type { SourceFile } from '../../kernel/tree.js';
import type { Abi, RecordLayout } from '../../layout/record.js';
import { evaluate } from './expressions.js';
import type { Int } from './integers.js';
import type { PageMemory } from './memory.js';
import { asType, settled } from './types.js';
import { Unreadable } from './unreadable.js';

/** A variable of a running function; its value is missing until it is set. */
export interface Variable {
  readonly type: CType;
  held: Int | undefined;
}

/** One call that is running. */
export interface Frame {
  readonly plain: PlainFunction;
  /** Innermost block last. */
  readonly scopes: Map<string, Variable>[];
  readonly depth: number;
}

/** What a statement leads to: the next one, or out of the function. */
type Flow = 'next' | { readonly returns: Int | undefined };

const MAX_CALLS = 12;

export class Runner {
  readonly abi: Abi;
  readonly layoutOf: (record: string) => RecordLayout | undefined;
  memory: PageMemory;
  readonly #footprints: Footprints;
  readonly #from: SourceFile;
  readonly #plains = new Map<string, PlainFunction | undefined>();

  /** @param from the file that the functions are seen from */
  constructor(footprints: Footprints, from: SourceFile, layoutOf: (record: string) => RecordLayout | undefined, abi: Abi, memory: PageMemory) {
    this.#footprints = footprints;
    this.#from = from;
    this.layoutOf = layoutOf;
    this.abi = abi;
    this.memory = memory;
  }

  plain(name: string): PlainFunction | undefined {
    if (!this.#plains.has(name)) this.#plains.set(name, this.#footprints.plain(name, this.#from));
    return this.#plains.get(name);
  }

  /** @returns what the function returns, or undefined when it returns nothing */
  call(name: string, args: readonly Int[], depth = 0): Int | undefined {
    const plain = depth < MAX_CALLS ? this.plain(name) : undefined;
    const declarator = plain && functionDeclarator(plain.root), list = declarator && childOf(declarator, 'parameter_list');
    const body = plain && childOf(plain.root, 'compound_statement');
    if (!plain || plain.errors > 0 || !list || !body) throw new Unreadable(`${name}() has no body that can be read`);
    const frame: Frame = { plain, scopes: [new Map<string, Variable>()], depth };
    const text = textIn(frame);
    parameters(list, text).forEach(({ name: param, type }, i) => {
      const settledType = settled(this, frame, type), arg = args[i];
      frame.scopes[0]!.set(param, { type: settledType, held: arg && asType(this, frame, arg, settledType) });
    });
    const flow = runAll(this, frame, body.children);
    const returned = flow === 'next' ? undefined : flow.returns;
    const [result] = declaredBy(plain.root, text);
    const type = result?.type.kind === 'function' ? result.type.returns : undefined;
    return returned && type && type.kind !== 'void' ? asType(this, frame, returned, settled(this, frame, type)) : returned;
  }
}

/** Of a function that returns a pointer it lies below the star. */
function functionDeclarator(node: Syntax): Syntax | undefined {
  for (const child of node.children) {
    if (child.type === 'function_declarator') return child;
    const below = child.type.endsWith('declarator') ? functionDeclarator(child) : undefined;
    if (below) return below;
  }
  return undefined;
}

export function textIn({ plain }: Frame): (node: { readonly start: number; readonly end: number }) => string {
  return ({ start, end }) => plain.text.slice(start, end);
}

export function runAll(r: Runner, frame: Frame, statements: readonly Syntax[]): Flow {
  for (const statement of statements) {
    const flow = run(r, frame, statement);
    if (flow !== 'next') return flow;
  }
  return 'next';
}

function run(r: Runner, frame: Frame, node: Syntax): Flow {
  const [first, second, third] = node.children;
  switch (node.type) {
    case 'compound_statement': return inBlock(frame, () => runAll(r, frame, node.children));
    case 'declaration': declareAll(r, frame, node); return 'next';
    case 'expression_statement':
      if (first) evaluate(r, frame, first);
      return 'next';
    case 'return_statement': return { returns: first && evaluate(r, frame, first).held };
    case 'if_statement': {
      const holds = evaluate(r, frame, first!).held.value !== 0n;
      return holds ? run(r, frame, second!) : third ? runAll(r, frame, third.children) : 'next';
    }
    case 'do_statement': {
      // Once: macros are written so.
      const flow = run(r, frame, first!);
      if (flow === 'next' && evaluate(r, frame, second!).held.value !== 0n) throw new Unreadable('a loop');
      return flow;
    }
    case 'comment': case 'empty_statement': case ';': return 'next';
    default: throw new Unreadable(node.type);
  }
}

export function inBlock<T>(frame: Frame, of: () => T): T {
  frame.scopes.push(new Map());
  try {
    return of();
  } finally {
    frame.scopes.pop();
  }
}

function declareAll(r: Runner, frame: Frame, node: Syntax): void {
  for (const declared of declaredBy(node, textIn(frame))) {
    const init = node.children.find((child) => child.type === 'init_declarator' && child.start <= declared.at && declared.at < child.end)?.children[1];
    const given = init && evaluate(r, frame, init);
    const isAuto = declared.type.kind === 'named' && declared.type.name === '__auto_type';
    const type = isAuto && given ? given.type : settled(r, frame, declared.type);
    frame.scopes[frame.scopes.length - 1]!.set(declared.name, { type, held: given && asType(r, frame, given.held, type) });
  }
}
