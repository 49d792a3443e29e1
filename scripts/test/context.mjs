import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What every stage is handed.
 * @typedef {object} Context
 * @property {string} grep only tests whose title contains this; empty for all
 * @property {() => Promise<string>} vsix packs the extension once a run, and says where
 */

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {(context: Context) => Promise<import('./outcome.mjs').Outcome>} run
 */

/**
 * A folder that goes when the action has ended.
 * @template T
 * @param {(folder: string) => Promise<T>} action
 */
export async function inTemporaryFolder(action) {
  const folder = mkdtempSync(join(tmpdir(), 'pagelens-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
