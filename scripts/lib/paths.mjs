import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script belongs to. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** An absolute path inside the checkout. @param {...string} parts */
export const inRoot = (...parts) => join(root, ...parts);

/**
 * Where downloads live that outlast a checkout: the real VS Code, kernel sources.
 * PAGELENS_CACHE names another folder, for a read-only home or a shared disk.
 */
export const cacheDir = resolve(
  process.env.PAGELENS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pagelens'),
);

/** An absolute path inside the cache. @param {...string} parts */
export const inCache = (...parts) => join(cacheDir, ...parts);
