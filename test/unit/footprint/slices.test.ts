import * as assert from 'node:assert/strict';
import { checkFile } from '../../../src/check/checkFile.js';
import { checkContext, type CheckContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';

const context = async (): Promise<CheckContext> => checkContext(openTree(new NodeFiles('examples')), await testParser());

describe('footprints read in slices', () => {
  it('come to the same findings, a function at a time', async () => {
    for (const path of ['mm/vmalloc_mapping_index.c', 'mm/vmalloc_index_private.c', 'mm/gup.c']) {
      const whole = await context(), sliced = await context();
      const check = (): ReturnType<typeof checkFile> => checkFile(sliced.tree.source(path)!, sliced);
      let slices = 1, progress = sliced.footprints.until(() => true, check);
      for (; !progress.isDone; slices++) progress = sliced.footprints.until(() => true, check);
      assert.deepEqual(progress.value, checkFile(whole.tree.source(path)!, whole), path);
      assert.ok(slices > 10, `${path}: ${slices} slices`);
    }
  });

  it('are read at once when there is time', async () => {
    const { footprints, tree } = await context();
    const progress = footprints.until(() => false, () => footprints.summary('get_user_pages', tree.source('mm/gup.c')!));
    assert.ok(progress.isDone && progress.value?.function === 'get_user_pages');
  });

  it('let every other error through', async () => {
    const { footprints } = await context();
    assert.throws(() => footprints.until(() => false, () => { throw new RangeError('of the asker'); }), RangeError);
  });
});
