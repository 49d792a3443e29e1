/** Integer constant expressions, evaluated on syntax: `#if` tests, array sizes, enumerators, static_asserts. */
import { childOf, type Syntax } from './syntax.js';

/** What an expression may refer to; undefined means "cannot be told", and makes the result so, unless && or || decide without it. */
export interface ConstantNames {
  readonly text: (node: { readonly start: number; readonly end: number }) => string;
  readonly identifier: (name: string, node: Syntax) => bigint | undefined;
  readonly call: (name: string, node: Syntax) => bigint | undefined;
  /** sizeof, _Alignof and offsetof, bytes. */
  readonly measure: (node: Syntax) => bigint | undefined;
  /** Width in bits and signedness a cast truncates to; undefined leaves the value alone. */
  readonly castWidth: (descriptor: Syntax) => { readonly bits: number; readonly signed: boolean } | undefined;
}

/** @returns the value, or undefined when it is not a constant or needs something unknown */
export function evaluateConstant(node: Syntax, names: ConstantNames): bigint | undefined {
  const value = (n: Syntax | undefined): bigint | undefined => (n ? evaluateConstant(n, names) : undefined);
  const [first, second, third] = node.children;
  switch (node.type) {
    case 'number_literal':
      return parseInteger(names.text(node));
    case 'char_literal':
      return characterValue(names.text(node));
    case 'true': return 1n;
    case 'false': case 'null': return 0n;
    case 'identifier':
      return names.identifier(names.text(node), node);
    case 'preproc_defined':
      return names.call('defined', node);
    case 'parenthesized_expression': case 'expression_statement':
      return value(first);
    case 'comma_expression':
      return value(second);
    case 'call_expression': {
      if (first?.type === 'parenthesized_expression') return castOfCall(node, names);
      return names.call(first ? names.text(first) : '', node);
    }
    case 'unary_expression': case 'pointer_expression': {
      const operator = names.text({ start: node.start, end: first!.start }).trim();
      const operand = value(first);
      if (operand === undefined) return undefined;
      switch (operator) {
        case '-': return -operand;
        case '+': return operand;
        case '~': return ~operand;
        case '!': return operand === 0n ? 1n : 0n;
        default: return undefined;
      }
    }
    case 'binary_expression': {
      const operator = names.text({ start: first!.end, end: second!.start }).trim();
      return binary(operator, value(first), () => value(second));
    }
    case 'conditional_expression': {
      const test = value(first);
      if (test === undefined) {
        const a = value(second), b = value(third);
        return a !== undefined && a === b ? a : undefined;
      }
      if (!third) return test !== 0n ? test : value(second);
      return value(test !== 0n ? second : third);
    }
    case 'cast_expression': {
      const operand = value(second);
      const width = first ? names.castWidth(first) : undefined;
      return operand === undefined || !width ? operand : width.signed ? BigInt.asIntN(width.bits, operand) : BigInt.asUintN(width.bits, operand);
    }
    case 'sizeof_expression': case 'alignof_expression': case 'offsetof_expression':
      return names.measure(node);
    default:
      return undefined;
  }
}

/** `(T)(x)` parses as a call of `(T)`: with a type name in the parentheses it is a cast, whose width the grammar did not keep. */
function castOfCall(node: Syntax, names: ConstantNames): bigint | undefined {
  const argument = childOf(node, 'argument_list')?.children[0];
  return argument ? evaluateConstant(argument, names) : undefined;
}

function binary(operator: string, left: bigint | undefined, right: () => bigint | undefined): bigint | undefined {
  const truth = (b: boolean): bigint => (b ? 1n : 0n);
  if (operator === '&&') {
    if (left === 0n) return 0n;
    const r = right();
    if (r === 0n) return 0n;
    return left === undefined || r === undefined ? undefined : 1n;
  }
  if (operator === '||') {
    if (left !== undefined && left !== 0n) return 1n;
    const r = right();
    if (r !== undefined && r !== 0n) return 1n;
    return left === undefined || r === undefined ? undefined : 0n;
  }
  const r = right();
  if (left === undefined || r === undefined) return undefined;
  switch (operator) {
    case '+': return left + r;
    case '-': return left - r;
    case '*': return left * r;
    case '/': return r === 0n ? undefined : left / r;
    case '%': return r === 0n ? undefined : left % r;
    case '<<': return r < 0n || r > 1024n ? undefined : left << r;
    case '>>': return r < 0n || r > 1024n ? undefined : left >> r;
    case '&': return left & r;
    case '|': return left | r;
    case '^': return left ^ r;
    case '==': return truth(left === r);
    case '!=': return truth(left !== r);
    case '<': return truth(left < r);
    case '>': return truth(left > r);
    case '<=': return truth(left <= r);
    case '>=': return truth(left >= r);
    default: return undefined;
  }
}

export function parseInteger(text: string): bigint | undefined {
  // The grammar counts a sign in front to the number.
  if (text.startsWith('-')) {
    const positive = parseInteger(text.slice(1));
    return positive === undefined ? undefined : -positive;
  }
  const digits = text.replace(/^\+/, '').replace(/[uUlL]+$/, '');
  try {
    if (/^0[xX][0-9a-fA-F]+$/.test(digits) || /^0[bB][01]+$/.test(digits)) return BigInt(digits);
    if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
    if (/^[0-9]+$/.test(digits)) return BigInt(digits);
  } catch {
    return undefined;
  }
  return undefined;
}

function characterValue(text: string): bigint | undefined {
  const inner = /^'(.*)'$/.exec(text)?.[1];
  if (inner === undefined) return undefined;
  if (inner.length === 1) return BigInt(inner.charCodeAt(0));
  const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, 0: 0, '\\': 92, "'": 39, '"': 34, a: 7, b: 8, f: 12, v: 11 };
  const code = /^\\(.)$/.exec(inner)?.[1];
  return code !== undefined && escapes[code] !== undefined ? BigInt(escapes[code]) : undefined;
}
