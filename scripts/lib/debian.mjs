import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, run } from './process.mjs';
import { step } from './progress.mjs';

/** The first place of a program on PATH, or undefined. @param {string} program */
export function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** Whether packages can be installed here without asking anybody. */
export const isRootOnDebian = () => existsSync('/etc/debian_version') && process.getuid?.() === 0 && onPath('apt-get') !== undefined;

/** @param {string} name @returns {Promise<boolean>} */
async function isInstalled(name) {
  const { output } = await run('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name]);
  return output.trim() === 'installed';
}

/** A test or an editor has to do without something; the message says what to install. */
export class MissingPackage extends Error {}

/**
 * Installs Debian packages where that is possible, and says what to install where it is not.
 * @param {readonly string[]} names
 */
export async function ensurePackages(names) {
  /** @type {string[]} */
  const missing = [];
  for (const name of names) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return;
  if (!isRootOnDebian()) throw new MissingPackage(`needs ${missing.join(', ')}; on Debian: apt-get install ${missing.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // Two runs, or this one and unattended-upgrades, may meet at dpkg's lock.
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  await step(`apt-get install ${missing.join(' ')}`, async () => {
    // An old package list names versions that the archive no longer has; no list at all is common in containers.
    await run('apt-get', [...wait, 'update'], { env });
    await mustRun('apt-get', [...wait, 'install', '--yes', '--no-install-recommends', ...missing], { env });
  });
}
