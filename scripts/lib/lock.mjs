import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {string} path a lock folder @returns {boolean} whether its owner is gone */
function isStale(path) {
  try {
    process.kill(Number(readFileSync(join(path, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // EPERM: the owner lives and is another user's. No pid file: its owner is between mkdir and write, or died there.
    if (code === 'EPERM') return false;
    if (code === 'ESRCH') return true;
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return made !== undefined && Date.now() - made > 5000;
  }
}

/**
 * Runs an action while holding a lock, so that two runs do not fill the same cache folder. Waits for a live owner, takes over
 * from a dead one.
 * @template T
 * @param {string} path the lock's folder; made and removed here
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function withLock(path, action) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(path);
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (isStale(path)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (!told) console.error(`  waiting for another run that holds ${path}`);
    told = true;
    await sleep(500);
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  try {
    return await action();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
