/** Expressions of tests and macros, parsed once: those of headers are asked about again in every file that includes them. */
import { type CParser, type Syntax, walk } from '../c/syntax.js';

export interface ParsedExpression {
  /** The text that offsets of the expression are in. */
  readonly wrapped: string;
  /** Undefined when the text is no expression. */
  readonly expression: Syntax | undefined;
}

const MAX_PARSED = 20_000;
const parsed = new WeakMap<CParser, Map<string, ParsedExpression>>();

export function parsedExpression(text: string, parser: CParser): ParsedExpression {
  let known = parsed.get(parser);
  if (!known || known.size > MAX_PARSED) parsed.set(parser, (known = new Map<string, ParsedExpression>()));
  let found = known.get(text);
  if (!found) {
    const wrapped = `void f(){(${text});}`;
    let expression: Syntax | undefined;
    walk(parser.parse(wrapped, 0), (node) => {
      if (!expression && node.type === 'parenthesized_expression') expression = node;
      return !expression;
    });
    known.set(text, (found = { wrapped, expression }));
  }
  return found;
}
