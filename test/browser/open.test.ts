import * as assert from 'node:assert/strict';
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
    await editor().untilServing();
    assert.deepEqual(await editor().notifications(), []);
  });
});
