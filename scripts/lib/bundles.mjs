import { existsSync, readdirSync } from 'node:fs';
import { assembly } from './assembly.mjs';
import { inRoot } from './paths.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

/**
 * esbuild leaves import.meta empty in CommonJS, and the sources are written as modules. A bundle is one file,
 * so its own place is the right answer for every module in it.
 */
const moduleUrl = {
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
};

/** @type {BuildOptions} */
const shared = {
  absWorkingDir: inRoot(),
  bundle: true,
  logLevel: 'warning',
  sourcemap: 'linked',
  sourcesContent: false,
  target: 'es2023',
  legalComments: 'none',
  plugins: [assembly],
};

/**
 * The language client is a bundle of its own, beside the extension's: what a C file anywhere activates reads no library that only a kernel
 * tree needs. VS Code gives its API to what is required, so it is not imported.
 * @type {import('esbuild').Plugin}
 */
const clientBeside = {
  name: 'client-beside',
  setup(build) {
    build.onResolve({ filter: /^\.\/client\.js$/ }, () => ({ path: './client.cjs', external: true }));
  },
};

/** @type {BuildOptions} Node 20.19 is the oldest host: a terminal, an editor's server process, VS Code's extension host. */
const node = { ...shared, ...moduleUrl, platform: 'node', format: 'cjs', target: 'node20.19', minify: true };

/** @type {BuildOptions} VS Code's web worker extension host and the workers it starts. */
const browser = { ...shared, platform: 'browser', format: 'cjs', external: ['vscode'] };

/** The bundles that ship, one a host. @type {readonly BuildOptions[]} */
const shipped = [
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/pagelens.cjs',
    banner: { js: `#!/usr/bin/env node\n${moduleUrl.banner.js}` },
  },
  { ...node, entryPoints: ['src/cli/worker.ts'], outfile: 'dist/worker.cjs' },
  { ...node, entryPoints: ['src/cli/checkWorker.ts'], outfile: 'dist/checkWorker.cjs' },
  { ...node, entryPoints: ['src/server/node.ts'], outfile: 'dist/server.cjs' },
  {
    ...node,
    entryPoints: ['src/extension/main.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    plugins: [assembly, clientBeside],
    supported: { 'dynamic-import': false },
  },
  { ...node, entryPoints: ['src/extension/client.ts'], outfile: 'dist/client.cjs', external: ['vscode'] },
  { ...node, entryPoints: ['src/extension/simulation/worker.ts'], outfile: 'dist/simulator.cjs' },
  { ...browser, entryPoints: ['src/server/browser.ts'], outfile: 'dist/browser/server.js', format: 'iife' },
  { ...browser, entryPoints: ['src/extension/browser.ts'], outfile: 'dist/browser/extension.js' },
  { ...shared, entryPoints: ['webview/main.ts'], outfile: 'dist/webview.js', platform: 'browser', format: 'iife', minify: true },
];

/**
 * jsonc-parser's module build imports its own files without endings, which Node refuses: it is bundled where other packages stay outside.
 * @type {import('esbuild').Plugin}
 */
export const bundleJsoncParser = {
  name: 'bundle-jsonc-parser',
  setup(build) {
    build.onResolve({ filter: /^jsonc-parser/ }, () => ({ path: inRoot('node_modules/jsonc-parser/lib/esm/main.js') }));
  },
};

/** Every file below test/, as paths from the root with forward slashes. */
const testFiles = () =>
  readdirSync(inRoot('test'), { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .sort();

/**
 * Tests import the sources, not the shipped bundles. Those for Node share chunks, so that a module's state (a parser that
 * is loaded once) is one for all of them; those for the extension host are CommonJS, because they require 'vscode'.
 * @returns {BuildOptions[]}
 */
function testBundles() {
  const files = testFiles();
  const inHost = (/** @type {string} */ path) => path.startsWith('test/host/');
  const isTest = (/** @type {string} */ path) => path.endsWith('.test.ts');
  const common = { ...shared, platform: /** @type {const} */ ('node'), packages: /** @type {const} */ ('external'), outbase: 'test', plugins: [...(shared.plugins ?? []), bundleJsoncParser] };
  return [
    {
      ...common,
      entryPoints: files.filter((path) => isTest(path) && !inHost(path)),
      outdir: 'out/test',
      format: 'esm',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
    },
    {
      ...common,
      entryPoints: files.filter((path) => inHost(path) && (isTest(path) || path === 'test/host/index.ts')),
      outdir: 'out/test',
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      define: moduleUrl.define,
      banner: moduleUrl.banner,
    },
  ];
}

/**
 * All bundles whose entry exists. A room that is not built yet has no entry, and that is no error.
 * @returns {BuildOptions[]}
 */
export function bundles() {
  return [...shipped, ...testBundles()]
    .map((bundle) => ({ ...bundle, entryPoints: /** @type {string[]} */ (bundle.entryPoints).filter((path) => existsSync(inRoot(path))) }))
    .filter((bundle) => bundle.entryPoints.length > 0);
}
