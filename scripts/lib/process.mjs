import { spawn } from 'node:child_process';

/**
 * Children that lead a process group of their own. VS Code's server starts an extension host that can outlive it, so whole
 * groups are ended, and none is left behind when this process goes.
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const groups = new Set();

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
export function killGroup(child, signal = 'SIGKILL') {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}

process.on('exit', () => {
  for (const child of groups) killGroup(child);
});
for (const [signal, code] of /** @type {const} */ ([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])) {
  process.on(signal, () => process.exit(code));
}

/**
 * Starts a program as leader of its own process group.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function spawnGroup(file, args, options = {}) {
  const child = spawn(file, args, { ...options, detached: true });
  groups.add(child);
  // The leader's end is not the group's: what it left running goes too.
  child.once('exit', () => {
    killGroup(child);
    groups.delete(child);
  });
  child.once('error', () => groups.delete(child));
  return child;
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's environment
 * @property {number} [timeoutMs] ends the whole group after this long
 * @property {boolean} [show] pass output on as it comes, beside keeping it
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 128 + n after a signal, 124 after a timeout, 127 when it could not start
 * @property {string} output stdout and stderr in the order they came
 */

/**
 * Runs a program to its end. Never throws: what went wrong is in the result.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(file, args, { cwd, env, timeoutMs, show = false } = {}) {
  return new Promise((resolve) => {
    const child = spawnGroup(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${file}: ${error.message}` });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (timedOut) output += `\nended after ${(timeoutMs ?? 0) / 1000} s`;
      resolve({ code: timedOut ? 124 : code ?? (signal === null ? 1 : 128), output });
    });
  });
}

/**
 * Like run, but a failure throws, with the end of what the program printed.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export async function mustRun(file, args, options = {}) {
  const { code, output } = await run(file, args, options);
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-15).join('\n');
  throw new Error(`${[file, ...args].join(' ')}: exit code ${code}${tail === '' ? '' : `\n${tail}`}`);
}

/**
 * Runs a program on this terminal: its input, output and Ctrl-C are the user's.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} exit code
 */
export function runHere(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: 'inherit' });
    child.once('error', (error) => {
      console.error(`${file}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
