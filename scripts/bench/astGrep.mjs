import { existsSync } from 'node:fs';
import { inCache } from '../lib/paths.mjs';
import { mustRun } from '../lib/process.mjs';

/** @ast-grep/cli, the peer measured beside us; kept in the cache folder, never in the project. @returns {Promise<string | undefined>} */
export async function astGrep() {
  const folder = inCache('peers');
  const binary = inCache('peers', 'node_modules', '@ast-grep', `cli-${process.platform}-${process.arch}-gnu`, 'ast-grep');
  if (!existsSync(binary)) await mustRun('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-save', '@ast-grep/cli@0.51.1']);
  return existsSync(binary) ? binary : undefined;
}
