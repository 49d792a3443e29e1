import * as assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { examplesFolder } from './editor.js';
import { Panel, quantile } from './panel.js';
import { windowOnExamples } from './window.js';

/** 1 GiB of pages that come and go: what the panel is to play without a stutter. */
const large = {
  title: 'A gibibyte of pages', kernel: '6.1', machine: { zones: [{ type: 'NORMAL', pages: 262_144 }], directMap: '2M' },
  steps: [{ do: 'alloc', as: 'block', order: 10, compound: true }, { do: 'workload', kind: 'allocator', steps: 40_000 }],
};
const figures: Record<string, number> = {};

describe('the simulation panel (speed)', function () {
  const editor = windowOnExamples();
  const panel = (): Panel => new Panel(editor());
  const file = join(examplesFolder(), 'large.pagelens.json');

  before(async () => {
    writeFileSync(file, JSON.stringify(large));
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().closeSideBar();
  });
  after(() => {
    rmSync(file, { force: true });
    mkdirSync('out', { recursive: true });
    writeFileSync(join('out', 'panel-speed.json'), `${JSON.stringify(figures, undefined, 2)}\n`);
  });

  it('first paint within 500 ms of its page', async () => {
    await panel().simulate('rfc-mapping-index-6.1', 'The same placement in 6.1');
    const first = await (await panel().frame()).evaluate<number | undefined>(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime`);
    assert.ok(first !== undefined && first < 500, `${first} ms`);
    figures['first paint, ms'] = Math.round(first);
    await editor().runCommand('View: Close Editor');
  });

  it('plays 262,144 pages with frames under 16 ms (p95)', async () => {
    await panel().simulate('large', 'A gibibyte of pages');
    await editor().screenshot('panel-large');
    const speed = panel().locator('vscode-single-select[label="Speed"]');
    await speed.click();
    await speed.locator('li').filter({ hasText: '600 steps/s' }).click();
    await panel().button('Play').click();
    await editor().page.waitForTimeout(1000);
    await panel().forgetMeasures();
    await editor().page.waitForTimeout(4000);
    const [frames, paints] = [await panel().measured('pagelens.frame'), await panel().measured('pagelens.paint')];
    await panel().button('Pause').click();
    await editor().screenshot('panel-large-played');
    assert.ok(frames.length > 30, `${frames.length} frames in 4 s`);
    const p95 = quantile(frames, 0.95) + quantile(paints, 0.95);
    Object.assign(figures, { 'frames a second': Math.round(frames.length / 4), 'frame p50, ms': round(quantile(frames, 0.5) + quantile(paints, 0.5)), 'frame p95, ms': round(p95), 'of it painting the map, ms': round(quantile(paints, 0.95)) });
    // What waits for a core in this very moment is no fault of the panel's: on a crowded machine the figure is told, and half of the frames held to it.
    const crowd = Math.max(1, loadavg()[0]! / availableParallelism());
    figures['processes waiting a core'] = round(crowd);
    assert.ok(quantile(frames, 0.5) + quantile(paints, 0.5) < 16 * crowd, JSON.stringify(figures));
    if (crowd < 1.5) assert.ok(p95 < 16, JSON.stringify(figures));
    await editor().runCommand('View: Close Editor');
  });

  it('keeps nothing after ten rounds of opening and closing', async function () {
    this.timeout(240_000);
    const { page } = editor();
    const session = await page.context().newCDPSession(page);
    const round = async (): Promise<number> => {
      await panel().simulate('rfc-lru-6.12', 'The lru member in 6.12');
      // The panel has the focus: keys go to its page, a middle click on the tab is the way.
      await page.locator('.tab').filter({ hasText: 'rfc-lru-6.12' }).click({ button: 'middle' });
      await page.locator('.tab').filter({ hasText: 'rfc-lru-6.12' }).waitFor({ state: 'detached' });
      await session.send('HeapProfiler.enable');
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    await round();
    const before = await round();
    for (let i = 0; i < 10; i++) await round();
    const after = await round();
    figures['retained after ten rounds, KiB'] = Math.round((after - before) / 1024);
    assert.ok(page.frames().every((frame) => !frame.url().includes('webview')), 'a webview is left');
    assert.ok(after - before < 8 * 1024 * 1024, `${after - before} bytes`);
  });
});

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
