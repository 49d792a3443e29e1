import assert from 'node:assert/strict';
import { LayoutError } from '../../../src/layout/compute.js';
import { findOverlays, type OverlayRecords } from '../../../src/layout/overlays.js';
import type { RecordLayout } from '../../../src/layout/record.js';
import { TreeLayouts } from '../../../src/layout/treeLayouts.js';
import { testParser } from '../c/grammar.js';
import { openReal, realRoot } from '../kernel/realTree.js';
import { type OracleConfig, oracleLayouts, oracleText } from './oracleData.js';

/** What differs between our layout and the compiler's: sizes, every member's place, members one of the two does not have. */
function differences(ours: RecordLayout, theirs: OracleConfig['records'][string]): readonly string[] {
  const out: string[] = [];
  if (ours.size !== theirs.size) out.push(`size ${ours.size}, compiler ${theirs.size}`);
  if (ours.align !== theirs.align) out.push(`align ${ours.align}, compiler ${theirs.align}`);
  const known = new Map(ours.fields.map((field) => [field.path, field]));
  const wanted = new Set(theirs.fields.map((field) => field.path));
  for (const { path, offsetBits, sizeBits } of theirs.fields) {
    const field = known.get(path);
    if (!field) out.push(`${path} is missing`);
    else if (field.offsetBits !== offsetBits || field.sizeBits !== sizeBits) out.push(`${path} at bit ${field.offsetBits} (${field.sizeBits} bits), compiler ${offsetBits} (${sizeBits})`);
  }
  // The compiler's list has the record's own members; ours goes on into theirs (lru.next).
  for (const path of known.keys()) if (!path.includes('.') && !wanted.has(path)) out.push(`${path} is not the compiler's`);
  return out;
}

describe('layouts of 6.1 equal to the compiler\'s', function () {
  this.timeout(60_000);
  let overlays: OverlayRecords | undefined;

  for (const truth of oracleLayouts()) {
    it(`${truth.name}: ${Object.keys(truth.records).length} records`, async function () {
      const root = realRoot(this, '6.1');
      const setup = openReal(root, { config: { name: truth.config, text: oracleText(`configs/${truth.config}`) }, defines: truth.extraDefines.map((define) => define.slice(2)) });
      assert.equal(setup.arch.name, truth.arch, 'the architecture is told by the configuration');
      assert.deepEqual(setup.warnings, []);
      overlays ??= findOverlays(setup.tree);
      const layouts = new TreeLayouts(setup, await testParser(), overlays);
      const wrong = Object.entries(truth.records).flatMap(([record, theirs]) => {
        try {
          return differences(layouts.record(record), theirs).map((text) => `${record}: ${text}`);
        } catch (error) {
          if (!(error instanceof LayoutError)) throw error;
          return [`${record}: ${error.message}`];
        }
      });
      assert.equal(wrong.join('\n'), '');
    });
  }
});
