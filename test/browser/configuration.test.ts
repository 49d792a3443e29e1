import * as assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesFolder, placeOf } from './editor.js';
import { windowOnExamples } from './window.js';

const types = 'include/linux/mm_types.h';

describe('a reader of another architecture', () => {
  const editor = windowOnExamples();

  it('chooses it from the palette, and every hover follows', async () => {
    await editor().openFile(types);
    await editor().untilServing();
    await editor().startCommand('Pagelens: Select Architecture and Configuration', 'Read the tree under');
    await editor().screenshot('configuration-choices');
    await editor().choose('arm-lpae');
    await editor().untilServing('5.11.0 arm');
    await editor().hover(placeOf(types, 'unsigned long private;', 'private'), 'bytes 24-27', 'arm-lpae preset');
    await editor().startCommand('Pagelens: Select Architecture and Configuration', 'Read the tree under');
    await editor().choose('What the tree has');
    await editor().untilServing();
  });

  it('sees offsets behind members when the setting is on', async () => {
    mkdirSync(join(examplesFolder(), '.vscode'), { recursive: true });
    writeFileSync(join(examplesFolder(), '.vscode', 'settings.json'), '{ "pagelens.inlayHints.offsets": true }\n');
    await editor().goTo(placeOf(types, 'pgoff_t index;'));
    const hints = await editor().inlayHints('32:8');
    await editor().screenshot('inlay-hints');
    writeFileSync(join(examplesFolder(), '.vscode', 'settings.json'), '{}\n');
    await editor().untilNoInlayHints();
    assert.ok(hints.some((hint) => hint.trim() === '32:8'), hints.join(' '));
  });
});
