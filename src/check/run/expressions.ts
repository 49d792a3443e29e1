/** Expressions of a running function: where they lie, and what they are worth. */
import { type CType, INT as INT_TYPE, pointerTo, ULONG } from '../../c/ctype.js';
import { parseInteger } from '../../c/constant.js';
import { typeNamed } from '../../c/declarations.js';
import { childOf, type Syntax } from '../../c/syntax.js';
import type { RecordLayout } from '../../layout/record.js';
import { calledPlace } from './calls.js';
import { INT, type Int, literal, operate, promoted, toType } from './integers.js';
import { type Frame, inBlock, runAll, type Runner, textIn, type Variable } from './runner.js';
import { asInteger, asType, settled } from './types.js';
import { Unreadable } from './unreadable.js';

/** Where an expression's value is: in memory, in a variable, or nowhere but in `held`. */
export interface Place {
  readonly type: CType;
  readonly address?: bigint;
  readonly variable?: Variable;
  readonly held?: Int;
  /** The record it is a member of, where that begins, and the members from there on. */
  readonly within?: { readonly record: RecordLayout; readonly address: bigint; readonly path: string };
}

export interface Worth {
  readonly held: Int;
  readonly type: CType;
}

export function evaluate(r: Runner, frame: Frame, node: Syntax): Worth {
  return load(r, frame, place(r, frame, node));
}

export function load(r: Runner, frame: Frame, at: Place): Worth {
  if (at.held) return { held: at.held, type: at.type };
  if (at.variable) {
    if (!at.variable.held) throw new Unreadable('a variable that is not set');
    return { held: at.variable.held, type: at.type };
  }
  if (at.address === undefined) throw new Unreadable('nothing that has a value');
  const type = asInteger(r, frame, at.type);
  // An array is where it begins.
  if (at.type.kind === 'array') return { held: toType(at.address, type!), type: pointerTo(at.type.of) };
  return { held: toType(r.memory.read(at.address, bytes(r, frame, at.type)), type!), type: at.type };
}

export function store(r: Runner, frame: Frame, at: Place, value: Int): Worth {
  const held = asType(r, frame, value, at.type);
  if (at.variable) at.variable.held = held;
  else if (at.address !== undefined) r.memory.write(at.address, bytes(r, frame, at.type), BigInt.asUintN(64, held.value));
  else throw new Unreadable('an assignment to nothing');
  return { held, type: at.type };
}

function bytes(r: Runner, frame: Frame, type: CType): number {
  const of = asInteger(r, frame, type);
  if (!of) throw new Unreadable('a struct as a whole');
  return Math.max(1, of.bits / 8);
}

/** An expression without reading what it names. */
export function place(r: Runner, frame: Frame, node: Syntax): Place {
  const text = textIn(frame), [first, second, third] = node.children;
  switch (node.type) {
    case 'identifier': return named(frame, text(node));
    case 'number_literal': {
      const value = parseInteger(text(node));
      if (value === undefined) throw new Unreadable(text(node));
      return number(literal(text(node), value, r.abi.wordSize * 8));
    }
    case 'true': case 'false': case 'null': return number({ value: node.type === 'true' ? 1n : 0n, type: INT });
    case 'parenthesized_expression': return place(r, frame, first!);
    case 'compound_statement': return inBlock(frame, () => lastOf(r, frame, node));
    case 'comma_expression': evaluate(r, frame, first!); return place(r, frame, second!);
    case 'field_expression': {
      const isArrow = text({ start: first!.end, end: second!.start }).includes('->');
      return member(r, frame, isArrow ? pointee(r, frame, evaluate(r, frame, first!)) : place(r, frame, first!), text(second!));
    }
    case 'pointer_expression': {
      if (!text(node).startsWith('&')) return pointee(r, frame, evaluate(r, frame, first!));
      const { address, type } = place(r, frame, first!);
      if (address === undefined) throw new Unreadable('the address of a variable');
      return value(r, address, pointerTo(type));
    }
    case 'subscript_expression': return pointee(r, frame, moved(r, frame, '+', evaluate(r, frame, first!), evaluate(r, frame, second!)));
    case 'assignment_expression': {
      const operator = text({ start: first!.end, end: second!.start }).trim(), to = place(r, frame, first!), from = evaluate(r, frame, second!);
      return store(r, frame, to, operator === '=' ? from.held : result(operator.slice(0, -1), load(r, frame, to).held, from.held));
    }
    case 'call_expression': return calledPlace(r, frame, node);
    case 'cast_expression': {
      const to = settled(r, frame, typeNamed(first!, text));
      // `(void)sizeof(x)`: a check that makes no code.
      if (to.kind === 'void' && /^[\s(]*sizeof\b/.test(text(second!))) return { held: { value: 0n, type: INT }, type: to };
      const { held } = evaluate(r, frame, second!);
      return { held: to.kind === 'void' ? held : asType(r, frame, held, to), type: to };
    }
    case 'conditional_expression': {
      const test = evaluate(r, frame, first!);
      if (!third) return test.held.value !== 0n ? test : evaluate(r, frame, second!);
      return evaluate(r, frame, test.held.value !== 0n ? second! : third);
    }
    case 'binary_expression': return binary(r, frame, text({ start: first!.end, end: second!.start }).trim(), first!, second!);
    case 'unary_expression': return unary(r, frame, text({ start: node.start, end: first!.start }).trim(), first!);
    case 'generic_expression': return generic(r, frame, node);
    default: {
      const constant = frame.plain.view.configured.valueOf(node, text);
      if (constant === undefined) throw new Unreadable(node.type);
      return value(r, constant, ULONG);
    }
  }
}

const number = (held: Int): Place => ({ held, type: held.type === INT ? INT_TYPE : { kind: 'arithmetic', name: `${held.type.signed ? '' : 'unsigned '}${held.type.bits > 32 ? 'long long' : 'int'}` } });

function value(r: Runner, of: bigint, type: CType): Place {
  return { held: toType(of, { bits: r.abi.wordSize * 8, signed: false }), type };
}

function named(frame: Frame, name: string): Place {
  for (const scope of [...frame.scopes].reverse()) {
    const variable = scope.get(name);
    if (variable) return { variable, type: variable.type };
  }
  const constant = frame.plain.view.configured.enumerator(name);
  if (constant === undefined) throw new Unreadable(name);
  return number(toType(constant, BigInt.asIntN(32, constant) === constant ? INT : { bits: 64, signed: true }));
}

function lastOf(r: Runner, frame: Frame, node: Syntax): Place {
  const last = node.children[node.children.length - 1];
  if (runAll(r, frame, node.children.slice(0, -1)) !== 'next' || last?.type !== 'expression_statement' || !last.children[0]) throw new Unreadable('a block without a value');
  return evaluate(r, frame, last.children[0]);
}

function pointee(r: Runner, frame: Frame, { held, type }: Worth): Place {
  const of = settled(r, frame, type);
  if (of.kind !== 'pointer') throw new Unreadable('a pointer to nothing known');
  return { address: held.value, type: settled(r, frame, of.to) };
}

function member(r: Runner, frame: Frame, of: Place, name: string): Place {
  const type = settled(r, frame, of.type);
  if (of.address === undefined) throw new Unreadable('a member of a variable');
  const record = type.kind === 'record' && type.tag !== '' ? r.layoutOf(type.tag) : undefined;
  const within = record ? { record, address: of.address, path: name } : of.within && { ...of.within, path: `${of.within.path}.${name}` };
  const field = within?.record.fields.find(({ path }) => path === within.path);
  if (!within || !field || field.bitField) throw new Unreadable(`member ${name}`);
  return { address: within.address + BigInt(field.offsetBits / 8), type: settled(r, frame, frame.plain.view.types.typeFromText(field.type)), within };
}

/** A pointer plus or minus some of what it points to. */
function moved(r: Runner, frame: Frame, operator: string, pointer: Worth, by: Worth): Worth {
  const of = pointer.type.kind === 'pointer' ? settled(r, frame, pointer.type.to) : undefined;
  const size = of?.kind === 'record' ? r.layoutOf(of.tag)?.size : of && (of.kind === 'void' ? 1 : bytes(r, frame, of));
  if (size === undefined) throw new Unreadable('an array of nothing known');
  const step = by.held.value * BigInt(size);
  return { held: toType(operator === '+' ? pointer.held.value + step : pointer.held.value - step, pointer.held.type), type: pointer.type };
}

function result(operator: string, a: Int, b: Int): Int {
  const of = operate(operator, a, b);
  if (!of) throw new Unreadable(`a result of ${operator}`);
  return of;
}

function binary(r: Runner, frame: Frame, operator: string, first: Syntax, second: Syntax): Place {
  const left = evaluate(r, frame, first);
  if (operator === '&&' || operator === '||') {
    const isDecided = (left.held.value !== 0n) === (operator === '||');
    return number({ value: (isDecided ? left : evaluate(r, frame, second)).held.value === 0n ? 0n : 1n, type: INT });
  }
  const right = evaluate(r, frame, second);
  if ((operator === '+' || operator === '-') && left.type.kind === 'pointer' && right.type.kind !== 'pointer') return moved(r, frame, operator, left, right);
  return number(result(operator, left.held, right.held));
}

function unary(r: Runner, frame: Frame, operator: string, operand: Syntax): Place {
  const { held } = evaluate(r, frame, operand), of = promoted(held);
  switch (operator) {
    case '!': return number({ value: of.value === 0n ? 1n : 0n, type: INT });
    case '~': return number(toType(~of.value, of.type));
    case '-': return number(toType(-of.value, of.type));
    case '+': return number(of);
    default: throw new Unreadable(operator);
  }
}

/** Its arms do the same to pointers of several types: the first one that can be run stands for all. */
function generic(r: Runner, frame: Frame, node: Syntax): Place {
  for (const arm of node.children.slice(1).filter(({ type }) => type !== 'type_descriptor')) {
    try {
      return evaluate(r, frame, arm);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
  }
  throw new Unreadable('_Generic');
}

/** Arguments of a call, as they are written. */
export function argumentsOf(node: Syntax): readonly Syntax[] {
  return childOf(node, 'argument_list')?.children ?? [];
}
