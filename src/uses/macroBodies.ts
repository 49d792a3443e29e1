/** Macro bodies as syntax, parsed once, and put together with the arguments of a call. */
import { maskKernelMacros } from '../c/mask.js';
import type { MacroDefinition } from '../c/outline.js';
import { childOf, type Syntax } from '../c/syntax.js';
import type { MacroPlace } from '../kernel/tree.js';
import { type Argument, type Frame, textOf } from './frame.js';
import { PASTES, pasted, replaceIn } from './pasted.js';
import type { FileTypes } from './types.js';

const PREFIX = 'void f(){';
const parsed = new WeakMap<MacroDefinition, readonly Syntax[]>();
const expressions = new Map<string, Syntax | undefined>();
const MAX_EXPRESSIONS = 5000;

export class MacroBodies {
  readonly #types: FileTypes;

  constructor(types: FileTypes) {
    this.#types = types;
  }

  /** The statements of a macro's body, and the frame that binds its parameters to `args`. */
  read(place: MacroPlace, args: readonly Syntax[], caller: Frame): { statements: readonly Syntax[]; frame: Frame } | undefined {
    const { macro, file } = place;
    if (macro.body.length > 20_000 || macro.body.trim() === '') return undefined;
    if (macro.body.includes('##')) return this.#pasted(place, args, caller);
    let statements = parsed.get(macro);
    if (!statements) {
      statements = this.#parse(macro.body, macro.bodyStart);
      parsed.set(macro, statements);
    }
    const params = macro.params ? bind(macro.params, args, caller) : undefined;
    return { statements, frame: { file, text: file.text, toFile: (offset) => offset, params, macro: macro.name } };
  }

  /** Tokens are pasted together as text first; parameters that are not pasted keep their arguments, places and all. */
  #pasted(place: MacroPlace, args: readonly Syntax[], caller: Frame): { statements: readonly Syntax[]; frame: Frame } | undefined {
    const { macro, file } = place;
    const params = macro.params ? bind(macro.params, args, caller) : undefined;
    const { text, toFile } = replaceIn(macro.body, macro.bodyStart, PREFIX, PASTES, (match) => pasted(match, (word) => {
      const argument = params?.get(word);
      return argument && textOf(argument.frame, argument.node);
    }));
    const statements = this.#parse(text.slice(PREFIX.length), PREFIX.length);
    return { statements, frame: { file, text, toFile, params, macro: macro.name } };
  }

  /** One expression written at `start` of its frame's text. */
  expression(text: string, start: number): Syntax | undefined {
    const key = `${start}\n${text}`;
    if (expressions.has(key)) return expressions.get(key);
    if (expressions.size >= MAX_EXPRESSIONS) expressions.clear();
    const statement = this.#parse(text, start)[0];
    const expression = statement?.type === 'expression_statement' ? statement.children[0] : undefined;
    expressions.set(key, expression);
    return expression;
  }

  #parse(body: string, start: number): readonly Syntax[] {
    const masked = maskKernelMacros(body, { insideFunction: true, isAttribute: this.#types.isAttribute });
    const root = this.#types.parser.parse(`${PREFIX}${masked};}`, start - PREFIX.length);
    const definition = childOf(root, 'function_definition');
    const block = definition && childOf(definition, 'compound_statement');
    return block?.children ?? [];
  }
}

function bind(params: readonly string[], args: readonly Syntax[], frame: Frame): ReadonlyMap<string, Argument> {
  const bound = new Map<string, Argument>();
  params.forEach((param, index) => {
    const node = args[index];
    const name = param.endsWith('...') ? param.slice(0, -3).trim() || '__VA_ARGS__' : param;
    if (node) bound.set(name, { node, frame, seen: 0 });
  });
  return bound;
}
