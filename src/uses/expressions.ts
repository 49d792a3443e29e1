/** Expressions: their types, and which member mentions they denote. */
import { type CType, INT, pointerTo, ULONG, UNKNOWN, VOID } from '../c/ctype.js';
import { blankCommentsAndContinuations } from '../c/condition.js';
import { typeNamed } from '../c/declarations.js';
import { childOf, type Syntax } from '../c/syntax.js';
import { readInitializer } from './initializers.js';
import { memberExpression } from './members.js';
import { callExpression, standingMember } from './calls.js';
import { expandQuietly } from './macroCalls.js';
import { namesType, settle, variableType } from './typesHere.js';
import { type Argument, type Frame, type Value, textOf } from './frame.js';
import { EXPRESSION, type Reading } from './reading.js';
import { plain, unknownValue, setAccess, firstUseful } from './values.js';

export function readExpression(r: Reading, node: Syntax, frame: Frame): Value {
  switch (node.type) {
    case 'identifier': case 'type_identifier': case 'field_identifier':
      return identifierValue(r, node, frame);
    case 'number_literal': case 'char_literal':
      return plain(() => INT);
    case 'string_literal': case 'concatenated_string':
      for (const child of node.children) if (child.type === 'identifier') identifierValue(r, child, frame);
      return plain(() => pointerTo({ kind: 'arithmetic', name: 'char' }));
    case 'parenthesized_expression': {
      const inner = node.children[0];
      if (!inner) return unknownValue('empty parentheses');
      if (inner.type === 'compound_statement') return statementExpression(r, inner, frame);
      let last: Value | undefined;
      for (const child of node.children) last = EXPRESSION.test(child.type) ? r.expression(child, frame) : (r.statement(child, frame), last);
      return last ?? unknownValue('unreadable expression');
    }
    case 'compound_statement':
      return statementExpression(r, node, frame);
    case 'comma_expression': {
      r.read(node.children[0], frame);
      return node.children[1] ? r.expression(node.children[1], frame) : unknownValue('incomplete expression');
    }
    case 'field_expression': return memberExpression(r, node, frame);
    case 'pointer_expression': return pointerExpression(r, node, frame);
    case 'subscript_expression': return subscriptExpression(r, node, frame);
    case 'assignment_expression': return assignmentExpression(r, node, frame);
    case 'update_expression': {
      const value = r.read(node.children[0], frame);
      setAccess(value.place, 'readwrite');
      return plain(value.type);
    }
    case 'call_expression': return callExpression(r, node, frame);
    case 'cast_expression': return castExpression(r, node, frame);
    case 'conditional_expression': {
      const values = node.children.map((child) => r.read(child, frame));
      const arms = values.length === 3 ? values.slice(1) : values;
      return plain(() => firstUseful(arms.map((v) => decayed(r, v.type()))));
    }
    case 'binary_expression': return binaryExpression(r, node, frame);
    case 'unary_expression': {
      const value = r.read(node.children[0], frame);
      return plain(value.type);
    }
    case 'sizeof_expression': case 'alignof_expression':
      for (const child of node.children) {
        if (child.type === 'type_descriptor') continue;
        r.unevaluated(child, frame);
      }
      return plain(() => ULONG);
    case 'compound_literal_expression': {
      const descriptor = childOf(node, 'type_descriptor');
      const type = descriptor ? settle(r, typeNamed(descriptor, (n) => textOf(frame, n)), frame) : UNKNOWN('no type');
      const list = childOf(node, 'initializer_list');
      if (list) readInitializer(r, list, type, frame);
      return plain(() => type);
    }
    case 'generic_expression': return genericExpression(r, node, frame);
    case 'initializer_list':
      readInitializer(r, node, UNKNOWN('initialiser'), frame);
      return unknownValue('initialiser');
    default:
      for (const child of node.children) r.statement(child, frame);
      return unknownValue(`expression ${node.type}`);
  }
}

export function statementExpression(r: Reading, node: Syntax, frame: Frame): Value {
  r.variables.push(new Map());
  let last: Value = plain(() => VOID);
  for (const child of node.children) {
    if (child.type === 'expression_statement' && child.children[0]) {
      last = r.expression(child.children[0], frame);
      const type = last.type();
      last = { ...last, type: () => type };
    } else {
      r.statement(child, frame);
      last = plain(() => VOID);
    }
  }
  r.variables.pop();
  return { ...last, place: [] };
}

export function identifierValue(r: Reading, node: Syntax, frame: Frame): Value {
  const name = textOf(frame, node);
  const argument = frame.params?.get(name);
  if (argument) return argumentValue(r, argument);
  const local = variableType(r, name);
  if (local) return plain(() => local);
  if (!/^\w+$/.test(name)) return unknownValue('a type, not a value');
  return standingMember(r, name, frame) ?? plain(() => globalType(r, name, frame));
}

export function globalType(r: Reading, name: string, frame: Frame): CType {
  const own = r.types.ordinary(name);
  if (own && !own.typedef) return settle(r, own.type, frame);
  for (const place of r.types.macros(name)) {
    if (place.macro.params) continue;
    const value = expandQuietly(r, place, [], frame);
    if (value && value.kind !== 'unknown') return value;
  }
  return UNKNOWN(own ? `${name} is a type` : `no declaration of ${name} in reach`);
}

/** An argument where a macro's body uses it: read once more, so that its mentions get this place's access. */
export function argumentValue(r: Reading, argument: Argument): Value {
  argument.seen++;
  return r.expression(argument.node, argument.frame);
}

export function pointerExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const operand = r.read(node.children[0], frame);
  if (frame.text[node.start] === '&') {
    setAccess(operand.place, 'address');
    return { type: () => pointerTo(operand.type()), place: [], target: operand.place };
  }
  // `*&x` is x again: READ_ONCE and WRITE_ONCE are built that way.
  setAccess(operand.target, 'read');
  return { type: () => pointee(r, operand.type()), place: operand.target, target: [] };
}

export function pointee(r: Reading, type: CType): CType {
  const resolved = r.types.resolve(type);
  if (resolved.kind === 'pointer') return resolved.to;
  if (resolved.kind === 'array') return resolved.of;
  return resolved.kind === 'unknown' ? resolved : UNKNOWN('* on what is no pointer');
}

export function subscriptExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const base = r.read(node.children[0], frame);
  for (const index of node.children.slice(1)) r.read(index, frame);
  const isArray = base.place.length > 0 && r.types.resolve(base.type()).kind === 'array';
  const index = node.children[1];
  if (isArray) setAccess(base.place, 'read');
  if (isArray && index?.type === 'number_literal') for (const draft of base.place) draft.path += `[${textOf(frame, index)}]`;
  return { type: () => pointee(r, base.type()), place: isArray ? base.place : [], target: [] };
}

export function assignmentExpression(r: Reading, node: Syntax, frame: Frame): Value {
  // In half-written code an ERROR may stand between the two sides.
  const [left, ...rest] = node.children;
  const operator = left && rest[0] ? operatorBetween(left, rest[0], frame) : '=';
  const target = r.read(left, frame);
  setAccess(target.place, operator === '=' ? 'write' : 'readwrite');
  const assigned = rest.at(-1);
  if (operator === '=' && assigned && /^(?:NULL|0[uUlL]*|false)$/.test(textOf(frame, assigned))) for (const draft of target.place) draft.clears = true;
  for (const part of rest) r.read(part, frame);
  return plain(target.type);
}

export function binaryExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const [left, right] = node.children;
  // `(T)*x`, `(T)&x`: a cast that looks like an operation on a parenthesized name.
  if (left?.type === 'parenthesized_expression' && right) {
    const name = left.children[0]?.type === 'identifier' ? textOf(frame, left.children[0]) : '';
    if (name !== '' && namesType(r, name, frame)) {
      const operator = operatorBetween(left, right, frame);
      const value = r.read(right, frame);
      if (operator === '&') setAccess(value.place, 'address');
      return { type: () => settle(r, { kind: 'named', name }, frame), place: [], target: operator === '&' ? value.place : [] };
    }
  }
  const a = r.read(left, frame), b = r.read(right, frame);
  const operator = left && right ? operatorBetween(left, right, frame) : '';
  if (operator !== '+' && operator !== '-') return plain(() => INT);
  return plain(() => {
    const one = decayed(r, a.type());
    if (one.kind === 'pointer') return one;
    const other = decayed(r, b.type());
    return other.kind === 'pointer' ? other : one.kind === 'unknown' ? one : INT;
  });
}

export function decayed(r: Reading, type: CType): CType {
  const resolved = r.types.resolve(type);
  return resolved.kind === 'array' ? pointerTo(resolved.of) : resolved;
}

export function castExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const [descriptor, operand] = node.children;
  const value = r.read(operand, frame);
  const type = descriptor ? settle(r, typeNamed(descriptor, (n) => textOf(frame, n)), frame) : UNKNOWN('cast without a type');
  return { type: () => type, place: [], target: value.target };
}

export function genericExpression(r: Reading, node: Syntax, frame: Frame): Value {
  const [control, ...rest] = node.children;
  const controlling = control ? r.unevaluated(control, frame) : unknownValue('no controlling expression');
  const pairs: { type: CType | undefined; node: Syntax }[] = [];
  let pending: CType | undefined;
  for (const child of rest) {
    if (child.type === 'type_descriptor') pending = settle(r, typeNamed(child, (n) => textOf(frame, n)), frame);
    else {
      pairs.push({ type: pending, node: child });
      pending = undefined;
    }
  }
  const wanted = JSON.stringify(r.types.resolve(controlling.type()));
  const chosen = pairs.find((pair) => pair.type && JSON.stringify(pair.type) === wanted) ?? pairs.find((pair) => !pair.type) ?? pairs[0];
  return chosen ? r.expression(chosen.node, frame) : unknownValue('empty _Generic');
}

/** The operator between two operands, comments and continuations left out. */
export function operatorBetween(left: Syntax, right: Syntax, frame: Frame): string {
  return blankCommentsAndContinuations(textOf(frame, { start: left.end, end: right.start })).trim();
}
