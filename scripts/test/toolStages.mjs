/** The type checkers and the linter: each counts as one test. */
import { run } from '../lib/process.mjs';
import { inRoot } from '../lib/paths.mjs';
import { failedAs } from './outcome.mjs';

/** Six times what they take today. */
const timeoutMs = 180_000;

/** @param {string} name an npm script @returns {import('./context.mjs').Stage} */
const npmScript = (name) => ({
  name,
  async run() {
    const { code, output } = await run('npm', ['run', '--silent', name], { cwd: inRoot(), timeoutMs });
    return code === 0 ? { passed: 1, failures: [], skips: [] } : failedAs(name, output);
  },
});

export const typecheck = npmScript('typecheck');
export const lint = npmScript('lint');
