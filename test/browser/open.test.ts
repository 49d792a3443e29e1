import * as assert from 'node:assert/strict';
import { placeOf } from './editor.js';
import { windowOnExamples } from './window.js';

describe('a newcomer opens the examples', () => {
  const editor = windowOnExamples();

  it('sees C with the language server running behind it', async () => {
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().screenshot('open-file');
  });

  it('restarts the server from the palette', async () => {
    await editor().runCommand('Pagelens: Restart Language Server');
    // The status says the same before and after; a hover is answered by the new server only.
    await editor().hover(placeOf('mm/vmalloc.c', 'static void vm_free_page(', 'vm_free_page'), 'vm_free_page');
    assert.deepEqual(await editor().notifications(), []);
  });
});
