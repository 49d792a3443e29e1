import * as assert from 'node:assert/strict';
import { Panel } from './panel.js';
import { windowOnExamples } from './window.js';

describe('placements by states, in a panel', function () {
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());
  const cell = (state: string, byte: number): ReturnType<Panel['locator']> => panel().locator('tbody tr').filter({ has: panel().locator(`th:text-is("${state}")`) }).locator('td').nth(byte / 8).getByRole('button');

  before(async () => {
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().closeSideBar();
    await editor().startCommand('Pagelens: Placements in Every State', 'Placements in Every State');
    await editor().choose('list_head');
    await panel().locator('table.placements').waitFor();
  });

  it('each state has a row, each place a column, each cell a verdict that words tell', async () => {
    assert.ok(await panel().locator('tbody tr').count() > 30);
    assert.match(await panel().locator('thead').innerText(), /byte 24\s+mapping/);
    assert.match(await cell('fb-defio', 24).innerText(), /claimed/);
    assert.match(await cell('tail', 8).innerText(), /claimed/);
    assert.match(await cell('allocated', 8).innerText(), /free/);
    assert.match(await cell('vmalloc', 24).innerText(), /conflict/);
  });

  it('a cell tells its reasons with lines of the tree, by mouse and by keys', async () => {
    await cell('vmalloc', 24).click();
    const card = panel().locator('.reasons');
    assert.match(await card.innerText(), /vmalloc, mapping, byte 24: conflict[^]*if the page is mapped into a user process[^]*page_mapping[^]*reads mapping as/);
    assert.match(await card.innerText(), /mm\/util\.c:\d+ page_mapping/);
    await editor().page.keyboard.press('ArrowRight');
    await editor().page.keyboard.press('ArrowRight');
    await editor().page.keyboard.press('Enter');
    assert.match(await card.innerText(), /vmalloc, private, byte 40/);
    await editor().screenshot('placements');
  });

  it('asks again for another thing and another mapping', async () => {
    await panel().locator('vscode-single-select[label="Mapping"]').click();
    await panel().inside.getByRole('option', { name: 'No user process maps it' }).click();
    await panel().locator('.source').filter({ hasText: 'no user process maps the page' }).waitFor();
    await cell('vmalloc', 24).click();
    await panel().locator('.reasons h2').filter({ hasText: 'vmalloc, mapping, byte 24: duties' }).waitFor();
  });

  for (const theme of ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
    it(`keeps nobody out in ${theme}`, async () => {
      await editor().chooseTheme(theme);
      assert.deepEqual(await panel().barriers(), []);
      await editor().screenshot(`placements-${theme.toLowerCase().replaceAll(' ', '-')}`);
    });
  }

  it('a placement is replayed in the simulator', async () => {
    await cell('vmalloc', 32).click();
    await panel().locator('.reasons vscode-button').click();
    await panel().locator('h1').filter({ hasText: 'list_head at byte 32' }).waitFor();
  });
});
