import * as assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.js';
import { examplesFolder } from './editor.js';
import { Panel, quantile } from './panel.js';
import { windowOnExamples } from './window.js';
import { crowd, holdToLimit } from './yardstick.js';

/** 1 GiB of pages that come and go: what the panel is to play without a stutter. */
const large = {
  title: 'A gibibyte of pages', kernel: '6.1', machine: { zones: [{ type: 'NORMAL', pages: 262_144 }], directMap: '2M' },
  steps: [{ do: 'alloc', as: 'block', order: 10, compound: true }, { do: 'workload', kind: 'allocator', steps: 40_000 }],
};
/** Frames that are measured at a time; milliseconds. */
const FRAMES = 120;
const FRAME_LIMIT = 16;
const ROUNDS = 3;
const ROUNDS_OF_WARMTH = 10;
/** Bytes. */
const RETAINED_LIMIT = 4 * 1024 * 1024;
const figures: Record<string, number> = {};

describe('the simulation panel (speed)', () => {
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

  it('first paint within 500 ms of its page', async function () {
    await panel().simulate('rfc-mapping-index-6.1', 'The same placement in 6.1');
    const frame = await panel().frame();
    const first = await until('the first paint', () => frame.evaluate<number | undefined>(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime`)) ?? 0;
    figures['first paint, ms'] = Math.round(first);
    await panel().close();
    holdToLimit(this, 'first paint', first, 500);
  });

  it('plays 262,144 pages with frames under 16 ms (p95)', async function () {
    await panel().simulate('large', 'A gibibyte of pages');
    await editor().screenshot('panel-large');
    figures['frames a second of an empty page'] = await emptyFrames(panel());
    const speed = panel().locator('vscode-single-select[label="Speed"]');
    await speed.click();
    await speed.locator('li').filter({ hasText: '600 steps/s' }).click();
    // Others may have the cores for a moment: the best of some rounds is the panel's own figure.
    const rounds: Played[] = [];
    while (rounds.length < ROUNDS && !rounds.some(({ p95 }) => p95 < FRAME_LIMIT)) rounds.push(await play(panel()));
    const best = rounds.reduce((a, b) => (a.p95 < b.p95 ? a : b));
    await editor().screenshot('panel-large-played');
    Object.assign(figures, {
      'frames a second': best.framesASecond, 'frame p50, ms': round(best.p50), 'frame p95, ms': round(best.p95), 'of it painting the map, ms': round(best.paint), 'processes waiting a core': round(crowd()),
    });
    await panel().close();
    holdToLimit(this, 'frames, p95', best.p95, FRAME_LIMIT);
  });

  it('keeps nothing after ten rounds of opening and closing', async () => {
    const { page } = editor();
    const session = await page.context().newCDPSession(page);
    const round = async (): Promise<number> => {
      await panel().simulate('rfc-lru-6.12', 'The lru member in 6.12');
      // The panel has the focus: keys go to its page, a middle click on the tab is the way.
      await page.locator('.tab').filter({ hasText: 'rfc-lru-6.12' }).click({ button: 'middle' });
      await page.locator('.tab').filter({ hasText: 'rfc-lru-6.12' }).waitFor({ state: 'detached' });
      await panel().untilGone();
      await session.send('HeapProfiler.enable');
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    // The first ones fill the editor's own caches and warm its code: 4 MiB that do not come again.
    for (let i = 0; i < ROUNDS_OF_WARMTH; i++) await round();
    const before = await round();
    for (let i = 0; i < 9; i++) await round();
    const after = await round();
    figures['retained by ten more rounds, KiB'] = Math.round((after - before) / 1024);
    await until('no webview is left', () => page.frames().map((frame) => frame.url()), (urls) => urls.every((url) => !url.includes('webview')));
    assert.ok(after - before < RETAINED_LIMIT, `${after - before} bytes`);
  });
});

/** Durations in milliseconds; a frame's is that of what it shows and of painting the map. */
interface Played {
  readonly framesASecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly paint: number;
}

/** Plays until so many frames were shown, and stops. */
async function play(panel: Panel): Promise<Played> {
  await panel.button('Play').click();
  await panel.button('Pause').waitFor();
  await panel.forgetMeasures();
  const frames = await until(`${FRAMES} frames`, () => panel.measured('pagelens.frame'), ({ length }) => length >= FRAMES);
  const paints = await panel.measured('pagelens.paint');
  await panel.button('Pause').click();
  await panel.button('Play').waitFor();
  // What counts is what the screen shows: maps painted.
  const [first, last] = [paints[0]!, paints.at(-1)!];
  const at = (part: number): number => quantile(frames.map(({ duration }) => duration), part) + quantile(paints.map(({ duration }) => duration), part);
  return { framesASecond: Math.round((paints.length - 1) * 1000 / (last.start - first.start)), p50: at(0.5), p95: at(0.95), paint: quantile(paints.map(({ duration }) => duration), 0.95) };
}

/** How often a second the window draws the panel while nothing in it changes: more frames than these nobody can have. */
async function emptyFrames(panel: Panel): Promise<number> {
  const milliseconds = await (await panel.frame()).evaluate<number>(`new Promise((resolve) => {
    let left = ${FRAMES}, start;
    const next = (now) => { start ??= now; if (left-- > 0) requestAnimationFrame(next); else resolve(now - start); };
    requestAnimationFrame(next);
  })`);
  return Math.round(FRAMES * 1000 / milliseconds);
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
