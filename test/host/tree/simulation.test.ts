import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, fileUri, pagelens } from '../extension.js';

/** The simulation tabs, by what is written on them. */
const panels = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
  .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('pagelens.simulation'));

describe('the simulation panel', () => {
  before(() => pagelens().activate());
  afterEach(() => vscode.window.tabGroups.close(panels()));

  it('opens a bundled scenario, and another beside it', async () => {
    await vscode.commands.executeCommand('pagelens.simulate', { kind: 'bundled', name: 'rfc-mapping-index' });
    await vscode.commands.executeCommand('pagelens.simulate', { kind: 'bundled', name: 'rfc-lru' });
    const labels = await eventually(() => (panels().length === 2 ? panels().map(({ label }) => label) : undefined));
    assert.deepEqual(labels, ['rfc-mapping-index', 'rfc-lru']);
  });

  it('opens a scenario file of the workspace, a broken one too', async () => {
    const file = fileUri('mine.pagelens.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{ "title": "mine" }'));
    try {
      await vscode.commands.executeCommand('pagelens.simulate', { kind: 'file', uri: file.toString() });
      await eventually(() => panels().find(({ label }) => label === 'mine.pagelens.json'));
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  });
});
