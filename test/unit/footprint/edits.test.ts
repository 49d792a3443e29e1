import * as assert from 'node:assert/strict';
import { checkFile } from '../../../src/check/checkFile.js';
import { checkContext, type CheckContext } from '../../../src/check/context.js';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { sitesOf } from '../../../src/footprint/effect.js';
import { openTree } from '../../../src/kernel/setup.js';
import { testParser } from '../c/grammar.js';
import { randomEdits } from '../c/randomEdits.js';

/** Files whose functions are looked at: the edited one, those it calls and those that call it. */
const FILES = ['mm/page_alloc.c', 'mm/gup.c', 'mm/util.c', 'mm/vmalloc.c', 'mm/compaction.c', 'mm/list_lru.c'];

/** What callers are told of every function, with the places. */
function told({ footprints, tree }: CheckContext): readonly string[] {
  return FILES.flatMap((path) => {
    const file = tree.source(path)!;
    return file.outline.items.flatMap(({ kind, name }) => {
      const summary = kind === 'function' && name !== '' ? footprints.summary(name, file) : undefined;
      if (!summary) return [];
      const effects = summary.effects.map((effect) => `${effect.kind} ${effect.record}.${effect.path} ${effect.offset ?? ''} ${effect.marker ?? ''} ${effect.may} ${sitesOf(effect.chain).map((site) => `${site.file}:${site.offset}`).join(' > ')}`);
      return [`${path}:${summary.at.offset} ${name} leaves ${summary.leaves.size}, calls ${summary.calls.map(({ callee, site }) => `${callee}@${site.offset}`).join()}\n  ${effects.join('\n  ')}`];
    });
  });
}

describe('footprints of a tree that is being edited', () => {
  for (const path of ['mm/page_alloc.c', 'mm/vmalloc.c', 'mm/util.c']) {
    it(`are those of the tree as it is, and so are findings, after each of 60 random edits of ${path}`, async function () {
      this.timeout(120_000);
      const parser = await testParser();
      const setup = openTree(new NodeFiles('examples')), { tree } = setup;
      const edited = checkContext(setup, parser);
      told(edited);
      let edit = 0;
      for (const text of randomEdits(tree.source(path)!.text, 60)) {
        edit++;
        const before = tree.source(path);
        tree.overlay(path, text);
        edited.footprints.changed(path, before);
        const fresh = openTree(new NodeFiles('examples'));
        fresh.tree.overlay(path, text);
        const whole = checkContext(fresh, parser);
        const now = told(edited), expected = told(whole);
        // The whole lists would say nothing to whoever reads the failure.
        const differs = expected.findIndex((one, index) => one !== now[index]);
        assert.equal(now[differs], expected[differs], `edit ${edit}`);
        for (const file of [path, 'mm/gup.c']) assert.deepEqual(checkFile(tree.source(file)!, edited), checkFile(fresh.tree.source(file)!, whole), `edit ${edit}, findings in ${file}`);
      }
    });
  }

  it('say of a header\'s functions what its includers see, also when the header is looked at by itself', async () => {
    const { tree, ...setup } = openTree(new NodeFiles('examples'));
    // The second header lives on names that the file brings before it.
    tree.overlay('drivers/misc/fill.h', '#include <linux/mm.h>\nstatic inline void part_fill(struct page *page) { page->private = 1; }\n');
    tree.overlay('drivers/misc/parts.h', 'static inline void part_mark(struct page *page) { part_fill(page); }\n');
    tree.overlay('drivers/misc/driver.c', '#include "fill.h"\n#include "parts.h"\nvoid part_begin(struct page *page) { part_mark(page); }\n');
    const { footprints } = checkContext({ tree, ...setup }, await testParser());
    const file = tree.source('drivers/misc/driver.c')!, header = tree.source('drivers/misc/parts.h')!;
    const written = (): readonly string[] => footprints.summary('part_mark', file)!.effects.map(({ kind, path }) => `${kind} ${path}`);
    footprints.traces(header);
    assert.deepEqual(written(), ['write private']);
    footprints.traces(header);
    assert.deepEqual(written(), ['write private']);
  });

  it('say of functions that call each other the same, whichever is looked at first', async () => {
    const { tree, ...setup } = openTree(new NodeFiles('examples'));
    tree.overlay('drivers/misc/circle.c', [
      '#include <linux/mm.h>', 'void circle_out(struct page *page);',
      'void circle_in(struct page *page) { circle_out(page); }',
      'void circle_out(struct page *page) { page->private = 1; if (page->index) circle_in(page); }',
      'void circle_user(struct page *page) { circle_in(page); }', ''].join('\n'));
    const file = tree.source('drivers/misc/circle.c')!, parser = await testParser();
    const written = (...order: readonly string[]): readonly string[] => {
      const { footprints } = checkContext({ tree, ...setup }, parser);
      return order.map((name) => footprints.summary(name, file)!).at(-1)!.effects.map(({ kind, path }) => `${kind} ${path}`).sort();
    };
    assert.deepEqual(written('circle_user'), ['read index', 'write private']);
    assert.deepEqual(written('circle_out', 'circle_user'), written('circle_user'));
    assert.deepEqual(written('circle_in', 'circle_out', 'circle_user'), written('circle_user'));
  });
});
