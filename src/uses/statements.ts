/** Statements and declarations: what introduces names and puts expressions in order. */
import { declaredBy, parameters, typeOf } from '../c/declarations.js';
import { childOf, type Syntax } from '../c/syntax.js';
import { readInitializer } from './initializers.js';
import { macroOrCall } from './calls.js';
import { declaringMacro } from './macroCalls.js';
import { declareName, noteLocalRecord, variableType } from './typesHere.js';
import { type Frame, textOf } from './frame.js';
import { EXPRESSION, type Reading } from './reading.js';
import { setAccess } from './values.js';

export function readStatement(r: Reading, node: Syntax, frame: Frame): void {
  switch (node.type) {
    case 'function_definition': {
      r.variables.push(new Map());
      const declarator = node.children.find((child) => /declarator$/.test(child.type));
      const list = declarator && findParameters(declarator);
      if (list) for (const param of parameters(list, (n) => textOf(frame, n))) declareName(r, param.name, param.type, frame);
      for (const child of node.children) if (child.type === 'compound_statement' || child.type === 'declaration') r.statement(child, frame);
      r.variables.pop();
      return;
    }
    case 'compound_statement': case 'for_statement':
      r.variables.push(new Map());
      for (const child of node.children) r.statement(child, frame);
      r.variables.pop();
      return;
    case 'declaration': {
      readDeclaration(r, node, frame);
      return;
    }
    case 'while_statement': case 'if_statement': {
      const keyword = /^\w+/.exec(textOf(frame, node))?.[0] ?? '';
      if (keyword !== 'while' && keyword !== 'if') {
        loopMacro(r, keyword, node, frame);
        return;
      }
      for (const child of node.children) r.statement(child, frame);
      return;
    }
    case 'expression_statement': {
      const [only] = node.children;
      if (only?.type === 'call_expression' && declaringMacro(r, only, frame)) return;
      for (const child of node.children) r.statement(child, frame);
      return;
    }
    case 'gnu_asm_output_operand': {
      const [constraint, operand] = [node.children.find((child) => child.type === 'string_literal'), node.children[node.children.length - 1]];
      if (operand && operand !== constraint) setAccess(r.expression(operand, frame).place, constraint && textOf(frame, constraint).includes('+') ? 'readwrite' : 'write');
      return;
    }
    case 'type_definition': case 'comment': case 'attribute_specifier': case 'preproc_call': case 'goto_statement':
      return;
    default:
      if (EXPRESSION.test(node.type)) {
        r.expression(node, frame);
        return;
      }
      for (const child of node.children) r.statement(child, frame);
  }
}

export function readDeclaration(r: Reading, node: Syntax, frame: Frame): void {
  const text = (n: { readonly start: number; readonly end: number }): string => textOf(frame, n);
  for (const child of node.children) if (/^(struct|union)_specifier$/.test(child.type)) noteLocalRecord(r, typeOf(child, text));
  for (const declared of declaredBy(node, text)) {
    if (declared.name === '') continue;
    for (let type = declared.type; type.kind === 'array'; type = type.of) if (type.size) r.read(type.size, frame);
    const init = node.children.find((child) => child.type === 'init_declarator' && child.start <= declared.at && declared.at < child.end);
    const value = init?.children[1];
    if (declared.type.kind === 'named' && declared.type.name === '__auto_type' && value) {
      const type = r.expression(value, frame).type();
      declareName(r, declared.name, type, frame);
      continue;
    }
    declareName(r, declared.name, declared.type, frame);
    if (!value) continue;
    if (value.type === 'initializer_list') readInitializer(r, value, variableType(r, declared.name) ?? declared.type, frame);
    else r.expression(value, frame);
  }
  for (const child of node.children) if (child.type === 'ERROR') r.statement(child, frame);
}

/** `list_for_each_entry(page, list, lru) body`: the macro is a call whose value nobody uses, then the body. */
export function loopMacro(r: Reading, name: string, node: Syntax, frame: Frame): void {
  const [head, ...rest] = node.children;
  const args = head ? flattenCommas(head) : [];
  macroOrCall(r, name, args, frame);
  for (const child of rest) r.statement(child, frame);
}

function findParameters(declarator: Syntax): Syntax | undefined {
  if (declarator.type === 'function_declarator') {
    const inner = declarator.children.find((child) => child.type === 'parenthesized_declarator' || child.type === 'function_declarator' || child.type === 'pointer_declarator');
    return (inner && findParameters(inner)) ?? childOf(declarator, 'parameter_list');
  }
  for (const child of declarator.children) {
    const found = /declarator$/.test(child.type) ? findParameters(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

function flattenCommas(node: Syntax): Syntax[] {
  if (node.type === 'parenthesized_expression' || node.type === 'comma_expression') return node.children.flatMap((child) => (child.type === 'comma_expression' ? flattenCommas(child) : [child]));
  return [node];
}
