import type { Locator } from 'playwright-core';
import { until } from '../until.js';
import { placeOf } from './editor.js';
import { inSteps } from './steps.js';
import { windowOnExamples } from './window.js';

describe('a reader asks who uses a word', function () {
  // Each step builds on the one before.
  inSteps(this);
  const editor = windowOnExamples();
  const row = (text: string | RegExp): Locator => editor().page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();

  const message = (): Locator => editor().page.locator('.pane-body .message');
  const uses = async (): Promise<number> => Number(/(\d+) use/.exec(await row('Word 3').innerText())?.[1]);

  /** Unfolds a row: a click does. */
  const unfold = async (text: string | RegExp): Promise<void> => {
    await row(text).click();
    await row(text).and(editor().page.locator('[aria-expanded="true"]')).waitFor();
  };

  it('opens the view: words with their members and counts', async () => {
    // The palette has our commands once the server's side of the editor is up.
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().runCommand('Pagelens: Show Struct Page by Words');
    await until('what a screen reader says of word 3', () => row('Word 3').getAttribute('aria-label'), (label) => /Word 3, bytes 24 to 31, \d+ uses, members .*mapping/.test(label ?? ''));
    // Above the words stands how far the tree is read, until it is.
    await message().waitFor({ state: 'hidden' });
    await editor().screenshot('struct-page-words');
  });

  it('unfolds a word, a member and a file, and opens the line', async () => {
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
    const all = await uses();
    await editor().startCommand('Pagelens: Filter the Struct Page View ...', 'Count Only Uses That Are');
    await editor().fillQuickInput('write');
    await editor().page.locator('.quick-input-widget .monaco-list-row').filter({ has: editor().page.getByText('write', { exact: true }) }).first().click();
    await editor().page.keyboard.press('Enter');
    await message().filter({ hasText: 'Only: write' }).waitFor();
    await until('fewer uses', uses, (some) => some < all);
    await editor().screenshot('struct-page-filtered');
    await editor().runCommand('Pagelens: Clear the Filter of the Struct Page View');
    await message().waitFor({ state: 'hidden' });
    await until('all uses', uses, (again) => again === all);
  });

  it('counts again when a file changes', async () => {
    const before = await uses();
    await editor().append('\nvoid *mapping_of(struct page *page)\n{\nreturn page->mapping;\n}\n');
    await until('one use more', uses, (after) => after === before + 1);
    await editor().runCommand('File: Revert File');
    await until('as many uses as before', uses, (after) => after === before);
  });
});
