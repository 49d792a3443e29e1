import * as assert from 'node:assert/strict';
import { placeOf } from './editor.js';
import { windowOnExamples } from './window.js';

describe('a newcomer reads struct page', () => {
  const editor = windowOnExamples();

  it('hovers over a member where it is declared', async () => {
    await editor().openFile('include/linux/mm_types.h');
    await editor().untilServing();
    const text = await editor().hover(placeOf('include/linux/mm_types.h', 'unsigned long private;', 'private'), 'word 5');
    await editor().screenshot('hover-declaration');
    assert.match(text, /struct page\.private/);
    assert.equal(await editor().page.locator('.monaco-hover:visible span[style*="--vscode-pagelens-word5"]').count(), 1, 'the colour of the word');
    assert.match(text, /counters/);
  });

  it('hovers over a use of it', async () => {
    await editor().openFile('mm/page_alloc.c');
    const text = await editor().hover(placeOf('mm/page_alloc.c', 'page->mapping', 'mapping'), 'word 3');
    await editor().screenshot('hover-use');
    assert.match(text, /here: read in/);
  });

  it('lists all uses of the bits under every name', async () => {
    await editor().openFile('mm/util.c');
    await editor().goTo(placeOf('mm/util.c', 'READ_ONCE(page->mapping)', 'mapping'));
    await editor().runCommand('Pagelens: Find All Uses of These Bits');
    const files = await editor().referenceFiles();
    await editor().screenshot('references');
    assert.ok(files.some((file) => file.includes('vmalloc_mapping_index.c')), files.join('\n'));
  });
});
