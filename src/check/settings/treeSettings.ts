/** `.pagelens.json` at the top of a kernel tree; tree.schema.json beside this file says what each part means. */
import { findNodeAtLocation } from 'jsonc-parser/lib/esm/main.js';
import { type JsonError, jsonPlace, readJson, type Schema } from '../../json/schema.js';
import type { ClaimedValue, OwnOwner } from '../../model/ownOwners.js';
import { allStates } from '../../model/states/index.js';
import { type RuleName, RULES } from '../finding.js';
import schema from './tree.schema.json';

/** The file's name, exactly; `*.pagelens.json` with something before it is a scenario. */
export const SETTINGS_FILE = '.pagelens.json';

/** A finding that was looked at and may stay. */
export interface Suppression {
  readonly rule: RuleName;
  readonly file: string;
  readonly function?: string;
  readonly reason: string;
  /** Where the entry stands: `.pagelens.json:12`. */
  readonly at: string;
}

export interface TreeSettings {
  readonly ignore: readonly string[];
  readonly suppressions: readonly Suppression[];
  readonly owners: readonly OwnOwner[];
}

interface Written {
  readonly ignore?: readonly string[];
  readonly suppressions?: readonly Omit<Suppression, 'at'>[];
  readonly owners?: readonly OwnOwner[];
}

export const NO_SETTINGS: TreeSettings = { ignore: [], suppressions: [], owners: [] };

/** The published schema. */
export const treeSchema = schema as Schema;

export function readTreeSettings(text: string): { readonly settings: TreeSettings } | { readonly errors: readonly JsonError[] } {
  const file = readJson(text, treeSchema, '');
  if ('errors' in file) return file;
  const written = file.value as Written;
  const errors: JsonError[] = [];
  const place = (...path: (string | number)[]): { readonly line: number; readonly column: number } => jsonPlace(text, findNodeAtLocation(file.node, path)?.offset ?? 0);
  const suppressions = (written.suppressions ?? []).map((one, i) => {
    if (!RULES.some(({ name }) => name === one.rule)) errors.push({ ...place('suppressions', i, 'rule'), message: `unknown rule "${one.rule}"; known: ${RULES.map(({ name }) => name).join(', ')}` });
    return { ...one, at: `${SETTINGS_FILE}:${place('suppressions', i).line}` };
  });
  const owners = written.owners ?? [];
  owners.forEach((owner, i) => {
    if (allStates.some(({ name }) => name === owner.name)) errors.push({ ...place('owners', i, 'name'), message: `the model has a state "${owner.name}" of its own` });
    if (owners.findIndex(({ name }) => name === owner.name) < i) errors.push({ ...place('owners', i, 'name'), message: `owner "${owner.name}" twice` });
    owner.claims.forEach(({ holds }, k) => {
      const wrong = wrongValue(holds);
      if (wrong !== undefined) errors.push({ ...place('owners', i, 'claims', k, 'holds'), message: wrong });
    });
  });
  return errors.length > 0 ? { errors } : { settings: { ignore: written.ignore ?? [], suppressions, owners } };
}

/** A value written as an object says one thing. */
function wrongValue(holds: ClaimedValue): string | undefined {
  if (typeof holds === 'string') return undefined;
  const said = (['pointer', 'integer', 'constant'] as const).filter((key) => holds[key] !== undefined);
  if (said.length !== 1) return 'holds needs one of pointer, integer, constant';
  if (holds.tag !== undefined && said[0] !== 'pointer') return 'only a pointer has a tag';
  return holds.max !== undefined && said[0] !== 'integer' ? 'only an integer has a max' : undefined;
}
