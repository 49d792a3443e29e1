import * as assert from 'node:assert/strict';
import { Panel } from './panel.js';
import { windowOnExamples } from './window.js';

const file = 'vmalloc_mapping_index.c';

describe('a maintainer who never leaves the keyboard', function () {
  // Each step builds on the one before. Locators only look: nothing here is clicked.
  this.bail(true);
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());
  const press = (key: string): Promise<void> => editor().page.keyboard.press(key);

  it('opens a file and goes to its first conflict with F8', async () => {
    const { page } = editor();
    await press('Control+P');
    await page.keyboard.type(file);
    await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: file }).first().waitFor();
    await press('Enter');
    await page.locator('.tab.active').filter({ hasText: file }).waitFor();
    await editor().untilServing();
    // The marks are below the screen: the status bar counts them.
    await page.locator('.statusbar-item[id="status.problems"]').filter({ hasText: /[1-9]/ }).waitFor();
    await press('F8');
    assert.ok((await editor().relatedPlaces()).some((place) => place.includes('mm_types.h')));
    await press('Escape');
    await editor().screenshot('keyboard-conflict');
  });

  it('takes the quick fix that simulates it', async () => {
    const { page } = editor();
    await press('Control+.');
    const actions = page.locator('.action-widget .monaco-list-row');
    await actions.filter({ hasText: 'Simulate this' }).first().waitFor();
    await editor().screenshot('keyboard-actions');
    for (let i = 0; i < 12 && !(await page.locator('.action-widget .monaco-list-row.focused').innerText()).includes('Simulate this'); i++) await press('ArrowDown');
    await press('Enter');
    await panel().locator('h1').waitFor();
  });

  it('plays to the conflict, a step back, and on', async () => {
    await panel().place.waitFor();
    await press('n');
    await panel().locator('.now-card.conflict').waitFor();
    const there = await panel().place.innerText();
    await editor().screenshot('keyboard-panel');
    await press('ArrowLeft');
    await panel().place.filter({ hasNotText: there }).waitFor();
    await press('n');
    await panel().place.filter({ hasText: there }).waitFor();
  });

  it('leaves it and reads struct page by words', async () => {
    await press('Control+1');
    await press('F1');
    await editor().page.keyboard.type('Pagelens: Show Struct Page by Words');
    await editor().page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Show Struct Page by Words' }).first().waitFor();
    await press('Enter');
    const row = editor().page.locator('.pane-body .monaco-list-row.focused');
    await editor().page.locator('.pane-body .monaco-list-row').filter({ hasText: 'Word 3' }).first().waitFor();
    for (let i = 0; i < 10 && !(await row.count() > 0 && (await row.innerText()).startsWith('Word 3')); i++) await press('ArrowDown');
    assert.match(await row.innerText(), /^Word 3/);
    await press('ArrowRight');
    await editor().page.locator('.pane-body .monaco-list-row').filter({ hasText: 'page.mapping' }).first().waitFor();
  });
});
