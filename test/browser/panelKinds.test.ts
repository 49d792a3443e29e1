import * as assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.js';
import { examplesFolder } from './editor.js';
import { Panel } from './panel.js';
import { textWith } from './text.js';
import { windowOnExamples } from './window.js';

/** More faults than are kept: the run ends in the loop. */
const endless = `{
  "title": "More than a run may do",
  "kernel": "6.1",
  "machine": { "zones": [{ "type": "NORMAL", "pages": 4096 }] },
  "steps": [
    { "do": "alloc", "as": "p" },
    { "do": "repeat", "times": 1000000, "steps": [
      { "do": "free", "what": "nobody" }
    ] },
    { "do": "free", "what": "p" }
  ],
  "expect": { "silent": true }
}
`;

describe('the simulation panel in other ways', () => {
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());
  const file = join(examplesFolder(), 'endless.pagelens.json');

  before(async () => {
    writeFileSync(file, endless);
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().closeSideBar();
  });
  afterEach(async () => {
    await editor().runCommand('View: Close All Editors');
    await panel().untilGone();
  });
  after(() => { rmSync(file, { force: true }); });

  it('keeps a run and its trace as JSON', async () => {
    await panel().simulate('rfc-lru-6.12', 'The lru member in 6.12');
    // A file is there before all of it is.
    const read = async (what: string, name: string, isWhole: (text: string) => boolean): Promise<string> => {
      const path = await panel().export(what, name);
      return until(`all of ${name}`, () => readFileSync(path, 'utf8'), isWhole);
    };
    const run = JSON.parse(await read('Run (JSON)', 'run.json', (text) => text.endsWith('}'))) as { readonly title: string; readonly held: boolean; readonly story: readonly unknown[]; readonly measures: { readonly events: number } };
    assert.match(run.title, /The lru member in 6\.12/);
    assert.ok(run.held && run.story.length > 3);
    const trace = await read('Trace (JSON lines)', 'trace.jsonl', (text) => text.split('\n').length > run.measures.events);
    const lines = trace.trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly event: number; readonly new: string });
    assert.deepEqual(lines.map(({ event }) => event), Array.from({ length: run.measures.events }, (_, event) => event));
    assert.deepEqual(lines.filter((line) => !line.new.startsWith('0x')), []);
  });

  it('plays a step a second for who wants little motion', async () => {
    await editor().page.emulateMedia({ reducedMotion: 'reduce' });
    await panel().simulate('rfc-mapping-index-6.1', 'The same placement in 6.1');
    await panel().locator('vscode-single-select[label="Speed"]').filter({ hasText: '1 steps/s' }).waitFor();
    const moving = await (await panel().frame()).evaluate<number>('document.getAnimations().length');
    assert.equal(moving, 0);
    await panel().button('Play').click();
    await panel().place.filter({ hasText: /step [2-9] of/ }).waitFor();
    await panel().button('Pause').click();
    await editor().screenshot('panel-reduced-motion');
    await editor().page.emulateMedia({ reducedMotion: null });
  });

  it('says of a run that ended early where and why, and leads there', async () => {
    await panel().simulate('endless', 'More than a run may do');
    await textWith(panel().locator('.partial'), 'The run ended early', 'at line 7, column 5', '100,000 findings');
    await panel().untilOpenToAll();
    await panel().tab('Outcome').click();
    await textWith(panel().locator('.outcome'), 'nothing of it counts as held');
    // In the tabs the key would go to the last of them.
    await panel().locator('h1').click();
    await editor().page.keyboard.press('End');
    await panel().place.filter({ hasText: /step (.+) of \1$/ }).waitFor();
    await editor().screenshot('panel-partial');
    await panel().locator('.partial .link').click();
    await editor().page.locator('.tab.active').filter({ hasText: 'endless.pagelens.json' }).waitFor();
    await editor().untilSelection(/^Ln 7, Col 5$/);
  });

  it('stands beside another, each at its own place', async () => {
    await panel().simulate('rfc-mapping-index-6.1', 'The same placement in 6.1');
    await panel().button('Next conflict').click();
    await panel().place.filter({ hasText: 'step 15 of' }).waitFor();
    await panel().simulate('rfc-lru-6.12', 'The lru member in 6.12');
    await editor().runCommand('View: Move Editor into Next Group');
    const both = [new Panel(editor(), 0), new Panel(editor(), 1)];
    const titles = await until('both panels', () => Promise.all(both.map((one) => one.locator('h1').innerText())), (found) => new Set(found).size === 2 && !found.includes(''));
    const [first, second] = titles[0]?.startsWith('The lru member') === true ? [both[1]!, both[0]!] : [both[0]!, both[1]!];
    await second.button('Step').click();
    await second.place.filter({ hasText: 'step 1 of' }).waitFor();
    await textWith(first.place, 'step 15 of');
    await first.button('Back').click();
    await first.place.filter({ hasText: 'step 14 of' }).waitFor();
    await textWith(second.place, 'step 1 of');
    await editor().screenshot('panel-two');
    // Both play at once.
    for (const one of [first, second]) await one.button('Play').click();
    await Promise.all([first, second].map((one) => until('both play', () => one.place.innerText(), (text) => /step (1[6-9]|[2-9]) of|step 1[6-9]/.test(text))));
    await editor().screenshot('panel-two-playing');
  });
});
