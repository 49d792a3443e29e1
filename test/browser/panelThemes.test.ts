import * as assert from 'node:assert/strict';
import { Panel } from './panel.js';
import { textWith } from './text.js';
import { windowOnExamples } from './window.js';

describe('the simulation panel keeps nobody out', function () {
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());

  before(async () => {
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().closeSideBar();
    await panel().simulate('rfc-mapping-index-6.1', 'The same placement in 6.1');
    await panel().button('Next conflict').click();
    await panel().locator('.now-card.conflict').waitFor();
  });

  for (const theme of ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
    it(`in ${theme}, on every tab`, async () => {
      await panel().chooseTheme(theme);
      await editor().screenshot(`panel-${theme.toLowerCase().replaceAll(' ', '-')}`);
      for (const name of ['Words', 'Free lists', 'All pages', /Conflict/, 'Outcome', 'Parameters', 'Story']) {
        await panel().tab(name).click();
        await panel().untilOpenToAll();
      }
      await panel().tab('Words').click();
    });
  }

  it('by the keyboard alone: every control is reached by Tab, and the focus is seen', async () => {
    const frame = await panel().frame();
    await panel().locator('h1').click();
    await panel().untilFocused();
    const reached = new Set<string>();
    for (let i = 0; i < 60; i++) {
      await editor().page.keyboard.press('Tab');
      reached.add(await frame.evaluate<string>(`(() => {
        const at = document.activeElement;
        return at === null || at === document.body ? '' : (at.tagName.toLowerCase() + ' ' + (at.getAttribute('label') ?? at.getAttribute('aria-label') ?? at.textContent.trim())).slice(0, 60);
      })()`));
    }
    const all = [...reached].join('\n');
    for (const wanted of [/Compare/, /Export/, /Play/, /Next conflict/, /input Step/, /Speed/, /Zoom in/, /Memory map/, /button Words/, /Names of/, /Follow the step/, /button 24/, /button Story/, /Story/]) assert.match(all, wanted);
  });

  it('says each step to who listens', async () => {
    await panel().button('Step').click();
    await textWith(panel().locator('[aria-live]'), /^step \d+ of/);
  });
});
