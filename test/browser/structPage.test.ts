import * as assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { placeOf } from './editor.js';
import { windowOnExamples } from './window.js';

describe('a reader asks who uses a word', function () {
  // Each step builds on the one before.
  this.bail(true);
  const editor = windowOnExamples();
  const row = (text: string | RegExp): Locator => editor().page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();

  /** Unfolds the row that has the focus, or of that name, by the keyboard. */
  const unfold = async (text: string | RegExp): Promise<void> => {
    await row(text).click();
    if (await row(text).getAttribute('aria-expanded') === 'false') await editor().page.keyboard.press('ArrowRight');
    await editor().page.waitForTimeout(300);
  };

  it('opens the view: words with their members and counts', async () => {
    // The palette has our commands once the server's side of the editor is up.
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().runCommand('Pagelens: Show Struct Page by Words');
    await row('Word 3').filter({ hasText: /\d+ uses/ }).waitFor();
    await editor().screenshot('struct-page-words');
    const label = await row('Word 3').getAttribute('aria-label');
    assert.match(label ?? '', /Word 3, bytes 24 to 31, \d+ uses, members .*mapping/);
  });

  it('unfolds a word, a member and a file by the keyboard, and opens the line', async () => {
    await unfold('Word 3');
    await row('page.mapping').waitFor();
    await unfold('page.mapping');
    await row('mm/vmalloc_mapping_index.c').waitFor();
    await unfold('mm/vmalloc_mapping_index.c');
    await row('&page[i].mapping').waitFor();
    await editor().screenshot('struct-page-uses');
    await row('&page[i].mapping').click();
    await editor().page.locator('.tab.active').filter({ hasText: 'vmalloc_mapping_index.c' }).waitFor();
    const { line } = placeOf('mm/vmalloc_mapping_index.c', '&page[i].mapping');
    await editor().untilSelection(new RegExp(`^Ln ${line}, .*${'mapping'.length} selected`));
  });

  it('counts only what it is asked for', async () => {
    await editor().startCommand('Pagelens: Filter the Struct Page View ...', 'Count Only Uses That Are');
    const input = editor().page.locator('.quick-input-widget input[type="text"]');
    await input.fill('write');
    await editor().page.locator('.quick-input-widget .monaco-list-row').filter({ has: editor().page.getByText('write', { exact: true }) }).first().click();
    await editor().page.keyboard.press('Enter');
    const message = editor().page.locator('.pane-body .message');
    await message.filter({ hasText: 'Only: write' }).waitFor();
    const all = await row('Word 3').innerText();
    await editor().screenshot('struct-page-filtered');
    await editor().runCommand('Pagelens: Clear the Filter of the Struct Page View');
    await message.filter({ hasText: 'Only' }).waitFor({ state: 'hidden' });
    await editor().page.waitForTimeout(500);
    const uses = (text: string): number => Number(/(\d+) use/.exec(text)?.[1]);
    assert.ok(uses(all) < uses(await row('Word 3').innerText()), all);
  });

  it('counts again when a file changes', async () => {
    const uses = async (): Promise<number> => Number(/(\d+) use/.exec(await row('Word 3').innerText())?.[1]);
    const before = await uses();
    await editor().page.keyboard.press('Control+1');
    await editor().page.keyboard.press('Control+End');
    await editor().type('\nvoid *mapping_of(struct page *page)\n{\nreturn page->mapping;\n}\n');
    await editor().page.waitForTimeout(2000);
    const after = await uses();
    await editor().runCommand('File: Revert File');
    assert.equal(after, before + 1);
  });
});
