import * as assert from 'node:assert/strict';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { FileUsesReader } from '../../../src/uses/fileUses.js';
import { IncrementalUses } from '../../../src/uses/incremental.js';
import { trackRecords } from '../../../src/uses/track.js';
import { testParser } from '../c/grammar.js';
import { randomEdits } from '../c/randomEdits.js';

describe('incremental uses', () => {
  for (const path of ['mm/page_alloc.c', 'mm/gup.c', 'include/linux/mm_types.h']) {
    it(`of ${path} are those of the whole text after each of 150 random edits`, async function () {
      this.timeout(60_000);
      const parser = await testParser();
      const { tree } = openTree(new NodeFiles('examples'));
      const { tracked } = trackRecords(tree, parser, findOverlays(tree));
      const fresh = (): IncrementalUses => new IncrementalUses(tree, new FileUsesReader(tree, { tracked, parser }));
      const incremental = fresh();
      let edit = 0;
      incremental.read(path);
      for (const text of randomEdits(tree.source(path)!.text, 150)) {
        edit++;
        tree.overlay(path, text);
        const { uses, losses } = incremental.read(path)!;
        const whole = fresh().read(path)!;
        assert.deepEqual(uses, whole.uses, `edit ${edit}`);
        assert.equal(losses.errors, whole.losses.errors, `edit ${edit}`);
        assert.deepEqual(losses.unknown.map(({ line, column, field }) => [line, column, field]), whole.losses.unknown.map(({ line, column, field }) => [line, column, field]), `edit ${edit}`);
      }
    });
  }
});
