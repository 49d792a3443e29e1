import type { Node } from 'jsonc-parser/lib/esm/main.js';
import { nearest } from '../nearest.js';

/** The part of JSON Schema that the proposal schema uses. */
export interface Rule {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Rule;
  readonly properties?: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
}

export interface RootRule extends Rule {
  readonly $defs: Readonly<Record<string, Rule>>;
}

type Report = (node: Node, message: string) => void;

/** Holds a parsed file against the schema and reports everything that is wrong where it stands. */
export function checkJson(node: Node, rule: Rule, path: string, root: RootRule, report: Report): void {
  if (rule.$ref !== undefined) {
    const target = root.$defs[rule.$ref.replace('#/$defs/', '')];
    if (target) checkJson(node, target, path, root, report);
    return;
  }
  const types = rule.type === undefined ? [] : typeof rule.type === 'string' ? [rule.type] : rule.type;
  const own = node.type === 'number' && Number.isInteger(node.value) ? 'integer' : node.type;
  if (types.length > 0 && !types.includes(own)) {
    report(node, `${path} must be ${types.map((type) => (type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)).join(' or ')}`);
    return;
  }
  if (typeof node.value === 'number' && rule.minimum !== undefined && node.value < rule.minimum) report(node, `${path} must be at least ${rule.minimum}`);
  if (node.type === 'array') {
    if ((node.children?.length ?? 0) < (rule.minItems ?? 0)) report(node, `${path} must have at least ${rule.minItems ?? 0} entries`);
    node.children?.forEach((child, i) => { if (rule.items) checkJson(child, rule.items, `${path}[${i}]`, root, report); });
  }
  if (node.type === 'object') checkObject(node, rule, path, root, report);
}

function checkObject(node: Node, rule: Rule, path: string, root: RootRule, report: Report): void {
  const seen = new Set<string>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (seen.has(name)) report(key, `${path} has "${name}" twice`);
    seen.add(name);
    const known = rule.properties?.[name];
    const near = known ? [] : nearest(name, Object.keys(rule.properties ?? {}), 1);
    if (known) checkJson(value, known, name, root, report);
    else report(key, `${path} has no "${name}"${near[0] === undefined ? '' : ` (did you mean "${near[0]}"?)`}`);
  }
  for (const name of rule.required ?? []) if (!seen.has(name)) report(node, `${path} needs "${name}"`);
}
