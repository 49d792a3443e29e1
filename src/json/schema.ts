/** Files of JSON (comments and trailing commas allowed) held against a JSON Schema: the value, or every error with its place. */
import { createScanner, findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser/lib/esm/main.js';
import { nearest } from './nearest.js';

/**
 * The part of JSON Schema that our published schemas use. `anyOf` is told apart by type, `oneOf` by the one property that is a `const` in
 * each: the errors of a step are those of its kind, not of all kinds.
 */
export interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** 1-based line and column, in UTF-16 units. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A file's value with the places of its parts, or what is wrong with it. */
export type JsonFile = { readonly value: unknown; readonly node: Node } | { readonly errors: readonly JsonError[] };

/** Objects and arrays in each other that a file may have: far more than our schemas need, far less than the parser's recursion has stack for. */
const DEEPEST = 100;

/** @param name what the whole is called in messages */
export function readJson(text: string, schema: Schema, name: string): JsonFile {
  const deep = tooDeep(text);
  if (deep !== undefined) return { errors: [{ ...jsonPlace(text, deep), message: `objects and arrays more than ${DEEPEST} deep` }] };
  const syntax: ParseError[] = [];
  const node = parseTree(text, syntax, { allowTrailingComma: true, disallowComments: false });
  if (!node || syntax.length > 0) {
    const errors = syntax.map(({ offset, error }) => ({ ...jsonPlace(text, offset), message: printParseErrorCode(error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() }));
    return { errors: errors.length > 0 ? errors : [{ line: 1, column: 1, message: 'the file is empty' }] };
  }
  const errors: JsonError[] = [];
  new Check(schema, name, (at, message) => { errors.push({ ...jsonPlace(text, at.offset), message }); }).value(node, schema, name);
  return errors.length > 0 ? { errors } : { value: getNodeValue(node) as unknown, node };
}

/** The offset of the first bracket that is deeper than a file may be. */
function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  for (let depth = 0; scanner.getPosition() < text.length;) {
    scanner.scan();
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return undefined;
}

/** Where a part of the file begins, by the names that lead to it; the whole, where it has no such part. */
export function placeOfPart(text: string, file: Node, path: readonly (string | number)[]): { readonly line: number; readonly column: number } {
  return jsonPlace(text, (findNodeAtLocation(file, [...path]) ?? file).offset);
}

export function jsonPlace(text: string, offset: number): { readonly line: number; readonly column: number } {
  return { line: text.slice(0, offset).split('\n').length, column: offset - text.lastIndexOf('\n', offset - 1) };
}

/** The schema a reference leads to. */
export function resolved(schema: Schema, root: Schema): Schema {
  return schema.$ref === undefined ? schema : root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {};
}

class Check {
  readonly #root: Schema;
  readonly #name: string;
  readonly #report: (at: Node, message: string) => void;

  constructor(root: Schema, name: string, report: (at: Node, message: string) => void) {
    this.#root = root;
    this.#name = name;
    this.#report = report;
  }

  value(node: Node, given: Schema, path: string): void {
    const schema = resolved(given, this.#root);
    if (schema.oneOf) this.#kind(node, schema.oneOf.map((one) => resolved(one, this.#root)), path);
    else if (schema.anyOf) this.#any(node, schema.anyOf.map((one) => resolved(one, this.#root)), path);
    else if (hasType(node, schema.type)) this.#typed(node, schema, path);
    else this.#report(node, `${path} must be ${article(schema.type)}`);
  }

  #typed(node: Node, schema: Schema, path: string): void {
    const plain: unknown = node.value;
    if (typeof plain === 'string') this.#text(node, plain, schema, path);
    if (typeof plain === 'number' && schema.minimum !== undefined && plain < schema.minimum) this.#report(node, `${path} must be at least ${schema.minimum}`);
    if (typeof plain === 'number' && schema.maximum !== undefined && plain > schema.maximum) this.#report(node, `${path} must be at most ${schema.maximum}`);
    if (node.type === 'array') this.#array(node, schema, path);
    if (node.type === 'object') this.#object(node, schema, path);
  }

  #any(node: Node, arms: readonly Schema[], path: string): void {
    const fitting = arms.find(({ type }) => hasType(node, type));
    if (fitting) this.value(node, fitting, path);
    else this.#report(node, `${path} must be ${arms.map(({ type }) => article(type)).join(' or ')}`);
  }

  #kind(node: Node, kinds: readonly Schema[], path: string): void {
    const [by = ''] = Object.entries(kinds[0]?.properties ?? {}).find(([, value]) => value.const !== undefined) ?? [];
    const told = node.type === 'object' ? node.children?.find(({ children: [key] = [] }) => key?.value === by)?.children?.[1] : undefined;
    if (node.type !== 'object') this.#report(node, `${path} must be an object`);
    else if (!told) this.#report(node, `${path} needs "${by}"`);
    else {
      const names = kinds.map(({ properties }) => properties?.[by]?.const ?? ''), name = String(told.value);
      const what = path.replace(/^.*\.|s?\[\d+\]$/g, ''), kind = kinds[names.indexOf(name)];
      if (kind) this.value(node, kind, `${what} "${name}"`);
      else this.#report(told, `no ${what} "${name}"${suggestion(name, names)}; there are ${names.join(', ')}`);
    }
  }

  #text(node: Node, text: string, schema: Schema, path: string): void {
    if (schema.const !== undefined && text !== schema.const) this.#report(node, `${path} must be "${schema.const}"`);
    if (schema.enum && !schema.enum.includes(text)) this.#report(node, `${path} must be one of ${schema.enum.join(', ')}${suggestion(text, schema.enum)}`);
    if (text.trim().length < (schema.minLength ?? 0)) this.#report(node, `${path} must not be empty`);
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text)) this.#report(node, `${path}: "${text}" does not have the form ${schema.pattern}`);
  }

  #array(node: Node, { minItems = 0, items }: Schema, path: string): void {
    const entries = node.children ?? [];
    if (entries.length < minItems) this.#report(node, `${path} must have at least ${minItems} ${minItems === 1 ? 'entry' : 'entries'}`);
    if (items) entries.forEach((child, i) => { this.value(child, items, `${path}[${i}]`); });
  }

  #object(node: Node, schema: Schema, path: string): void {
    const seen = new Set<string>(), { properties = {}, additionalProperties: others } = schema;
    const called = path === '' ? 'the file' : path;
    for (const { children: [key, value] = [] } of node.children ?? []) {
      if (!key || !value) continue;
      const name = String(key.value), inside = path === this.#name ? name : `${path}.${name}`;
      if (seen.has(name)) this.#report(key, `${called} has "${name}" twice`);
      seen.add(name);
      const known = properties[name];
      if (known) this.value(value, known, inside);
      else if (typeof others === 'object') this.value(value, others, inside);
      else if (others === false) {
        const names = Object.keys(properties).filter((one) => one !== '$schema');
        this.#report(key, `${called} has no "${name}"${suggestion(name, names) || `; there are ${names.join(', ')}`}`);
      }
    }
    for (const name of schema.required ?? []) if (!seen.has(name)) this.#report(node, `${called} needs "${name}"`);
  }
}

function hasType(node: Node, types: Schema['type']): boolean {
  const known = typeof types === 'string' ? [types] : types;
  return known === undefined || known.includes(node.type) || (known.includes('integer') && node.type === 'number' && Number.isInteger(node.value));
}

function article(types: Schema['type']): string {
  const known = typeof types === 'string' ? [types] : types ?? ['value'];
  return known.map((type) => (type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)).join(' or ');
}

function suggestion(name: string, known: readonly string[]): string {
  const [near] = nearest(name, known, 1);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
