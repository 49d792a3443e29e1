import { Panel } from './panel.js';
import { textWith } from './text.js';
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
    await panel().locator('tbody tr').nth(30).waitFor();
    await textWith(panel().locator('thead'), /byte 24\s+mapping/);
    await textWith(cell('fb-defio', 24), 'claimed');
    await textWith(cell('tail', 8), 'claimed');
    await textWith(cell('allocated', 8), 'free');
    await textWith(cell('vmalloc', 24), 'conflict');
  });

  it('a cell tells its reasons with lines of the tree, by mouse and by keys', async () => {
    await cell('vmalloc', 24).click();
    const card = panel().locator('.reasons');
    await textWith(card, /vmalloc, mapping, byte 24: conflict[^]*if the page is mapped into a user process[^]*page_mapping[^]*reads mapping as/, /mm\/util\.c:\d+ page_mapping/);
    await editor().page.keyboard.press('ArrowRight');
    await editor().page.keyboard.press('ArrowRight');
    await editor().page.keyboard.press('Enter');
    await textWith(card, /vmalloc, private, byte 40/);
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
      await panel().chooseTheme(theme);
      await panel().untilOpenToAll();
      await editor().screenshot(`placements-${theme.toLowerCase().replaceAll(' ', '-')}`);
    });
  }

  it('a placement is replayed in the simulator', async () => {
    await cell('vmalloc', 32).click();
    await panel().locator('.reasons vscode-button').click();
    await panel().locator('h1').filter({ hasText: 'list_head at byte 32' }).waitFor();
  });
});
