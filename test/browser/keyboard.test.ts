import { RETRY, until } from '../until.js';
import { Panel } from './panel.js';
import { textWith } from './text.js';
import { inSteps } from './steps.js';
import { windowOnExamples } from './window.js';

const file = 'vmalloc_mapping_index.c';

describe('a maintainer who never leaves the keyboard', function () {
  // Each step builds on the one before. Locators only look: nothing here is clicked.
  inSteps(this);
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());
  const press = (key: string): Promise<void> => editor().page.keyboard.press(key);

  /** Types into the quick input that the keys before have opened, and takes the row that has the focus. */
  const typeAndTake = async (text: string, row: string): Promise<void> => {
    const quickInput = editor().page.locator('.quick-input-widget');
    await quickInput.locator('input[type="text"]:focus').waitFor();
    await editor().page.keyboard.type(text);
    await quickInput.locator('.monaco-list-row.focused').filter({ hasText: row }).waitFor();
    await press('Enter');
  };

  it('opens a file and goes to its first conflict with F8', async () => {
    const { page } = editor();
    await press('Control+P');
    await typeAndTake(file, file);
    await page.locator('.tab.active').filter({ hasText: file }).waitFor();
    await editor().untilServing();
    // The marks are below the screen: the status bar counts them.
    await page.locator('.statusbar-item[id="status.problems"]').filter({ hasText: /[1-9]/ }).waitFor();
    await press('F8');
    await editor().relatedPlaces('mm_types.h');
    await press('Escape');
    await page.locator('.marker-widget').waitFor({ state: 'detached' });
    await editor().screenshot('keyboard-conflict');
  });

  it('takes the quick fix that simulates it', async () => {
    const { page } = editor();
    const actions = page.locator('.action-widget');
    // A list that came before the server's answer is not filled up: it is asked for again.
    await until('the quick fix', async () => {
      await press('Escape');
      await press('Control+.');
      await actions.locator('.monaco-list-row').filter({ hasText: 'Simulate this' }).first().waitFor({ timeout: RETRY });
      return true;
    });
    await editor().screenshot('keyboard-actions');
    await editor().focusRow(actions, 'Simulate this');
    await press('Enter');
    await panel().locator('h1').waitFor();
  });

  it('plays to the conflict, a step back, and on', async () => {
    await panel().place.waitFor();
    await panel().untilFocused();
    await press('n');
    await panel().locator('.now-card.conflict').waitFor();
    const there = await textWith(panel().place, /^step [1-9]/);
    await editor().screenshot('keyboard-panel');
    await press('ArrowLeft');
    await panel().place.filter({ hasNotText: there }).waitFor();
    await press('n');
    await panel().place.filter({ hasText: there }).waitFor();
  });

  it('leaves it and reads struct page by words', async () => {
    await press('Control+1');
    const view = editor().page.locator('.pane-body').filter({ hasText: 'Word 3' });
    // The panel that was left may take the focus once more, after the view has had it.
    await until('the focus in the view', async () => {
      await press('F1');
      await typeAndTake('Pagelens: Show Struct Page by Words', 'Show Struct Page by Words');
      await view.locator('.monaco-list:focus').waitFor({ timeout: RETRY });
      return true;
    });
    await editor().focusRow(view, 'Word 3');
    await press('ArrowRight');
    await view.locator('.monaco-list-row').filter({ hasText: 'page.mapping' }).first().waitFor();
  });
});
