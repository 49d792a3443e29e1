/**
 * Runs mocha on some files in this process and writes the outcome as JSON. As a program:
 * `node runMocha.mjs RESULT GREP TIMEOUT FILE...` (GREP may be empty); VS Code's extension host imports the function instead.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';

/**
 * @typedef {object} MochaRun
 * @property {readonly string[]} files
 * @property {string} result path of the JSON to write
 * @property {string} [grep] only tests whose title contains this
 * @property {number} timeoutMs a test's time limit, unless it sets its own
 */

/** A skip says why through test/skip.ts; the reason sits on the test, or on the suite whose hook skipped. @param {Mocha.Test} test */
function skipReason(test) {
  for (let at = /** @type {Mocha.Test | Mocha.Suite | undefined} */ (test); at !== undefined; at = at.parent) {
    if ('skipReason' in at) return String(at.skipReason);
  }
  return 'no reason given';
}

/**
 * @param {MochaRun} options
 * @returns {Promise<number>} how many tests failed
 */
export async function runMocha({ files, result, grep, timeoutMs }) {
  /** @type {{passed: number, failures: import('./outcome.mjs').Failure[], skips: import('./outcome.mjs').Skip[]}} */
  const outcome = { passed: 0, failures: [], skips: [] };
  const verbose = process.env.PAGELENS_TEST_VERBOSE !== undefined;

  class Collector {
    /** @param {Mocha.Runner} runner */
    constructor(runner) {
      runner.on('pass', (test) => {
        outcome.passed += 1;
        if (verbose) console.log(`  ok   ${test.fullTitle()} (${test.duration ?? 0} ms)`);
      });
      runner.on('fail', (test, error) => {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        outcome.failures.push({ title: test.fullTitle(), detail });
        if (verbose) console.log(`  FAIL ${test.fullTitle()}`);
      });
      runner.on('pending', (test) => outcome.skips.push({ title: test.fullTitle(), reason: skipReason(test) }));
    }
  }

  const mocha = new Mocha({
    // mocha's types want its own Base; any constructor that takes the runner works.
    reporter: /** @type {typeof Mocha.reporters.Base} */ (/** @type {unknown} */ (Collector)),
    timeout: timeoutMs,
    forbidOnly: process.env.CI !== undefined,
    ...(grep === undefined || grep === '' ? {} : { fgrep: grep }),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures = await new Promise((/** @type {(count: number) => void} */ resolve) => void mocha.run(resolve));
  writeFileSync(result, JSON.stringify(outcome));
  return failures;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const [result = '', grep = '', timeout = '', ...files] = argv.slice(2);
  const failures = await runMocha({ files, result, grep, timeoutMs: Number(timeout) });
  // A test that left a handle open (a server, a timer) must not hang the run.
  process.exit(failures === 0 ? 0 : 1);
}
