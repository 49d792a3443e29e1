import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { mustRun, run } from './process.mjs';
import { step } from './progress.mjs';

/** @param {string} path @returns {{devDependencies?: Record<string, string>, dependencies?: Record<string, string>, version?: string}} */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Whether every package that package.json names directly is there, in a version that npm last wrote for this lockfile. */
function isComplete() {
  const { dependencies, devDependencies } = readJson(inRoot('package.json'));
  const marker = inRoot('node_modules/.package-lock.json');
  if (!existsSync(marker)) return false;
  /** @type {{packages: Record<string, {version?: string}>}} */
  const installed = JSON.parse(readFileSync(marker, 'utf8'));
  /** @type {{packages: Record<string, {version?: string}>}} */
  const locked = existsSync(inRoot('package-lock.json')) ? JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')) : installed;
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) => {
    const key = `node_modules/${name}`;
    return existsSync(inRoot(key, 'package.json')) && installed.packages[key]?.version === locked.packages[key]?.version;
  });
}

/**
 * Fills node_modules on a fresh clone. Install scripts stay off: nothing here needs one, and some would download binaries.
 * Imports nothing outside Node, since there is nothing else yet.
 */
export async function ensureDependencies() {
  if (isComplete()) return;
  await step('npm ci', async () => {
    if (existsSync(inRoot('package-lock.json')) && (await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: inRoot() })).code === 0) return;
    // A lockfile that does not fit package.json: npm ci refuses, npm install mends.
    await mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: inRoot() });
  });
}
