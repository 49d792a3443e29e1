/**
 * `npm start [-- DIR] [--no-editor]`: on a fresh clone installs and builds, prints a short report of DIR, then opens DIR in VS
 * Code with the extension. Imports nothing but Node at the top: a fresh clone has no node_modules.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { onPath } from './lib/debian.mjs';
import { inCache, inRoot } from './lib/paths.mjs';
import { mustRun, runHere } from './lib/process.mjs';
import { packVsix } from './package.mjs';
import { startServer } from './vscode/server.mjs';

const usage = 'usage: npm start [-- [DIR] [--no-editor]]';

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`pagelens: ${message}`);
  process.exit(2);
}

/** @returns {{folder: string, editor: boolean}} */
function readArguments() {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--no-editor');
  if (unknown !== undefined) fail(`unknown option ${unknown}\n${usage}`);
  const paths = args.filter((arg) => !arg.startsWith('-'));
  if (paths.length > 1) fail(usage);
  // npm runs scripts in the package's folder; INIT_CWD is where the user stood.
  const folder = paths[0] === undefined ? inRoot('examples') : resolve(process.env.INIT_CWD ?? process.cwd(), paths[0]);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) fail(`${folder}: not a directory`);
  return { folder, editor: !args.includes('--no-editor') };
}

/** @param {string} folder @param {string} vsix @returns {Promise<boolean>} whether the user's own VS Code took it */
async function openInCode(folder, vsix) {
  const code = onPath('code');
  if (code === undefined) return false;
  if ((await runHere(code, ['--install-extension', vsix, '--force'])) === 0 && (await runHere(code, [folder])) === 0) return true;
  console.error(`pagelens: ${code} did not open ${folder}; trying VS Code in the browser`);
  return false;
}

/** @param {string} folder @param {string} vsix */
async function openInBrowser(folder, vsix) {
  const server = await startServer({ profile: inCache('vscode', 'profile'), vsix, token: true });
  console.log(`\nVS Code with Pagelens: ${server.address(folder)}\nCtrl-C ends it.`);
  // The server is a child in a group of its own; this process only has to stay.
  await server.ended;
  fail(`VS Code's server ended\n${server.log()}`);
}

/** @param {string} folder @param {boolean} editor */
async function start(folder, editor) {
  await ensureDependencies();
  await mustRun(process.execPath, [inRoot('scripts/build.mjs')]);
  const code = await runHere(process.execPath, [inRoot('dist/pagelens.cjs'), 'report', folder]);
  // Exit code 1 says that there are findings: that is what the report is for.
  if (code > 1) process.exit(code);
  if (!editor) return;
  const vsix = await packVsix();
  if (!(await openInCode(folder, vsix))) await openInBrowser(folder, vsix);
}

const { folder, editor } = readArguments();
try {
  await start(folder, editor);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
