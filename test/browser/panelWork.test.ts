import { readFileSync } from 'node:fs';
import { until } from '../until.js';
import { Panel } from './panel.js';
import { textWith, untilCount } from './text.js';
import { inSteps } from './steps.js';
import { windowOnExamples } from './window.js';

describe('an expert works with a simulation (picture)', function () {
  inSteps(this);
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());

  it('opens it on a conflict', async () => {
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().closeSideBar();
    await panel().simulate('rfc-mapping-index-6.1', 'The same placement in 6.1');
    await panel().locator('.map canvas').first().focus();
    await editor().page.keyboard.press('n');
    await panel().locator('.now-card.conflict').waitFor();
  });

  it('looks at the code that does it, one click away', async () => {
    await panel().locator('.now-card .link').filter({ hasText: 'page_mapping' }).or(panel().locator('.now-card .link').filter({ hasText: 'list_lru_add' })).first().click();
    await editor().page.locator('.tab.active').filter({ hasText: /list_lru\.c|util\.c/ }).waitFor();
    await editor().runCommand('View: Close Editor');
    // A panel behind another tab is let go: it opens anew where it was.
    await panel().locator('.now-card.conflict').waitFor();
  });

  it('reads the words by the names of another view', async () => {
    const views = panel().locator('.view vscode-single-select');
    await views.click();
    await views.locator('li').filter({ hasText: 'struct slab' }).first().click();
    await panel().locator('.words').filter({ hasText: 'freelist' }).waitFor();
    await editor().screenshot('panel-view-slab');
    await views.click();
    await views.locator('li').filter({ hasText: 'struct page' }).first().click();
  });

  it('follows a word through its history', async () => {
    await panel().locator('.words tr.conflict th button').click();
    const rows = panel().locator('.history tbody tr');
    await rows.nth(2).waitFor();
    await textWith(rows.first(), 'grouped vmalloc');
    await editor().screenshot('panel-history');
    await rows.first().locator('button').click();
    await panel().place.filter({ hasText: 'step 2 of' }).waitFor();
    await untilCount(panel().locator('.history tr.present'), 1);
  });

  it('has the pictures as tables too', async () => {
    await panel().tab('Free lists').click();
    await textWith(panel().locator('.free-lists'), 'node 0 NORMAL');
    await panel().tab('All pages').click();
    const stretches = panel().locator('[role="tabpanel"]:not([hidden]) tbody tr');
    await textWith(stretches.nth(1), /^1\u2013504\s+504\s+page in the cache of grouped vmalloc pages/);
    await editor().screenshot('panel-tables');
  });

  it('zooms into the map with keys, and out again', async () => {
    const canvas = panel().locator('.map canvas').first();
    await canvas.focus();
    for (let i = 0; i < 4; i++) await editor().page.keyboard.press('+');
    const out = panel().locator('vscode-toolbar-button[label="Zoom out"]');
    await out.and(panel().locator(':not([disabled])')).waitFor();
    await editor().screenshot('panel-zoomed');
    await editor().page.keyboard.press('0');
    await out.and(panel().locator('[disabled]')).waitFor();
  });

  it('has everything below each other where there is little room', async () => {
    const { page } = editor();
    const storyHeight = (): Promise<number> => panel().locator('.story .list').evaluate((list) => (list as unknown as { readonly clientHeight: number }).clientHeight);
    await page.setViewportSize({ width: 760, height: 900 });
    await panel().tab('Story').click();
    await until('a list with a height of its own', storyHeight, (height) => height > 250 && height < 350);
    await editor().screenshot('panel-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  it('changes a parameter and runs again: the conflict is gone', async () => {
    await panel().tab('Parameters').click();
    const place = panel().locator('.field').filter({ hasText: /^at/ }).locator('vscode-single-select');
    await place.click();
    await place.locator('li').filter({ hasText: 'index' }).first().click();
    await editor().screenshot('panel-parameters');
    await panel().locator('vscode-button').filter({ hasText: 'Run with these values' }).click();
    await panel().tab('No conflict').waitFor();
  });

  it('sees it beside the scenario as it was', async () => {
    await panel().locator('.tool').filter({ hasText: 'Beside the original' }).click();
    await panel().locator('.beside h3').waitFor();
    await panel().button('Next conflict').click();
    await panel().locator('.outcome').filter({ hasText: 'difference' }).waitFor();
    await editor().page.keyboard.press('End');
    await panel().place.filter({ hasText: /step (.+) of \1$/ }).waitFor();
    await editor().screenshot('panel-compare');
    await panel().button('End the comparison').click();
    await panel().locator('.beside').waitFor({ state: 'hidden' });
  });

  it('keeps the picture, and the scenario as it was run', async () => {
    const png = await panel().export('Picture (PNG)', 'map.png');
    await until('a PNG', () => readFileSync(png).subarray(1, 4).toString(), (magic) => magic === 'PNG');
    const svg = await panel().export('Picture (SVG)', 'map.svg');
    await until('an SVG', () => readFileSync(svg, 'utf8'), (text) => /^<svg[\s\S]*<rect/.test(text));
    const scenario = await panel().export('Scenario', 'moved.pagelens.json');
    await until('the scenario as it was run', () => (JSON.parse(readFileSync(scenario, 'utf8')) as { grouped: { at: string } }).grouped.at, (at) => at === 'index');
    await editor().page.locator('.tab.active').filter({ hasText: 'moved.pagelens.json' }).waitFor();
  });

  it('sees the RFC\u2019s headline: the direct map with and without grouping', async () => {
    await editor().runCommand('View: Close All Editors');
    await panel().untilGone();
    await panel().simulate('rfc-headline-plain', 'Boot and BPF unit tests');
    await panel().locator('.tool').filter({ hasText: 'Beside its twin' }).click();
    const row = panel().locator('.outcome tr').filter({ hasText: 'directMap.entries4K' });
    await row.filter({ hasText: '12\u00d7' }).waitFor();
    await panel().locator('h1').click();
    await editor().page.keyboard.press('End');
    await panel().place.filter({ hasText: /step (.+) of \1$/ }).waitFor();
    await textWith(panel().locator('.beside .direct-map'), 'entries of 4 KiB');
    await editor().screenshot('panel-headline');
    await editor().picture('comparison', 900);
  });
});
