/** `npm run truth [-- --all]`: sown bugs found, twins blamed, and findings on kernels as they are (mm/; with --all the whole tree). */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadGrammar } from '../../src/c/grammar.js';
import { listSources } from '../../src/cli/listSources.js';
import { readFileSync } from 'node:fs';
import { isReviewed, type Kernel, measureSeeds, measureTree, reviewed } from './measure.js';

const all = process.argv.includes('--all');
const wasm = (name: string): Uint8Array => readFileSync(join(process.cwd(), 'dist', name));
const parser = await loadGrammar({ runtime: wasm('web-tree-sitter.wasm'), language: wasm('tree-sitter-c.wasm') });
const list = reviewed();
for (const kernel of ['6.1', '6.12'] satisfies readonly Kernel[]) {
  const root = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pagelens', `linux-source-${kernel}`);
  if (!existsSync(root)) {
    console.log(`${kernel}: no sources in ${root}; npm test fetches them`);
    continue;
  }
  const seeds = measureSeeds(root, kernel, parser);
  const missed = seeds.filter((seed) => !seed.found);
  console.log(`${kernel}: ${seeds.length - missed.length} of ${seeds.length} sown bugs found, ${seeds.filter((seed) => seed.twin.length > 0).length} correct twins blamed`);
  for (const { seed } of missed) console.log(`  missed: ${seed.name} (${seed.file}, ${seed.rule})`);
  for (const { seed, twin } of seeds) for (const finding of twin) console.log(`  blamed: ${seed.name} (${finding.file}:${finding.line}, ${finding.rule}): ${finding.message}`);
  const files = all ? listSources(root, ['']).files : readdirSync(join(root, 'mm')).filter((name) => /\.[ch]$/.test(name)).map((name) => `mm/${name}`);
  let lines = 0;
  const findings = measureTree(root, files, parser, (file) => {
    lines += readFileSync(join(root, file), 'latin1').split('\n').length;
  });
  const open = findings.filter((finding) => !isReviewed(finding, kernel, list));
  console.log(`${kernel}: ${findings.length} findings in ${files.length} files, ${lines} lines; ${findings.length - open.length} of them reviewed`);
  for (const finding of open) console.log(`  ${finding.file}:${finding.line}: ${finding.severity}: ${finding.rule}: ${finding.message}`);
}
