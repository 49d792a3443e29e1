/** Reads the settings that lie at the top of a kernel tree. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_SETTINGS, readTreeSettings, SETTINGS_FILE, type TreeSettings } from '../check/settings/treeSettings.js';
import { UserError } from './errors.js';

/** @throws UserError with the places of all mistakes in the file */
export function settingsOf(root: string): TreeSettings {
  const path = join(root, SETTINGS_FILE);
  if (!existsSync(path)) return NO_SETTINGS;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`${SETTINGS_FILE}: cannot read: ${(error as Error).message}`);
  }
  const read = readTreeSettings(text);
  if ('errors' in read) throw new UserError(read.errors.map(({ line, column, message }) => `${SETTINGS_FILE}:${line}:${column}: ${message}`).join('\npagelens: '));
  return read.settings;
}
