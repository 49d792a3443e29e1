/** Starts and ends a real VS Code server of our own, with the packaged extension in it. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { killGroup, mustRun, spawnGroup } from '../lib/process.mjs';
import { ensureVscode } from './install.mjs';
import { quietSettings } from './settings.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} profile a folder for this server's user data and extensions, made if need be
 * @property {string} [vsix] extension package to install
 * @property {boolean} [token] demand a secret in the address; false only where nobody else has an account
 * @property {boolean} [testDriver] let mocha run in the extension host; hides notification toasts
 * @property {Record<string, unknown>} [settings] user settings beside the quiet ones
 * @property {NodeJS.ProcessEnv} [env] added to the environment of the server and its extension hosts
 */

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {(folder: string, payload?: readonly (readonly [string, string])[]) => string} address of a window with a folder open
 * @property {() => Promise<void>} stop ends the server and its extension hosts
 * @property {Promise<void>} ended settles when the server has ended, by stop or by itself
 * @property {() => string} log what the server printed so far
 */

const host = '127.0.0.1';

/** @returns {Promise<number>} a port that was free a moment ago */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Settings are written once: what a user changes later stays. @param {ServerOptions} options */
function writeSettings({ profile, settings = {} }) {
  const path = join(profile, 'data/User/settings.json');
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
}

/**
 * Extensions are installed anew into a folder of this process: no older build beside the new one, and two servers on one profile
 * do not pull them from under each other.
 * @param {string} profile
 */
function extensionsFolder(profile) {
  const folder = mkdtempSync(join(profile, 'extensions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => string} log
 * @returns {Promise<void>} settled when the server listens, rejected when it ends before
 */
function listening(child, log) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with exit code ${code}\n${log()}`)));
    child.stdout?.on('data', () => {
      if (log().includes('Extension host agent listening')) resolve();
    });
  });
}

/**
 * Starts VS Code's server on 127.0.0.1, setting VS Code up first if it is not there yet.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const { node, server } = await ensureVscode();
  const { profile, vsix, token = false, testDriver = false, env } = options;
  writeSettings(options);
  const folders = [
    '--server-data-dir', join(profile, 'server'),
    '--user-data-dir', join(profile, 'data'),
    '--extensions-dir', extensionsFolder(profile),
  ];
  if (vsix !== undefined) await mustRun(node, [server, '--accept-server-license-terms', ...folders, '--install-extension', vsix]);

  const port = await freePort();
  const secret = randomBytes(16).toString('hex');
  const tokenFile = join(profile, 'token');
  // In a file: an argument could be read by every account on the machine.
  if (token) writeFileSync(tokenFile, secret, { mode: 0o600 });
  const child = spawnGroup(node, [
    server, '--host', host, '--port', String(port), ...folders,
    ...(token ? ['--connection-token-file', tokenFile] : ['--without-connection-token']),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
    '--accept-server-license-terms', '--telemetry-level', 'off', '--disable-workspace-trust', '--disable-getting-started-override',
  ], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

  let text = '';
  const log = () => text;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      text += chunk;
    });
  }
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('exit', () => resolve()));
  await listening(child, log);
  return {
    port,
    log,
    address: (folder, payload) => {
      const query = new URLSearchParams({
        ...(token ? { tkn: secret } : {}),
        folder,
        ...(payload ? { payload: JSON.stringify(payload) } : {}),
      });
      return `http://${host}:${port}/?${query.toString()}`;
    },
    ended,
    stop: () => {
      killGroup(child);
      return ended;
    },
  };
}
