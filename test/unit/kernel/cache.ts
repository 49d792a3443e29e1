import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `npm test` keeps unpacked kernels; the same rule as scripts/lib/paths.mjs. */
export const cachePath = (name: string): string =>
  join(process.env['PAGELENS_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pagelens'), name);
