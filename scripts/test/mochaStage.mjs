import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { run } from '../lib/process.mjs';
import { failedAs } from './outcome.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/** Where an extension host or a mocha process leaves its outcome. @param {string} name */
export function resultFile(name) {
  mkdirSync(inRoot('out/results'), { recursive: true });
  const path = inRoot('out/results', `${name}.json`);
  // An old one must not pass for the outcome of a run that died.
  rmSync(path, { force: true });
  return path;
}

/**
 * @param {string} path @param {string} title @param {string} otherwise what to show when there is no outcome
 * @returns {Outcome}
 */
export function readResult(path, title, otherwise) {
  if (!existsSync(path)) return failedAs(title, otherwise);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Built test files below out/test whose first folder is accepted.
 * @param {(folder: string) => boolean} accept
 */
export function builtTests(accept) {
  const base = inRoot('out/test');
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.js') && accept(path.split(/[\\/]/)[0] ?? ''))
    .map((path) => join(base, path))
    .sort();
}

/**
 * Runs mocha in a Node process of its own.
 * @param {{name: string, files: readonly string[], grep: string, testTimeoutMs: number, timeoutMs: number, env?: NodeJS.ProcessEnv}} options
 * @returns {Promise<Outcome>}
 */
export async function mochaInNode({ name, files, grep, testTimeoutMs, timeoutMs, env = {} }) {
  const result = resultFile(name);
  const args = ['--enable-source-maps', inRoot('scripts/test/runMocha.mjs'), result, grep, String(testTimeoutMs), ...files];
  const { code, output } = await run(process.execPath, args, { cwd: inRoot(), env, timeoutMs, show: true });
  return readResult(result, name, `mocha ended with exit code ${code}\n${output}`);
}
