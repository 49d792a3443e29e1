import * as assert from 'node:assert/strict';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { lineIndex } from '../../../src/c/position.js';
import type { SourceFiles } from '../../../src/kernel/files.js';
import type { KernelTree } from '../../../src/kernel/tree.js';
import { openTree } from '../../../src/kernel/setup.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { FileUsesReader } from '../../../src/uses/fileUses.js';
import { IncrementalUses } from '../../../src/uses/incremental.js';
import { trackRecords } from '../../../src/uses/track.js';
import { testParser } from '../c/grammar.js';
import { realRoot } from '../kernel/realTree.js';
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

/** Two readers of one tree: the second has read nothing when it is asked for a place. */
async function twice(files: SourceFiles): Promise<{ readonly tree: KernelTree; readonly fresh: () => IncrementalUses }> {
  const parser = await testParser();
  const { tree } = openTree(files);
  const { tracked } = trackRecords(tree, parser, findOverlays(tree));
  return { tree, fresh: () => new IncrementalUses(tree, new FileUsesReader(tree, { tracked, parser })) };
}

/** What is told at each use of a file is what the whole file tells there. @returns how many uses there are */
function sameAtEachPlace(tree: KernelTree, path: string, fresh: () => IncrementalUses): number {
  const file = tree.source(path)!, lines = lineIndex(file.text);
  const whole = fresh().read(path)!.uses;
  const alone = fresh();
  for (const use of whole) {
    const at = lines.offset(use.line, use.column), { outline } = file;
    const item = outline.items.find(({ start, end }) => start <= at && at <= end);
    if (!item || use.inMacroBody) continue;
    const own = whole.filter((one) => !one.inMacroBody && lines.offset(one.line, one.column) >= item.start && lines.offset(one.line, one.column) < item.end);
    assert.deepEqual(alone.at(path, at).filter((one) => !one.inMacroBody), own, `${path}:${use.line}`);
  }
  return whole.length;
}

describe('the uses at one place', () => {
  it('are those of the whole file, for each use in the examples', async () => {
    const { tree, fresh } = await twice(new NodeFiles('examples'));
    for (const path of ['mm/page_alloc.c', 'mm/gup.c', 'mm/vmalloc.c', 'include/linux/mm_types.h']) sameAtEachPlace(tree, path, fresh);
    assert.ok(sameAtEachPlace(tree, 'mm/page_alloc.c', fresh) > 10);
  });

  it('go through macros that stand for members, though no header was learnt', async () => {
    const files = new NodeFiles('examples');
    const text = '#include <linux/mm_types.h>\nstruct cursor { struct page *page; };\n#define cursor_page (cursor->page)\n#define cursor_index (cursor_page->index)\nstatic unsigned long f(struct cursor *cursor)\n{\n\treturn cursor_index;\n}\nstatic void g(struct page *page)\n{\n\tpage->private = 1;\n}\n';
    const { tree, fresh } = await twice(files);
    tree.overlay('mm/cursor.c', text);
    sameAtEachPlace(tree, 'mm/cursor.c', fresh);
    const fields = (at: string): readonly string[] => fresh().at('mm/cursor.c', text.indexOf(at)).map(({ field }) => field);
    assert.deepEqual(fields('private'), ['private']);
    assert.deepEqual(fields('index)'), fresh().read('mm/cursor.c')!.uses.map(({ field }) => field), 'inside a macro the whole file tells');
    assert.deepEqual(fields('return'), ['index']);
  });

  for (const version of ['6.1', '6.12']) {
    it(`are those of the whole file in Linux ${version}`, async function () {
      this.timeout(120_000);
      const { tree, fresh } = await twice(new NodeFiles(realRoot(this, version)));
      for (const path of ['mm/page_alloc.c', 'mm/slub.c', 'mm/hugetlb.c', 'mm/zsmalloc.c', 'mm/gup.c']) assert.ok(sameAtEachPlace(tree, path, fresh) > 5, path);
    });
  }
});
