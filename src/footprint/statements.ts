/** Statements of plain C: the ways through a function, and what is known where they meet. */
import { declaredBy } from '../c/declarations.js';
import { pointerTo } from '../c/ctype.js';
import { childOf, type Syntax } from '../c/syntax.js';
import type { Evaluation } from './evaluation.js';
import { truth } from './arithmetic.js';
import { asStored, evaluate, initialize, located } from './expressions.js';
import { typeAt } from './typesAt.js';
import { FlowState, testPlace } from './flowState.js';
import { atAddress, store } from './places.js';
import { armsOf, join, ONE, pointer, pointerOf, unknown, type Value, ZERO } from './value.js';

/** Runs statements in order. @returns false when no way leads past them */
export function executeBlock(e: Evaluation, statements: readonly Syntax[]): boolean {
  let reached = true;
  for (const statement of statements) {
    if (!reached && !mayBeReached(statement)) continue;
    reached = execute(e, statement, reached);
  }
  return reached;
}

/** Behind a jump only a label (of goto or of a switch) is ever reached. */
function mayBeReached(statement: Syntax): boolean {
  return statement.type === 'labeled_statement' || statement.type === 'case_statement' || statement.children.some(mayBeReached);
}

function execute(e: Evaluation, node: Syntax, reached: boolean): boolean {
  switch (node.type) {
    case 'compound_statement': return inBlock(e, () => executeBlock(e, node.children));
    case 'declaration': declaration(e, node); return reached;
    case 'expression_statement':
      if (node.children[0]) evaluate(e, node.children[0]);
      return reached && !neverReturns(e, node);
    case 'if_statement': return branch(e, node);
    case 'while_statement': return loop(e, node.children[0], undefined, node.children.slice(1), false);
    case 'do_statement': return loop(e, node.children[1], undefined, node.children.slice(0, 1), true);
    case 'for_statement': return forLoop(e, node);
    case 'switch_statement': return switched(e, node);
    case 'return_statement': {
      const value = node.children[0] ? evaluate(e, node.children[0]).value : unknown('nothing');
      e.exits.push({ state: e.state, value });
      e.left = e.left || e.branches > 0;
      return false;
    }
    case 'goto_statement': {
      const label = node.children[0] ? e.text(node.children[0]) : '';
      const known = e.labels.get(label);
      e.labels.set(label, known ? known.joined(e.state) : e.state);
      e.left = e.left || e.branches > 0;
      return false;
    }
    case 'break_statement': e.breaks[e.breaks.length - 1]?.push(e.state); return false;
    case 'continue_statement': e.continues[e.continues.length - 1]?.push(e.state); return false;
    case 'labeled_statement': {
      const label = node.children[0] ? e.text(node.children[0]) : '';
      const arrived = e.labels.get(label);
      if (arrived) e.state = reached ? arrived.joined(e.state) : arrived.fork();
      else if (!reached) return false;
      return executeBlock(e, node.children.slice(1));
    }
    case 'case_statement': return executeBlock(e, node.children);
    case 'comment': case 'type_definition': case 'function_definition': case 'gnu_asm_expression': return reached;
    default:
      if (/(_expression|identifier|_literal|initializer_list|true|false|null)$/.test(node.type)) evaluate(e, node);
      else for (const child of node.children) reached = execute(e, child, reached);
      return reached;
  }
}

function inBlock(e: Evaluation, run: () => boolean): boolean {
  e.scopes.push(new Map());
  const reached = run();
  e.scopes.pop();
  return reached;
}

/** BUG() and panic(): no way leads on. */
function neverReturns(e: Evaluation, node: Syntax): boolean {
  const [call] = node.children;
  return call?.type === 'call_expression' && /^(?:BUG|panic|unreachable|__builtin_unreachable|do_exit)$/.test(call.children[0] ? e.text(call.children[0]) : '');
}

function declaration(e: Evaluation, node: Syntax): void {
  for (const declared of declaredBy(node, (n) => e.text(n))) {
    if (declared.name === '') continue;
    const init = node.children.find((child) => child.type === 'init_declarator' && child.start <= declared.at && declared.at < child.end)?.children[1];
    const auto = declared.type.kind === 'named' && declared.type.name === '__auto_type';
    const given = init && init.type !== 'initializer_list' ? evaluate(e, init) : undefined;
    const type = auto && given ? given.type : typeAt(e, declared.type);
    const id = e.declare(declared.name, type);
    const resolved = e.resolved(type);
    if (resolved.kind === 'record' || resolved.kind === 'array') {
      const thing = e.thing({ by: 'local', name: declared.name }, e.pointee(resolved.kind === 'record' ? pointerTo(type) : type), `local:${id}`);
      e.state.set(id, pointer(thing));
      const object = atAddress(e, thing, 0, '', type);
      if (init?.type === 'initializer_list') initialize(e, object, init);
      else if (given) store(e, object, given.value, init!);
      continue;
    }
    e.state.set(id, given ? asStored(e, given, type, node) : unknown('not set'));
  }
}

function branch(e: Evaluation, node: Syntax): boolean {
  const [condition, then, ...rest] = node.children;
  const otherwise = rest.find((child) => child.type === 'else_clause');
  const decided = condition ? truth(evaluate(e, condition).value) : undefined;
  if (decided === true) return then ? execute(e, then, true) : true;
  if (decided === false) return otherwise ? executeBlock(e, otherwise.children) : true;
  const before = e.state;
  e.branches++;
  e.state = before.fork();
  if (condition) learn(e, condition, true);
  const first = then ? execute(e, then, true) : true;
  const afterThen = e.state;
  e.state = before.fork();
  if (condition) learn(e, condition, false);
  const second = otherwise ? executeBlock(e, otherwise.children) : true;
  e.branches--;
  // A way that ends inside leaves the rest to the other: what follows happens to all who get there.
  if (first && second) e.state = afterThen.joined(e.state);
  else if (first) e.state = afterThen;
  return first || second;
}

/** What a test of a word against 0 tells on each side of it. */
function learn(e: Evaluation, condition: Syntax, holds: boolean): void {
  if (condition.type === 'parenthesized_expression') {
    if (condition.children[0]) learn(e, condition.children[0], holds);
    return;
  }
  if (condition.type === 'unary_expression' && e.plain.text[condition.start] === '!') {
    if (condition.children[0]) learn(e, condition.children[0], !holds);
    return;
  }
  if (condition.type === 'binary_expression') {
    const [left, right] = condition.children;
    if (!left || !right) return;
    const operator = e.plain.text.slice(left.end, right.start).trim();
    if ((operator === '&&' && holds) || (operator === '||' && !holds)) {
      learn(e, left, holds);
      learn(e, right, holds);
    } else if ((operator === '==' || operator === '!=') && isZero(e, right)) learn(e, left, (operator === '!=') === holds);
    return;
  }
  if (condition.type === 'call_expression') {
    learnOfCall(e, condition, holds);
    return;
  }
  if (!/^(field_expression|identifier|pointer_expression)$/.test(condition.type)) return;
  e.quiet++;
  const { place } = located(e, condition);
  e.quiet--;
  if (holds) {
    const known = place?.kind === 'variable' ? armsOf(e.state.variables.get(place.id) ?? ZERO) : [];
    const others = known.filter((arm) => arm.kind !== 'number' || arm.value !== 0n);
    if (place?.kind === 'variable' && others.length > 0 && others.length < known.length) e.state.set(place.id, others.reduce((a, b) => join(a, b)));
    return;
  }
  for (const arm of place?.kind === 'variable' ? armsOf(e.state.variables.get(place.id) ?? ZERO) : []) {
    if (arm.kind === 'pointer' && arm.offset === 0 && arm.path === '' && arm.tag === 0 && arm.to.source.by === 'result') e.state.exclude(arm.to);
  }
  if (place?.kind === 'memory') e.state.store(place, ZERO, undefined);
  else if (place) e.state.set(place.id, ZERO);
}

/** `if (PageSlab(page))`: behind it the function has said yes to the page. */
function learnOfCall(e: Evaluation, call: Syntax, holds: boolean): void {
  const [callee, list] = call.children;
  const first = list?.children[0];
  const name = callee?.type === 'identifier' ? e.text(callee) : '';
  if (!first || name === '') return;
  if (name === '__builtin_expect') learn(e, first, holds);
  else if (holds && list.children.length === 1) {
    const page = pointerOf(quietly(e, first));
    if (page && page.offset === 0 && page.path === '' && e.world.tracked.has(page.to.record)) e.state.store(testPlace(page.to, name), ONE, undefined);
  }
}

function isZero(e: Evaluation, node: Syntax): boolean {
  e.quiet++;
  const { value } = evaluate(e, node);
  e.quiet--;
  return value.kind === 'number' && value.value === 0n;
}

/** Twice around is enough for what is known at the end of one round to meet the beginning of the next. */
const ROUNDS = 2;

function loop(e: Evaluation, condition: Syntax | undefined, step: Syntax | undefined, body: readonly Syntax[], bodyFirst: boolean): boolean {
  const breaks: FlowState[] = [];
  e.breaks.push(breaks);
  const endless = !condition || (e.plain.text.slice(condition.start, condition.end).replace(/[()\s]/g, '') === '1');
  const once = bodyFirst && condition && truth(quietly(e, condition)) === false;
  let out: FlowState | undefined = undefined;
  if (!bodyFirst) {
    if (condition) evaluate(e, condition);
    if (!endless) out = e.state.fork();
  }
  if (!bodyFirst || !once) e.branches++;
  for (let round = 0; round < (once ? 1 : ROUNDS); round++) {
    const continues: FlowState[] = [];
    const before = { effects: e.effects.length, variables: e.state.variables };
    e.continues.push(continues);
    const reached = inBlock(e, () => executeBlock(e, body));
    e.continues.pop();
    const ends = reached ? [e.state, ...continues] : continues;
    if (ends.length === 0) break;
    e.state = ends.reduce((a, b) => a.joined(b));
    if (step) evaluate(e, step);
    if (condition) evaluate(e, condition);
    if (!endless || once) out = out ? out.joined(e.state) : e.state.fork();
    e.state = out && !once ? out.fork() : e.state;
    if (e.effects.length === before.effects && !carriesOver(e, before.variables)) break;
  }
  if (!bodyFirst || !once) e.branches--;
  e.breaks.pop();
  const after = [...(out ? [out] : []), ...breaks];
  if (after.length === 0) return false;
  e.state = after.reduce((a, b) => a.joined(b));
  return true;
}

/** Whether a round of a loop left something in a variable that the next one would meet: only pages and what they are linked by count. */
function carriesOver(e: Evaluation, before: ReadonlyMap<string, Value>): boolean {
  if (e.state.variables === before) return false;
  for (const [id, value] of e.state.variables) {
    if (before.get(id) !== value && armsOf(value).some((arm) => arm.kind === 'pointer' && e.follows(arm.to))) return true;
  }
  return false;
}

function quietly(e: Evaluation, node: Syntax): ReturnType<typeof evaluate>['value'] {
  e.quiet++;
  const { value } = evaluate(e, node);
  e.quiet--;
  return value;
}

/** `for (a; b; c) body`: the grammar leaves out what is not there, the semicolons tell which it was. */
function forLoop(e: Evaluation, node: Syntax): boolean {
  return inBlock(e, () => {
    const body = node.children[node.children.length - 1];
    const parts: (Syntax | undefined)[] = [undefined, undefined, undefined];
    const open = e.plain.text.indexOf('(', node.start);
    for (const child of node.children.slice(0, -1)) {
      const before = e.plain.text.slice(open, child.start);
      const slot = Math.min(2, semicolons(before));
      parts[slot] = child;
    }
    const [start, condition, step] = parts;
    if (start) execute(e, start, true);
    return loop(e, condition, step, body ? [body] : [], false);
  });
}

/** Semicolons outside of parentheses deeper than the loop's own. */
function semicolons(text: string): number {
  let depth = 0, count = 0;
  for (const c of text) {
    if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    else if (c === ';' && depth <= 1) count++;
  }
  return count;
}

function switched(e: Evaluation, node: Syntax): boolean {
  const condition = node.children[0];
  const body = childOf(node, 'compound_statement');
  if (condition) evaluate(e, condition);
  if (!body) return true;
  const before = e.state;
  const breaks: FlowState[] = [];
  e.breaks.push(breaks);
  e.branches++;
  e.scopes.push(new Map());
  let hasDefault = false, reached = false;
  for (const statement of body.children) {
    if (statement.type === 'case_statement') {
      hasDefault ||= e.text(statement).startsWith('default');
      e.state = reached ? before.joined(e.state) : before.fork();
      reached = executeBlock(e, statement.children.filter((child, index) => index > 0 || hasStatement(child)));
    } else if (reached || mayBeReached(statement)) reached = execute(e, statement, reached);
  }
  e.scopes.pop();
  e.branches--;
  e.breaks.pop();
  const after = [...(reached ? [e.state] : []), ...breaks, ...(hasDefault ? [] : [before])];
  if (after.length === 0) return false;
  e.state = after.reduce((a, b) => a.joined(b));
  return true;
}

function hasStatement(node: Syntax): boolean {
  return /(_statement|declaration)$/.test(node.type);
}
