import * as assert from 'node:assert/strict';
import { NodeFiles } from '../../../src/cli/nodeFiles.js';
import { openTree } from '../../../src/kernel/setup.js';
import { findOverlays } from '../../../src/layout/overlays.js';
import { FileUsesReader } from '../../../src/uses/fileUses.js';
import { IncrementalUses } from '../../../src/uses/incremental.js';
import { trackRecords } from '../../../src/uses/track.js';
import { testParser } from '../c/grammar.js';

/** What people type, and what breaks things: comments that swallow, braces that do not close, conditions, macros, declarations. */
const PIECES = ['x', ' ', '\n', '\n\n', 'page->private = 1;', '\n\tpage->index++;\n', '/*', '*/', '{', '}', '(', ';', '\n#if 0\n', '\n#endif\n', '\n#define P(p) ((p)->private)\n', 'P(page);', '"', '\nstruct page *g(void);\n', '\nint h(struct page *page)\n{\n\treturn page->_refcount.counter;\n}\n'];

describe('incremental uses', () => {
  for (const path of ['mm/page_alloc.c', 'mm/gup.c', 'include/linux/mm_types.h']) {
    it(`of ${path} are those of the whole text after each of 150 random edits`, async function () {
      this.timeout(60_000);
      const parser = await testParser();
      const { tree } = openTree(new NodeFiles('examples'));
      const { tracked } = trackRecords(tree, parser, findOverlays(tree));
      const fresh = (): IncrementalUses => new IncrementalUses(tree, new FileUsesReader(tree, { tracked, parser }));
      const incremental = fresh();
      const original = tree.source(path)!.text;
      let text = original, random = 11;
      const next = (limit: number): number => (random = (random * 48271) % 2147483647) % limit;
      incremental.read(path);
      for (let i = 0; i < 150; i++) {
        const at = next(text.length), gone = next(3) === 0 ? next(30) : 0;
        text = text.slice(0, at) + PIECES[next(PIECES.length)]! + text.slice(at + gone);
        // A text that is broken everywhere tests nothing any more.
        if (i % 12 === 11) text = original;
        tree.overlay(path, text);
        const { uses, losses } = incremental.read(path)!;
        const whole = fresh().read(path)!;
        assert.deepEqual(uses, whole.uses, `edit ${i}`);
        assert.equal(losses.errors, whole.losses.errors, `edit ${i}`);
        assert.deepEqual(losses.unknown.map(({ line, column, field }) => [line, column, field]), whole.losses.unknown.map(({ line, column, field }) => [line, column, field]), `edit ${i}`);
      }
    });
  }
});
