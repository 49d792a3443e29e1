/** `npm run bench [-- NAME...]`: medians of our figures with peers in the same run. NAME: scans, keystroke, footprints, whatIf, simulator, panel (default: all). */
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import * as esbuild from 'esbuild';
import { scanBench } from './bench/scans.mjs';
import { assembly } from './lib/assembly.mjs';
import { bundleJsoncParser } from './lib/bundles.mjs';
import { inRoot } from './lib/paths.mjs';
import { mustRun } from './lib/process.mjs';

const wanted = process.argv.slice(2);
const runs = (/** @type {string} */ name) => wanted.length === 0 || wanted.includes(name);

await mustRun(process.execPath, [inRoot('scripts/build.mjs')]);
console.log(`${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
if (runs('scans')) {
  console.log('\n| whole process, median of 3 | wall | CPU | peak memory | results |\n| --- | ---: | ---: | ---: | ---: |');
  for (const row of await scanBench()) console.log(row);
}
for (const name of ['keystroke', 'footprints', 'whatIf', 'simulator']) {
  const entry = inRoot('bench', `${name}.ts`);
  if (!runs(name) || !existsSync(entry)) continue;
  console.log('');
  const outfile = inRoot('out', 'bench', `${name}.mjs`);
  await esbuild.build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning', target: 'es2023', plugins: [assembly, bundleJsoncParser] });
  // tree-sitter's runtime is made once for a process.
  await mustRun(process.execPath, [outfile], { show: true });
}

if (runs('panel')) {
  // Measured in the real editor, by the browser test that also holds the figures to their limits.
  console.log('');
  await mustRun(process.execPath, [inRoot('scripts/test.mjs'), 'browser', '--grep', '(speed)']);
  for (const part of ['startup', 'panel']) {
    for (const [name, value] of Object.entries(JSON.parse(readFileSync(inRoot(`out/${part}-speed.json`), 'utf8')))) console.log(`${part}: ${name}: ${value}`);
  }
}
