import * as assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { skip } from '../skip.js';
import { listZip, type ZipEntry } from './zip.js';

/** Every file that may ship, and whether it must. What is not here is a leak: a source, a map, a test, a kernel's text. */
const allowed: readonly { readonly path: RegExp; readonly required: boolean }[] = [
  { path: /^\[Content_Types\]\.xml$/, required: true },
  { path: /^extension\.vsixmanifest$/, required: true },
  { path: /^extension\/package\.json$/, required: true },
  { path: /^extension\/package\.nls\.json$/, required: true },
  { path: /^extension\/l10n\/bundle\.l10n\.json$/, required: true },
  { path: /^extension\/readme\.md$/i, required: true },
  { path: /^extension\/changelog\.md$/i, required: true },
  { path: /^extension\/LICENSE(\.txt)?$/, required: true },
  { path: /^extension\/media\/icon\.png$/, required: true },
  { path: /^extension\/media\/view\.svg$/, required: true },
  { path: /^extension\/media\/walkthrough\/\w+\.md$/, required: true },
  // The bundled example: a small tree of our own.
  { path: /^extension\/examples\/include\/linux\/mm_types\.h$/, required: true },
  { path: /^extension\/examples\/(arch|drivers|fs|include|mm|net)\/[\w./-]+\.(c|h)$/, required: true },
  { path: /^extension\/examples\/(arch\/\w+\/)?(Kconfig|Makefile|README\.md)$/i, required: true },
  { path: /^extension\/dist\/(extension|client)\.cjs$/, required: true },
  { path: /^extension\/dist\/server\.cjs$/, required: true },
  { path: /^extension\/dist\/pagelens\.cjs$/, required: true },
  { path: /^extension\/dist\/(worker|checkWorker)\.cjs$/, required: true },
  { path: /^extension\/dist\/simulator\.cjs$/, required: true },
  { path: /^extension\/dist\/(web-tree-sitter|tree-sitter-c)\.wasm$/, required: true },
  { path: /^extension\/dist\/(scenario|proposal|tree)\.schema\.json$/, required: true },
  { path: /^extension\/dist\/browser\/(server|extension)\.js$/, required: false },
  { path: /^extension\/dist\/webview\.js$/, required: true },
  { path: /^extension\/dist\/webview\.css$/, required: true },
];

/** A download that a kernel developer does not wait for. */
const packedLimit = 2_000_000;

describe('the .vsix', () => {
  let vsix = '';
  let entries: readonly ZipEntry[] = [];

  before(function () {
    vsix = process.env['PAGELENS_VSIX'] ?? skip(this, 'PAGELENS_VSIX names no package: run npm test -- package');
    entries = listZip(vsix);
  });

  it('holds nothing that is not on the list', () => {
    const extra = entries.filter((entry) => !allowed.some(({ path }) => path.test(entry.path)));
    assert.deepEqual(extra.map(({ path }) => path), []);
  });

  it('holds all that it needs', () => {
    const missing = allowed.filter(({ path, required }) => required && !entries.some((entry) => path.test(entry.path)));
    assert.deepEqual(missing.map(({ path }) => path.source), []);
  });

  it(`is at most ${packedLimit / 1e6} MB`, () => {
    const largest = [...entries].sort((a, b) => b.packed - a.packed).slice(0, 3).map(({ path, packed }) => `${path} ${packed}`);
    assert.ok(statSync(vsix).size <= packedLimit, `${statSync(vsix).size} bytes; the largest: ${largest.join(', ')}`);
  });
});
