/** `npm run build [-- --watch]`: dist/ (what ships) and out/test/ (what mocha runs). Types are checked by `npm run typecheck`. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from './lib/bundles.mjs';
import { inRoot, root } from './lib/paths.mjs';

const wasm = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-c/tree-sitter-c.wasm'];

/** What the editor holds our files of JSON against. */
const schemas = ['src/simulator/schema/scenario.schema.json', 'src/whatif/fit/proposal.schema.json', 'src/check/settings/tree.schema.json'];

function copyData() {
  mkdirSync(inRoot('dist'), { recursive: true });
  for (const path of [...wasm.map((name) => `node_modules/${name}`), ...schemas]) copyFileSync(inRoot(path), inRoot('dist', basename(path)));
}

/** A test that was deleted must not go on passing. @param {ReadonlySet<string>} written paths from the root */
function removeStale(written) {
  if (!existsSync(inRoot('out/test'))) return;
  for (const entry of readdirSync(inRoot('out/test'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !written.has(relative(root, path))) rmSync(path);
  }
}

/** @param {readonly esbuild.BuildOptions[]} all */
async function buildOnce(all) {
  const start = performance.now();
  const results = await Promise.all(all.map((bundle) => esbuild.build({ ...bundle, metafile: true })));
  removeStale(new Set(results.flatMap((result) => Object.keys(result.metafile.outputs))));
  const cli = all.find((bundle) => bundle.outfile === 'dist/pagelens.cjs');
  if (cli) chmodSync(inRoot('dist/pagelens.cjs'), 0o755);
  console.log(`build: ${all.length} bundles in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** @param {readonly esbuild.BuildOptions[]} all */
async function watch(all) {
  const contexts = await Promise.all(all.map((bundle) => esbuild.context({ ...bundle, logLevel: 'info' })));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log(`build: watching ${all.length} bundles, Ctrl-C ends; entries added later need a restart`);
}

copyData();
try {
  await (process.argv.includes('--watch') ? watch(bundles()) : buildOnce(bundles()));
} catch (error) {
  // esbuild has printed its own errors with file and line; only other ones need words.
  if (!(error instanceof Error && 'errors' in error)) throw error;
  process.exitCode = 1;
}
