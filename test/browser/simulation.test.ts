import * as assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Editor } from './editor.js';
import { windowOnExamples } from './window.js';

/** The panel's own page, two frames deep. */
function panelOf({ page }: Editor): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** Picks a scenario by its name from the list of the command. */
async function simulate({ page }: Editor, name: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[type="text"]');
  await page.keyboard.press('F1');
  await input.fill('>Pagelens: Simulate ...');
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: 'Simulate' }).first().click();
  await page.locator('.quick-input-title').filter({ hasText: 'Simulate' }).waitFor();
  await input.fill(name);
  await page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: name }).first().click();
}

describe('a learner plays a simulation', function () {
  // Each step builds on the one before.
  this.bail(true);
  const editor = windowOnExamples();
  const panel = (): FrameLocator => panelOf(editor());
  const button = (label: string): Locator => panel().locator(`vscode-toolbar-button[label="${label}"]`);
  const place = (): Locator => panel().locator('.place');
  const complaints: string[] = [];

  before(() => {
    editor().page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text()); });
  });

  it('chooses a scenario from the palette and sees the machine after boot', async () => {
    // The palette has our commands once the server's side of the editor is up.
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await simulate(editor(), 'rfc-mapping-index');
    await panel().locator('h1').filter({ hasText: 'Grouped vmalloc cache' }).waitFor();
    assert.match(await place().innerText(), /^step 0 of 1\u202f\d{3}$/);
    assert.match(await panel().locator('.legend').innerText(), /free, in 8 blocks/);
    await editor().screenshot('simulation-start');
  });

  it('steps, and sees which words changed', async () => {
    await button('Step').click();
    await place().filter({ hasText: 'step 1 of' }).waitFor();
    await button('Step').click();
    await place().filter({ hasText: 'step 2 of' }).waitFor();
    assert.match(await panel().locator('.changes').innerText(), /page \d+ .*\u2192/);
    await editor().screenshot('simulation-step');
  });

  it('jumps to the next conflict: its word is marked with writer and reader', async () => {
    await button('Next conflict').click();
    await panel().locator('.now-card.conflict').waitFor();
    const word = panel().locator('.words tr.conflict');
    const text = await word.innerText();
    assert.match(await panel().locator('.now-card').innerText(), /It tests bit 0 \(0\)\. Written: /);
    assert.match(text, /mapping/);
    assert.match(text, /grouped vmalloc\s+mapping\.next, step 2/);
    assert.match(text, /conflict folio_mapping/);
    assert.match(text, /as struct address_space \*/);
    assert.match(await panel().locator('.now-card').innerText(), /Writer[\s\S]*list_lru_add\(\)[\s\S]*Reader[\s\S]*get_user_pages/);
    assert.equal(await panel().locator('.story .row.present').getAttribute('aria-selected'), 'true');
    await editor().screenshot('simulation-conflict');
  });

  it('goes back a step, and the conflict is not there yet', async () => {
    await button('Back').click();
    await place().filter({ hasText: 'step 14 of' }).waitFor();
    assert.equal(await panel().locator('.words tr.conflict').count(), 0);
  });

  it('needs no mouse', async () => {
    await panel().locator('.map canvas').first().focus();
    await editor().page.keyboard.press('n');
    await place().filter({ hasText: 'step 15 of' }).waitFor();
    await editor().page.keyboard.press('ArrowLeft');
    await panel().locator('.page-words h3').filter({ hasText: 'Page 510' }).waitFor();
    await panel().locator('.list').first().focus();
    await editor().page.keyboard.press('ArrowLeft');
    await place().filter({ hasText: 'step 14 of' }).waitFor();
  });

  it('seeks by a conflict in the list', async () => {
    await panel().getByRole('tab', { name: /Conflicts/ }).click();
    await panel().locator('.conflicts .row').nth(3).click();
    await panel().locator('.page-words h3').filter({ hasText: 'Page 508' }).waitFor();
    assert.match(await panel().getByRole('tab', { name: /Conflicts/ }).innerText(), /Conflicts: 4 of 557/);
  });

  it('plays and stops', async () => {
    await button('Play').click();
    await button('Pause').waitFor();
    await place().filter({ hasText: /step (2[7-9]|[3-9]\d|\d{3,}) of/ }).waitFor();
    await button('Pause').click();
    await button('Play').waitFor();
    await editor().screenshot('simulation-play');
  });

  it('loads nothing that the policy refuses', () => {
    assert.deepEqual(complaints, []);
  });

  it('is where it was after the window was reloaded', async () => {
    const before = await place().innerText();
    // The editor's own reload: it keeps its tabs before it goes, which the browser's does not wait for.
    const loaded = editor().page.waitForEvent('load', { timeout: 30_000 });
    await editor().runCommand('Developer: Reload Window');
    await loaded;
    await place().filter({ hasText: before }).waitFor({ timeout: 45_000 });
    await editor().screenshot('simulation-reloaded');
  });
});
