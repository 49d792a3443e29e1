import type { LayoutSet } from '../../layout/record.js';
import type { Scenario } from './scenario.js';
import type { Schema } from '../../json/schema.js';
import { rootRule, stepRule } from './schema.js';

/** A value of a scenario that a person may change, as the schema describes it. */
export interface Parameter {
  /** JSON pointer into the scenario. */
  readonly pointer: string;
  readonly group: string;
  readonly label: string;
  readonly description: string;
  /** Absent: the scenario does not say. */
  readonly value?: string | number | boolean;
  readonly input:
    | { readonly kind: 'flag' }
    | { readonly kind: 'choice'; readonly options: readonly string[]; readonly optional: boolean }
    | { readonly kind: 'number'; readonly minimum: number; readonly maximum: number }
    | { readonly kind: 'text' };
}

/** Another value at a JSON pointer; undefined takes it away. */
export interface Change {
  readonly pointer: string;
  readonly value: string | number | boolean | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** Of the scenario itself: what runs, not what it is called. */
const ownNames: readonly string[] = ['kernel', 'arch', 'seed', 'zsmalloc', 'scamem'];
/** Of steps: names and sentences are no parameters. */
const notOfSteps: ReadonlySet<string> = new Set(['do', 'why', 'as', 'what', 'owner', 'by', 'state', 'with']);

/** What may be changed in a scenario: its machine, its cache, and the numbers, choices and flags of its steps. */
export function parametersOf(scenario: Scenario, layout: LayoutSet): readonly Parameter[] {
  const root = rootRule.properties ?? {};
  const places = placesIn(layout);
  const own = ownNames.flatMap((name) => (scenario[name as keyof Scenario] === undefined && name !== 'seed' && name !== 'arch' ? [] : one(root[name], '', name, 'Scenario', scenario as unknown as Values, places)));
  const machine = ['directMap', 'memmap'].flatMap((name) => one(root['machine']?.properties?.[name], '/machine', name, 'Machine', scenario.machine as unknown as Values, places));
  const zones = scenario.machine.zones.flatMap((zone, i) => ['node', 'type', 'pages'].flatMap((name) => one(root['machine']?.properties?.['zones']?.items?.properties?.[name], `/machine/zones/${i}`, name, `Zone ${i}`, zone as unknown as Values, places)));
  const grouped = scenario.grouped === undefined ? [] : Object.entries(root['grouped']?.properties ?? {}).flatMap(([name, rule]) => one(rule, '/grouped', name, 'Grouped vmalloc cache', scenario.grouped as unknown as Values, places));
  const steps = scenario.steps.flatMap((step, i) => Object.entries(stepRule(step.do)?.properties ?? {})
    .filter(([name, rule]) => !notOfSteps.has(name) && (name in step || rule.type === 'boolean'))
    .flatMap(([name, rule]) => one(rule, `/steps/${i}`, name, `Step ${i + 1}: ${step.do}`, step as unknown as Values, places)));
  return [...own, ...machine, ...zones, ...grouped, ...steps];
}

/** The scenario with other values at some pointers; undefined removes one. Pointers to nothing are passed over. */
export function withChanges(scenario: unknown, changes: readonly Change[]): unknown {
  const copy = structuredClone(scenario);
  for (const { pointer, value } of changes) {
    const path = pointer.split('/').slice(1);
    const name = path.pop();
    const parent = path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), copy);
    if (name === undefined || typeof parent !== 'object' || parent === null) continue;
    if (value === undefined) Reflect.deleteProperty(parent, name);
    else (parent as Record<string, unknown>)[name] = value;
  }
  return copy;
}

function one(rule: Schema | undefined, at: string, name: string, group: string, values: Values, places: readonly string[]): readonly Parameter[] {
  if (rule === undefined) return [];
  const given = values[name];
  const value = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? given : undefined;
  if (given !== undefined && value === undefined) return [];
  const input = inputFor(rule, name, value, places);
  return input === undefined ? [] : [{ pointer: `${at}/${name}`, group, label: name, description: rule.description ?? '', ...(value !== undefined && { value }), input }];
}

function inputFor(rule: Schema, name: string, value: Parameter['value'], places: readonly string[]): Parameter['input'] | undefined {
  const optional = value === undefined;
  if (rule.type === 'boolean') return { kind: 'flag' };
  if (rule.enum !== undefined) return { kind: 'choice', options: rule.enum, optional: optional || name === 'directMap' || name === 'memmap' };
  if (rule.type === 'integer' || rule.type === 'number') return { kind: 'number', minimum: rule.minimum ?? 0, maximum: rule.maximum ?? Number.MAX_SAFE_INTEGER };
  if (name === 'at' || name === 'member') return { kind: 'choice', options: [...new Set([...(value === undefined ? [] : [String(value)]), ...(name === 'at' ? ['contents'] : []), ...places])], optional: false };
  return rule.type === 'string' ? { kind: 'text' } : undefined;
}

/** Members of struct page that begin on a word: where a list node may be put. */
function placesIn(layout: LayoutSet): readonly string[] {
  const bits = layout.abi.wordSize * 8;
  return (layout.records['page']?.fields ?? []).filter(({ path, offsetBits, sizeBits }) => !/[.[]/.test(path) && sizeBits > 0 && offsetBits % bits === 0).map(({ path }) => path);
}
