import { placeOf } from './editor.js';
import { untilCount } from './text.js';
import { windowOnExamples } from './window.js';

describe('a newcomer reads struct page', () => {
  const editor = windowOnExamples();

  it('hovers over a member where it is declared', async () => {
    await editor().openFile('include/linux/mm_types.h');
    await editor().untilServing();
    await editor().hover(placeOf('include/linux/mm_types.h', 'unsigned long private;', 'private'), 'word 5', 'struct page.private', 'counters');
    await untilCount(editor().page.locator('.monaco-hover:visible span[style*="--vscode-pagelens-word5"]'), 1);
    await editor().screenshot('hover-declaration');
  });

  it('hovers over a use of it', async () => {
    await editor().openFile('mm/page_alloc.c');
    await editor().hover(placeOf('mm/page_alloc.c', 'page->mapping', 'mapping'), 'word 3', 'here: read in');
    await editor().screenshot('hover-use');
  });

  it('lists all uses of the bits under every name', async () => {
    await editor().openFile('mm/util.c');
    await editor().goTo(placeOf('mm/util.c', 'READ_ONCE(page->mapping)', 'mapping'));
    await editor().runCommand('Pagelens: Find All Uses of These Bits');
    await editor().referenceFiles('vmalloc_mapping_index.c');
    await editor().screenshot('references');
  });
});
