import * as assert from 'node:assert/strict';
import { PATIENCE } from '../until.js';
import { Panel } from './panel.js';
import { textWith, untilCount } from './text.js';
import { inSteps } from './steps.js';
import { windowOnExamples } from './window.js';

describe('a learner plays a simulation', function () {
  // Each step builds on the one before.
  inSteps(this);
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());
  const complaints: string[] = [];

  before(() => {
    editor().page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text()); });
  });

  it('chooses a scenario from the palette and sees the machine after boot', async () => {
    // The palette has our commands once the server's side of the editor is up.
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await panel().simulate('rfc-mapping-index', 'Grouped vmalloc cache');
    await textWith(panel().place, /^step 0 of 1\u202f\d{3}$/);
    await textWith(panel().locator('.legend'), 'free, in 8 blocks');
    await editor().screenshot('simulation-start');
  });

  it('steps, and sees which words changed', async () => {
    await panel().button('Step').click();
    await panel().place.filter({ hasText: 'step 1 of' }).waitFor();
    await panel().button('Step').click();
    await panel().place.filter({ hasText: 'step 2 of' }).waitFor();
    await textWith(panel().locator('.changes'), /page \d+ .*\u2192/);
    await editor().screenshot('simulation-step');
  });

  it('jumps to the next conflict: its word is marked with writer and reader', async () => {
    await panel().button('Next conflict').click();
    await panel().locator('.now-card.conflict').waitFor();
    await textWith(panel().locator('.words tr.conflict'), 'mapping', /grouped vmalloc\s+mapping\.next, step 2/, 'conflict page_mapping', 'as struct address_space *');
    await textWith(panel().locator('.now-card'), 'It tests bit 0 (0), which does not tell list-node from address_space.', /Writer[\s\S]*list_lru_add\(\)[\s\S]*Reader[\s\S]*get_user_pages/);
    await panel().locator('.story .row.present[aria-selected="true"]').waitFor();
    await editor().screenshot('simulation-conflict');
  });

  it('goes back a step, and the conflict is not there yet', async () => {
    await panel().button('Back').click();
    await panel().place.filter({ hasText: 'step 14 of' }).waitFor();
    await untilCount(panel().locator('.words tr.conflict'), 0);
    assert.equal(await panel().staleMapPixels(), 0);
  });

  it('needs no mouse', async () => {
    await panel().locator('.map canvas').first().focus();
    await editor().page.keyboard.press('n');
    await panel().place.filter({ hasText: 'step 15 of' }).waitFor();
    await editor().page.keyboard.press('ArrowLeft');
    await panel().locator('.page-words h3').filter({ hasText: 'Page 510' }).waitFor();
    await panel().locator('.list').first().focus();
    await editor().page.keyboard.press('ArrowLeft');
    await panel().place.filter({ hasText: 'step 14 of' }).waitFor();
  });

  it('seeks by a conflict in the list', async () => {
    await panel().tab(/Conflicts/).click();
    await panel().locator('.conflicts .row').nth(3).click();
    await panel().locator('.page-words h3').filter({ hasText: 'Page 508' }).waitFor();
    await textWith(panel().tab(/Conflicts/), 'Conflicts: 4 of 557');
  });

  it('plays and stops', async () => {
    await panel().button('Play').click();
    await panel().button('Pause').waitFor();
    await panel().place.filter({ hasText: /step (2[7-9]|[3-9]\d|\d{3,}) of/ }).waitFor();
    await panel().button('Pause').click();
    await panel().button('Play').waitFor();
    await editor().screenshot('simulation-play');
  });

  it('loads nothing that the policy refuses', () => {
    assert.deepEqual(complaints, []);
  });

  it('is where it was after the window was reloaded', async () => {
    // A place that no frame on its way can change any more.
    await editor().page.keyboard.press('Home');
    await panel().place.filter({ hasText: 'step 0 of' }).waitFor();
    await panel().button('Next conflict').click();
    await panel().place.filter({ hasText: 'step 15 of' }).waitFor();
    // The editor's own reload: it keeps its tabs before it goes, which the browser's does not wait for.
    const loaded = editor().page.waitForEvent('load', { timeout: PATIENCE });
    await editor().runCommand('Developer: Reload Window');
    await loaded;
    await panel().place.filter({ hasText: 'step 15 of' }).waitFor();
    await editor().screenshot('simulation-reloaded');
  });
});
