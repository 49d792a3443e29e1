/** `npm run truth`: builds, then counts sown bugs found and findings on kernels as they are (test/truth/). `-- --all`: the whole trees. */
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { ensureKernelSource } from './lib/kernelSource.mjs';
import { inRoot } from './lib/paths.mjs';
import { mustRun } from './lib/process.mjs';

await mustRun(process.execPath, [inRoot('scripts/build.mjs')]);
await ensureKernelSource('6.1');
await ensureKernelSource('6.12');
const outfile = inRoot('out/truth.mjs');
await esbuild.build({
  entryPoints: [inRoot('test/truth/main.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
