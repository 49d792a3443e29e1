/**
 * `npm test [-- STAGE...] [--grep TEXT] [--verbose]`: on a fresh clone installs what is missing, then runs the stages, and closes
 * with one line. Imports nothing but Node at the top: a fresh clone has no node_modules.
 */
import { ensureDependencies } from './lib/dependencies.mjs';
import { ensurePackages, isRootOnDebian, MissingPackage } from './lib/debian.mjs';
import { ensureKernelSource } from './lib/kernelSource.mjs';
import { cacheDir, inRoot } from './lib/paths.mjs';
import { run } from './lib/process.mjs';
import { seconds } from './lib/progress.mjs';
import { packVsix } from './package.mjs';
import { failedAs, skippedAs, sum } from './test/outcome.mjs';

/** @typedef {import('./test/outcome.mjs').Outcome} Outcome */
/** @typedef {import('./test/context.mjs').Context} Context */
/** @typedef {import('./test/context.mjs').Stage} Stage */

const names = ['typecheck', 'lint', 'unit', 'truth', 'package', 'host', 'browser'];

function readArguments() {
  const args = process.argv.slice(2);
  const chosen = [];
  let grep = '';
  let verbose = false;
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (arg === '--verbose') verbose = true;
    else if (arg === '--grep') grep = args.shift() ?? '';
    else if (names.includes(arg)) chosen.push(arg);
    else {
      console.error(`npm test: no stage ${arg}; stages: ${names.join(' ')}`);
      process.exit(2);
    }
  }
  return { chosen: chosen.length > 0 ? chosen : names, grep, verbose };
}

/** Stages import packages, so they are loaded once packages are there. @returns {Promise<readonly Stage[]>} */
async function loadStages() {
  const [tools, node, host, browser] = await Promise.all([
    import('./test/toolStages.mjs'),
    import('./test/nodeStages.mjs'),
    import('./test/hostStage.mjs'),
    import('./test/browserStage.mjs'),
  ]);
  return [tools.typecheck, tools.lint, node.unit, node.truth, node.packaged, host.host, browser.browser];
}

/** Kernels that cannot be had are no error here: the tests that read them skip and say so. */
async function prepareKernels() {
  for (const version of ['6.1', '6.12']) {
    try {
      await ensureKernelSource(version);
    } catch (error) {
      console.error(`  linux-source-${version}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** An editor that one of the unit tests drives: without it that test skips and says so. */
async function prepareNeovim() {
  if (!isRootOnDebian()) return;
  try {
    await ensurePackages(['neovim']);
  } catch (error) {
    console.error(`  neovim: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param {Stage} stage @param {Context} context @returns {Promise<Outcome>} */
async function runStage(stage, context) {
  const start = performance.now();
  console.log(`${stage.name} ...`);
  let outcome;
  try {
    outcome = await stage.run(context);
  } catch (error) {
    outcome = error instanceof MissingPackage
      ? skippedAs(stage.name, error.message)
      : failedAs(stage.name, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  for (const { title, detail } of outcome.failures) console.log(`\nFAIL ${stage.name}: ${title}\n${detail.trimEnd()}\n`);
  const { passed, failures, skips } = outcome;
  console.log(`${stage.name}: ${passed + failures.length + skips.length} tests, ${failures.length} failures, ${skips.length} skips, ${seconds(start)}`);
  return outcome;
}

/** @returns {Promise<Outcome>} the build counts as a test only when it fails */
async function build() {
  const { code, output } = await run(process.execPath, [inRoot('scripts/build.mjs')], { show: true });
  return code === 0 ? sum([]) : failedAs('build', output);
}

const { chosen, grep, verbose } = readArguments();
process.env.PAGELENS_CACHE = cacheDir;
if (verbose) process.env.PAGELENS_TEST_VERBOSE = '1';
await ensureDependencies();
if (chosen.includes('unit') || chosen.includes('truth')) await prepareKernels();
if (chosen.includes('unit')) await prepareNeovim();
const built = await build();
/** @type {Promise<string> | undefined} */
let packing;
const context = { grep, vsix: () => (packing ??= packVsix()) };
const outcomes = [built];
if (built.failures.length > 0) console.log('build: failed, tests not run');
else for (const stage of (await loadStages()).filter(({ name }) => chosen.includes(name))) outcomes.push(await runStage(stage, context));

const total = sum(outcomes);
if (total.failures.length > 0) console.log(`\nfailed:\n${total.failures.map(({ title }) => `  ${title}`).join('\n')}`);
if (total.skips.length > 0) console.log(`\nskipped:\n${total.skips.map(({ title, reason }) => `  ${title}: ${reason}`).join('\n')}`);
const unsteady = total.unsteady ?? [];
if (unsteady.length > 0) console.log(`\nfailed once, passed when told again:\n${unsteady.map(({ title, detail }) => `  ${title}: ${detail.trim().split('\n')[0]}`).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failures.length} failed, ${total.skips.length} skipped`);
process.exit(total.failures.length === 0 ? 0 : 1);
