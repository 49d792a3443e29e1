/** Files of JSON (comments and trailing commas allowed) held against a JSON Schema: the value, or every error with its place. */
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser/lib/esm/main.js';

/** The part of JSON Schema that our published schemas use. `anyOf` is told apart by type. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly anyOf?: readonly Schema[];
}

/** 1-based line and column, in UTF-16 units. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A file's value with the places of its parts, or what is wrong with it. */
export type JsonFile = { readonly value: unknown; readonly node: Node } | { readonly errors: readonly JsonError[] };

/** @param name what the whole is called in messages */
export function readJson(text: string, schema: Schema, name: string): JsonFile {
  const syntax: ParseError[] = [];
  const node = parseTree(text, syntax, { allowTrailingComma: true, disallowComments: false });
  if (!node || syntax.length > 0) {
    const errors = syntax.map(({ offset, error }) => ({ ...jsonPlace(text, offset), message: printParseErrorCode(error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() }));
    return { errors: errors.length > 0 ? errors : [{ line: 1, column: 1, message: 'the file is empty' }] };
  }
  const errors: JsonError[] = [];
  new Check(schema, (at, message) => { errors.push({ ...jsonPlace(text, at.offset), message }); }).value(node, schema, name);
  return errors.length > 0 ? { errors } : { value: getNodeValue(node) as unknown, node };
}

export function jsonPlace(text: string, offset: number): { readonly line: number; readonly column: number } {
  return { line: text.slice(0, offset).split('\n').length, column: offset - text.lastIndexOf('\n', offset - 1) };
}

class Check {
  readonly #root: Schema;
  readonly #report: (at: Node, message: string) => void;

  constructor(root: Schema, report: (at: Node, message: string) => void) {
    this.#root = root;
    this.#report = report;
  }

  value(node: Node, given: Schema, path: string): void {
    const schema = this.#resolved(given);
    if (schema.anyOf) {
      const fitting = schema.anyOf.map((one) => this.#resolved(one)).find((one) => hasType(node, one.type));
      if (fitting) this.value(node, fitting, path);
      else this.#report(node, `${path} must be ${schema.anyOf.map((one) => article(this.#resolved(one).type ?? 'value')).join(' or ')}`);
      return;
    }
    if (schema.type !== undefined && !hasType(node, schema.type)) {
      this.#report(node, `${path} must be ${article(schema.type)}`);
      return;
    }
    const plain: unknown = node.value;
    if (typeof plain === 'string') this.#text(node, plain, schema, path);
    if (typeof plain === 'number' && schema.minimum !== undefined && plain < schema.minimum) this.#report(node, `${path} must be at least ${schema.minimum}`);
    if (node.type === 'array' && schema.items) for (const [i, child] of (node.children ?? []).entries()) this.value(child, schema.items, `${path}[${i}]`);
    if (node.type === 'object') this.#object(node, schema, path);
  }

  #text(node: Node, text: string, schema: Schema, path: string): void {
    if (schema.enum && !schema.enum.includes(text)) this.#report(node, `${path} must be one of ${schema.enum.join(', ')}`);
    if (text.trim().length < (schema.minLength ?? 0)) this.#report(node, `${path} must not be empty`);
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text)) this.#report(node, `${path}: "${text}" does not have the form ${schema.pattern}`);
  }

  #object(node: Node, schema: Schema, path: string): void {
    const seen = new Set<string>();
    for (const { children: [key, value] = [] } of node.children ?? []) {
      if (!key || !value) continue;
      const name = String(key.value);
      if (seen.has(name)) this.#report(key, `${path} has "${name}" twice`);
      seen.add(name);
      const known = schema.properties?.[name];
      if (known) this.value(value, known, path === '' ? name : `${path}.${name}`);
      else if (schema.additionalProperties === false) this.#report(key, `${path === '' ? 'the file' : path} has no "${name}"; there are ${Object.keys(schema.properties ?? {}).filter((one) => one !== '$schema').join(', ')}`);
    }
    for (const name of schema.required ?? []) if (!seen.has(name)) this.#report(node, `${path} needs "${name}"`);
  }

  #resolved(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.#root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {};
  }
}

function hasType(node: Node, type: string | undefined): boolean {
  return type === undefined || node.type === type || (type === 'integer' && node.type === 'number' && Number.isInteger(node.value));
}

function article(type: string): string {
  return type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
