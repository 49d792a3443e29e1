/**
 * `node scripts/bundle-layouts.mjs [VERSION ...]`: computes src/layout/bundled/linux-VERSION.json from the trees in the cache. Run by
 * hand: two of the trees are composed from several sources by hand too, and each file says what it was made from.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { inCache, inRoot } from './lib/paths.mjs';

const engine = 'computed from source by Pagelens\' layout engine under a preset configuration';

/** @type {readonly {version: string, kernel: string, tree: string, source: string, records: readonly string[]}[]} */
const kernels = [
  {
    version: '5.11', kernel: '5.11.4', tree: 'headers-5.11', records: ['page', 'list_head'],
    source: `Composed, not a release: struct page is that of v5.11.4 (read in a public copy of that tree), all other headers are those of Debian's linux-source-5.10 5.10.223-1; ${engine}.`,
  },
  {
    version: '6.1', kernel: '6.1.192', tree: 'linux-source-6.1', records: ['page', 'folio', 'slab', 'zspage', 'list_head'],
    source: `Debian's linux-source-6.1 (6.1.192), ${engine}.`,
  },
  {
    version: '6.6', kernel: '6.6.8', tree: 'headers-6.6', records: ['page', 'folio', 'ptdesc', 'slab', 'list_head'],
    source: `Composed, not a release: struct page, folio, ptdesc and slab are those of 6.6 (read in a public research tree on 6.6 and in GrapheneOS's 6.6), all other headers are those of Debian's linux-source-6.12 6.12.117; ${engine}.`,
  },
  {
    version: '6.12', kernel: '6.12.117', tree: 'linux-source-6.12', records: ['page', 'folio', 'ptdesc', 'slab', 'net_iov', 'zspage', 'list_head'],
    source: `Debian's linux-source-6.12 (6.12.117), ${engine}.`,
  },
  {
    version: '7.3', kernel: '7.3.4', tree: 'linux-source-7.3', records: ['page', 'folio', 'ptdesc', 'slab', 'zpdesc', 'netmem_desc', 'net_iov', 'ioptdesc', 'zspage', 'list_head'],
    source: `Debian's linux-source-7.3 (7.3.4-1~bpo13+1 of trixie-backports), ${engine}.`,
  },
];
const presets = ['x86_64', 'i386'];

/** The sources as one module, since they are TypeScript. */
async function loadEngine() {
  const outfile = inRoot('out/bundle-layouts.mjs');
  mkdirSync(inRoot('out'), { recursive: true });
  const modules = ['cli/nodeFiles', 'c/grammar', 'kernel/setup', 'layout/treeLayouts', 'layout/overlays', 'layout/bundled/stored'];
  await esbuild.build({
    stdin: { contents: modules.map((path) => `export * from './src/${path}.ts';`).join('\n'), resolveDir: inRoot() },
    outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

const wanted = process.argv.slice(2);
const { NodeFiles, loadGrammar, openTree, TreeLayouts, findOverlays, store } = await loadEngine();
const wasm = (/** @type {string} */ path) => readFileSync(inRoot('node_modules', path));
const parser = await loadGrammar({ runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), language: wasm('tree-sitter-c/tree-sitter-c.wasm') });

for (const { version, kernel, tree, source, records } of kernels) {
  if (wanted.length > 0 && !wanted.includes(version)) continue;
  const root = inCache(tree);
  if (!existsSync(root)) {
    console.error(`${version}: no ${tree} in the cache, left as it is`);
    process.exitCode = 1;
    continue;
  }
  const sets = presets.map((arch) => {
    const setup = openTree(new NodeFiles(root), { arch });
    const layouts = new TreeLayouts(setup, parser, findOverlays(setup.tree));
    const { wordSize, int64Align, endian, charSigned } = setup.arch;
    return store({
      kernel, arch: setup.arch.name, config: setup.config.name, abi: { wordSize, int64Align, endian, charSigned },
      records: Object.fromEntries(records.map((record) => [record, layouts.record(record)])),
    });
  });
  // A member a line: a change of the engine shows in a diff.
  const text = JSON.stringify({ kernel, source, sets }).replaceAll('],["', '],\n["');
  writeFileSync(inRoot(`src/layout/bundled/linux-${version}.json`), `${text}\n`);
  console.log(`${version}: ${records.length} records under ${presets.join(' and ')}, ${text.length} bytes`);
}
