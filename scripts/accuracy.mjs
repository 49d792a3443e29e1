/** `npm run accuracy`: builds, then scores `pagelens uses` against what a compiler saw (test/accuracy/). Options: test/accuracy/main.ts. */
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { ensureKernelSource } from './lib/kernelSource.mjs';
import { inRoot } from './lib/paths.mjs';
import { mustRun } from './lib/process.mjs';

await mustRun(process.execPath, [inRoot('scripts/build.mjs')]);
if (!process.argv.includes('--kernel')) await ensureKernelSource('6.1');
const outfile = inRoot('out/accuracy.mjs');
await esbuild.build({
  entryPoints: [inRoot('test/accuracy/main.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
