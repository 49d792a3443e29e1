import { type JsonFile, readJson, resolved, type Schema } from '../../json/schema.js';
import schema from '../schema/scenario.schema.json';

const root = schema as unknown as Schema;

/** The published schema itself, for forms. */
export const rootRule: Schema = root;

/** What the schema says of a kind of step. */
export function stepRule(kind: string): Schema | undefined {
  return root.$defs?.['step']?.oneOf?.map((one) => resolved(one, root)).find(({ properties }) => properties?.['do']?.const === kind);
}

/** Parses a scenario and holds it against the schema: its value, or every error with its place. Comments and trailing commas are allowed. */
export function readScenarioText(text: string): JsonFile {
  return readJson(text, root, 'scenario');
}
