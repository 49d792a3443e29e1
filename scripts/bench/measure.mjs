import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @typedef {{ wall: number, cpu: number, memory: number, lines: number }} Run seconds, seconds, bytes of the peak resident set */

/**
 * Runs a command once. CPU time comes from the shell's own accounting of the finished process, peak memory from /proc while it runs.
 * @param {string} command @param {readonly string[]} args @param {string} cwd @returns {Promise<Run>}
 */
export function runOnce(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" 2>/dev/null', 'bash', command, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let lines = 0, times = '', memory = 0;
    child.stdout.on('data', (chunk) => { for (const byte of chunk) if (byte === 10) lines++; });
    child.stderr.on('data', (chunk) => { times += chunk; });
    const poll = setInterval(() => { memory = Math.max(memory, peakOfChildren(child.pid ?? 0)); }, 40);
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(poll);
      const [wall = NaN, user = NaN, system = NaN] = (times.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
      resolve({ wall, cpu: user + system, memory, lines });
    });
  });
}

/** The largest high-water mark among a shell's children, in bytes. @param {number} shell */
function peakOfChildren(shell) {
  try {
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return Math.max(0, ...children.map((pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024));
  } catch {
    return 0;
  }
}

/** @param {readonly number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** @param {readonly number[]} values @param {number} share 0 to 1 */
export const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
