import * as assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textWith } from './text.js';
import { windowOnExamples } from './window.js';
import { crowd, holdToLimit } from './yardstick.js';

/** What the extension host and the server's process read before a person asks for anything. */
const SCRIPTS = ['extension.cjs', 'client.cjs', 'server.cjs'];
/** Bytes. */
const SCRIPT_LIMIT = 2_000_000;
/** Milliseconds. */
const ACTIVATION_LIMIT = 100;

describe('the extension starts (speed)', () => {
  const editor = windowOnExamples();
  const figures: Record<string, number> = {};

  after(() => {
    mkdirSync('out', { recursive: true });
    writeFileSync(join('out', 'startup-speed.json'), `${JSON.stringify(figures, undefined, 2)}\n`);
  });

  it(`within ${ACTIVATION_LIMIT} ms, as VS Code measures it`, async function () {
    await editor().openFile('mm/vmalloc.c');
    await editor().untilServing();
    await editor().runCommand('Developer: Show Running Extensions');
    const row = editor().page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'Pagelens' });
    const text = await textWith(row, /\d+\s*ms/);
    await editor().screenshot('running-extensions');
    const activation = Number(/(\d+)\s*ms/.exec(text)?.[1]);
    Object.assign(figures, { 'activation, ms': activation, 'processes waiting a core': Math.round(crowd() * 10) / 10 });
    holdToLimit(this, 'activation', activation, ACTIVATION_LIMIT);
  });

  it(`with less than ${SCRIPT_LIMIT / 1e6} MB of script before first use`, () => {
    const bytes = SCRIPTS.reduce((sum, name) => sum + statSync(join('dist', name)).size, 0);
    figures['script before first use, KB'] = Math.round(bytes / 1000);
    assert.ok(bytes < SCRIPT_LIMIT, `${bytes} bytes`);
  });
});
