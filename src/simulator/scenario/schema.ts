import { parseTree, printParseErrorCode, getNodeValue, type Node, type ParseError } from 'jsonc-parser/lib/esm/main.js';
import schema from '../schema/scenario.schema.json';

/** Something wrong in a scenario file. Line and column are 1-based. */
export interface ScenarioError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The part of JSON Schema that the published scenario schema uses. */
export interface Rule {
  readonly description?: string;
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Rule;
  readonly properties?: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Rule;
  readonly oneOf?: readonly Rule[];
  readonly anyOf?: readonly Rule[];
}

const root = schema as unknown as Rule & { readonly $defs: Readonly<Record<string, Rule>> };

/** The published schema itself, for forms. */
export const rootRule: Rule = root;

/** What the schema says of a kind of step. */
export function stepRule(kind: string): Rule | undefined {
  return root.$defs['step']?.oneOf?.find(({ properties }) => properties?.['do']?.const === kind);
}

/** Parses a scenario and holds it against the schema: its value, or every error with its place. Comments and trailing commas are allowed. */
export function readScenarioText(text: string): { readonly value: unknown; readonly node: Node } | { readonly errors: readonly ScenarioError[] } {
  const syntax: ParseError[] = [];
  const tree = parseTree(text, syntax, { allowTrailingComma: true, disallowComments: false });
  if (syntax.length > 0 || tree === undefined) {
    const errors = syntax.map((error) => ({ ...lineColumn(text, error.offset), message: spaced(printParseErrorCode(error.error)) }));
    return { errors: errors.length > 0 ? errors : [{ line: 1, column: 1, message: 'the file is empty' }] };
  }
  const found: ScenarioError[] = [];
  check(tree, root, 'scenario', (node, message) => found.push({ ...lineColumn(text, node.offset), message }));
  return found.length > 0 ? { errors: found } : { value: getNodeValue(tree), node: tree };
}

/** 1-based line and column, in UTF-16 units, of an offset. */
export function lineColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

type Report = (node: Node, message: string) => void;

function check(node: Node, rule: Rule, path: string, report: Report): void {
  if (rule.$ref !== undefined) {
    const target = root.$defs[rule.$ref.replace('#/$defs/', '')];
    if (target !== undefined) check(node, target, path, report);
    return;
  }
  if (rule.oneOf !== undefined) {
    checkStep(node, rule.oneOf, path, report);
    return;
  }
  if (rule.anyOf !== undefined) {
    if (!rule.anyOf.some((one) => one.type === typeOf(node))) report(node, `${path} must be ${rule.anyOf.map((one) => one.type).join(' or ')}`);
    return;
  }
  if (rule.type !== undefined && rule.type !== typeOf(node) && !(rule.type === 'number' && typeOf(node) === 'integer')) {
    report(node, `${path} must be ${rule.type === 'integer' ? 'a whole number' : article(rule.type)}`);
    return;
  }
  checkScalar(node, rule, path, report);
  if (node.type === 'array') {
    if (rule.minItems !== undefined && (node.children?.length ?? 0) < rule.minItems) report(node, `${path} must have at least ${rule.minItems} ${rule.minItems === 1 ? 'entry' : 'entries'}`);
    node.children?.forEach((child, i) => { if (rule.items !== undefined) check(child, rule.items, `${path}[${i}]`, report); });
  }
  if (node.type === 'object') checkObject(node, rule, path, report);
}

function checkScalar(node: Node, rule: Rule, path: string, report: Report): void {
  const value = node.value as unknown;
  if (rule.const !== undefined && value !== rule.const) report(node, `${path} must be "${rule.const}"`);
  if (rule.enum !== undefined && !rule.enum.includes(String(value))) report(node, `${path} must be one of ${rule.enum.join(', ')}`);
  if (rule.pattern !== undefined && typeof value === 'string' && !new RegExp(rule.pattern).test(value)) report(node, `${path}: "${value}" does not have the form ${rule.pattern}`);
  if (typeof value === 'number') {
    if (rule.minimum !== undefined && value < rule.minimum) report(node, `${path} must be at least ${rule.minimum}`);
    if (rule.maximum !== undefined && value > rule.maximum) report(node, `${path} must be at most ${rule.maximum}`);
  }
}

function checkObject(node: Node, rule: Rule, path: string, report: Report): void {
  const seen = new Set<string>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (seen.has(name)) report(key, `${path} has "${name}" twice`);
    seen.add(name);
    const known = rule.properties?.[name];
    if (known !== undefined) check(value, known, name, report);
    else if (typeof rule.additionalProperties === 'object') check(value, rule.additionalProperties, name, report);
    else if (rule.additionalProperties === false) report(key, `${path} has no "${name}"${suggestion(name, Object.keys(rule.properties ?? {}))}`);
  }
  for (const name of rule.required ?? []) if (!seen.has(name)) report(node, `${path} needs "${name}"`);
}

/** A step is told by its `do`: its errors are those of that kind of step, not of all kinds. */
function checkStep(node: Node, kinds: readonly Rule[], path: string, report: Report): void {
  if (node.type !== 'object') {
    report(node, `${path} must be an object`);
    return;
  }
  const action = node.children?.find((property) => property.children?.[0]?.value === 'do')?.children?.[1];
  if (action === undefined) {
    report(node, `${path} needs "do"`);
    return;
  }
  const names = kinds.map((kind) => kind.properties?.do?.const ?? '');
  const kind = kinds[names.indexOf(String(action.value))];
  if (kind === undefined) report(action, `no step "${String(action.value)}"${suggestion(String(action.value), names)}; there are ${names.join(', ')}`);
  else check(node, kind, `step "${String(action.value)}"`, report);
}

function typeOf(node: Node): string {
  return node.type === 'number' && Number.isInteger(node.value) ? 'integer' : node.type;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function spaced(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`).toLowerCase();
}

function suggestion(name: string, known: readonly string[]): string {
  const near = known.find((one) => one.toLowerCase().startsWith(name.toLowerCase().slice(0, 3)) && name.length > 2);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
