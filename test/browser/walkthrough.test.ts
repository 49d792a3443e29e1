import type { Context } from 'mocha';
import type { Browser, Locator } from 'playwright-core';
import { PATIENCE, RETRY, until } from '../until.js';
import { Editor, launchBrowser } from './editor.js';
import { Panel } from './panel.js';
import { inSteps } from './steps.js';
import { untilCount } from './text.js';

describe('a newcomer without a kernel tree', function () {
  // Each step builds on the one before.
  inSteps(this);
  let browser: Browser;
  let editor: Editor;

  before(async () => {
    browser = await launchBrowser();
    editor = await Editor.openEmpty(browser);
  });
  afterEach(async function (this: Context) {
    if (this.currentTest?.state === 'failed') await editor.screenshot('failed-walkthrough');
  });
  after(() => browser.close());

  const steps = (): Locator => editor.page.locator('.getting-started-step');
  const untilDone = async (count: number): Promise<void> => {
    await steps().nth(3).waitFor();
    await untilCount(steps().locator('.codicon-getting-started-step-checked'), count);
  };
  /** Unfolds a step and runs the command that its button stands for. */
  const press = async (title: string, button: string): Promise<void> => {
    await steps().filter({ hasText: title }).click();
    await editor.page.locator('.getting-started-step.expanded').getByRole('button', { name: button }).click();
  };
  const openWalkthrough = async (): Promise<void> => {
    await editor.startCommand('Welcome: Open Walkthrough...');
    await editor.choose('Meet struct page');
    await steps().nth(3).waitFor();
  };

  it('finds one button in the empty view', async () => {
    await editor.page.locator('.activitybar .action-label[aria-label^="Pagelens"]').click();
    const buttons = editor.page.locator('.welcome-view-content').getByRole('button');
    await buttons.filter({ hasText: 'Open the Example' }).waitFor();
    await untilCount(buttons, 1);
    await editor.screenshot('empty-view');
  });

  it('opens the example, the first step of the walkthrough', async () => {
    await openWalkthrough();
    await editor.screenshot('walkthrough');
    const opened = editor.page.waitForEvent('load', { timeout: PATIENCE });
    await press('Open the example', 'Open the Example');
    await opened;
    await editor.untilConnected();
    // The editor puts back the walkthrough that it had open, over whatever was opened since: late where the machine is slow.
    await until('the example is served', async () => {
      await editor.openFile('mm/vmalloc.c');
      await editor.untilServing(undefined, RETRY);
      return true;
    });
    await openWalkthrough();
    await untilDone(1);
  });

  it('meets a conflict', async () => {
    await press('Meet a conflict', 'Show the Conflict');
    await editor.relatedPlaces('mm_types.h');
    await editor.screenshot('walkthrough-conflict');
    await openWalkthrough();
    await untilDone(2);
  });

  it('sees who else uses the bits', async () => {
    await editor.openFile('mm/util.c');
    await editor.goTo({ line: 1, column: 1 });
    await editor.runCommand('Pagelens: Find All Uses of These Bits');
    await openWalkthrough();
    await untilDone(3);
  });

  it('watches it happen', async () => {
    await press('Watch it happen', 'Play the Conflict');
    await new Panel(editor).locator('h1').filter({ hasText: 'Grouped vmalloc cache' }).waitFor();
    await openWalkthrough();
    await untilDone(4);
    await editor.screenshot('walkthrough-done');
  });
});
