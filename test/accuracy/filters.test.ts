import assert from 'node:assert/strict';
import { listSources } from '../../src/cli/listSources.js';
import { NodeFiles } from '../../src/cli/nodeFiles.js';
import { openTree } from '../../src/kernel/setup.js';
import { findOverlays } from '../../src/layout/overlays.js';
import { FileUsesReader } from '../../src/uses/fileUses.js';
import { trackRecords } from '../../src/uses/track.js';
import { testParser } from '../unit/c/grammar.js';
import { realRoot } from '../unit/kernel/realTree.js';

/** The places of all uses below some folders, with or without the filters that save parsing. */
async function usesIn(root: string, folders: readonly string[], filtered: boolean): Promise<readonly string[]> {
  const { tree } = openTree(new NodeFiles(root), { arch: 'x86_64' });
  const parser = await testParser();
  const { tracked } = trackRecords(tree, parser, findOverlays(tree));
  const reader = new FileUsesReader(tree, { tracked, parser });
  if (!filtered) reader.nearby.mayHold = () => true;
  return listSources(root, folders).files.flatMap((path) => {
    const source = tree.source(path)!;
    const { uses } = reader.read(source);
    tree.release(source);
    return uses.map((use) => `${use.file}:${use.line}:${use.column} ${use.record}.${use.path} ${use.access}`);
  });
}

describe('the look at a function before it is parsed', function () {
  this.timeout(180_000);
  it('loses no use in mm/ and net/core/ of 6.12', async function () {
    const root = realRoot(this, '6.12');
    const folders = ['mm', 'net/core'];
    const all = await usesIn(root, folders, false);
    assert.ok(all.length > 900, `${all.length} uses`);
    assert.deepEqual(await usesIn(root, folders, true), all);
  });
});
