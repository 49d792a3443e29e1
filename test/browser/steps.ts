import type { Context, Suite } from 'mocha';
import { skip } from '../skip.js';

/**
 * Each test of the suite builds on the one before: after one that failed the rest is skipped, and says so. Mocha's own bail would
 * leave them out without a word, and whatever test of the run had failed.
 */
export function inSteps(suite: Suite): void {
  suite.beforeEach(function (this: Context) {
    const failed = suite.tests.find(({ state }) => state === 'failed');
    if (failed) skip(this, `"${failed.title}" failed before`);
  });
}
