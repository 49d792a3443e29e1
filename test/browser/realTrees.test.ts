import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Place, placeIn } from './editor.js';
import { realRoot } from '../unit/kernel/realTree.js';
import { windowOn } from './window.js';

/** What is longer is not read; pixels. VS Code shows 250 of them and scrolls the rest. */
const HOVER_HEIGHT = 420;

/** Files of real kernels and what to hover over in each: the words that stand in its line, and what the hover must know of the name. */
const looks: readonly { readonly path: string; readonly at?: { readonly line: string; readonly word: string; readonly expected: string } }[] = [
  { path: 'mm/page_alloc.c', at: { line: 'page->mapping', word: 'mapping', expected: 'word 3' } },
  { path: 'mm/vmalloc.c' },
  { path: 'mm/zsmalloc.c', at: { line: 'page->index', word: 'index', expected: 'word 4' } },
  { path: 'mm/gup.c', at: { line: 'static void gup_put_folio(', word: 'gup_put_folio', expected: 'folio' } },
];

/**
 * A conflict of our own, put behind the file's code: all that is found in a file is told at once, so when this one is told, so is
 * whatever else is wrong.
 */
const CONFLICT = `
static void onto_a_list(void *address, struct list_head *list)
{
struct page *page = vmalloc_to_page(address);

list_add((struct list_head *)&page->mapping, list);
}
`;

for (const version of ['6.1', '6.12']) {
  describe(`a maintainer reads Linux ${version}`, () => {
    let root = '';
    const editor = windowOn((context) => (root = realRoot(context, version)));

    for (const { path, at } of looks) {
      it(`${path}: its conflict found and no false alarm${at ? ', a hover that leaves room for the code' : ''}`, async () => {
        await editor().openFile(path);
        await editor().untilServing(version);
        const place = at && codeWith(root, path, at.line, at.word);
        if (place) {
          const text = await editor().hover(place, at.expected);
          await editor().screenshot(`real-${version}-${path.replace(/\W/g, '-')}`);
          const height = await editor().hoverHeight();
          assert.ok(height < HOVER_HEIGHT, `${height} px: ${text}`);
        }
        await editor().append(CONFLICT);
        await editor().untilSquiggle();
        await editor().untilProblems(1);
        await editor().runCommand('File: Revert File');
        await editor().untilProblems(0);
      });
    }
  });
}

/** Where a word stands on the first line of code, not of a comment, that holds a text. */
function codeWith(root: string, path: string, text: string, word: string): Place {
  return placeIn(join(root, path), (line) => line.includes(text) && !/^\s*(\/?\*|\/\/)/.test(line), text, word);
}
