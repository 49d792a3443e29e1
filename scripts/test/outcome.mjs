/**
 * What a stage of the test run came to. Plain data: it is written as JSON by the process that ran the tests, which may be
 * VS Code's extension host, and read by scripts/test.mjs.
 *
 * @typedef {object} Failure
 * @property {string} title
 * @property {string} detail stack or program output
 *
 * @typedef {object} Skip
 * @property {string} title
 * @property {string} reason
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {readonly Failure[]} failures
 * @property {readonly Skip[]} skips
 * @property {readonly Failure[]} [unsteady] what failed once and passed when it was told again
 */

/** @param {string} title @param {string} detail @returns {Outcome} */
export const failedAs = (title, detail) => ({ passed: 0, failures: [{ title, detail }], skips: [] });

/** @param {string} title @param {string} reason @returns {Outcome} */
export const skippedAs = (title, reason) => ({ passed: 0, failures: [], skips: [{ title, reason }] });

/** @param {readonly Outcome[]} outcomes @returns {Outcome} */
export const sum = (outcomes) => ({
  passed: outcomes.reduce((total, outcome) => total + outcome.passed, 0),
  failures: outcomes.flatMap((outcome) => outcome.failures),
  skips: outcomes.flatMap((outcome) => outcome.skips),
  unsteady: outcomes.flatMap((outcome) => outcome.unsteady ?? []),
});
