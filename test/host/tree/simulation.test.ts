import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../until.js';
import { eventually, fileUri, openFile, pagelens } from '../extension.js';

/** The simulation tabs, by what is written on them. */
const panels = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
  .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('pagelens.simulation'));

describe('the simulation panel', () => {
  before(() => pagelens().activate());
  afterEach(() => vscode.window.tabGroups.close(panels()));

  it('opens a bundled scenario, and another beside it', async () => {
    await vscode.commands.executeCommand('pagelens.simulate', { kind: 'bundled', name: 'rfc-mapping-index' });
    await vscode.commands.executeCommand('pagelens.simulate', { kind: 'bundled', name: 'rfc-lru' });
    await until('both panels', () => panels().map(({ label }) => label), (labels) => { assert.deepEqual(labels, ['rfc-mapping-index', 'rfc-lru']); });
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

  /** What our collections say of a file, once they say as much as expected. */
  const said = (uri: vscode.Uri, source: string, atLeast: number): Promise<vscode.Diagnostic[]> => eventually(() => {
    const own = vscode.languages.getDiagnostics(uri).filter((one) => one.source === source);
    return own.length >= atLeast ? own : undefined;
  });

  it('simulates a file of the tree: conflicts stand in it until the panel is closed', async () => {
    const file = fileUri('mm/vmalloc_mapping_index.c');
    await vscode.commands.executeCommand('pagelens.simulateFile', file);
    await eventually(() => panels().find(({ label }) => label === 'mm/vmalloc_mapping_index.c'));
    const [first] = await said(file, 'pagelens simulation', 1);
    const document = await vscode.workspace.openTextDocument(file);
    assert.match(first!.message, /reads mapping[\s\S]*takes it for/);
    assert.equal(document.getText(first!.range), 'node');
    await vscode.window.tabGroups.close(panels());
    await eventually(() => (vscode.languages.getDiagnostics(file).some((one) => one.source === 'pagelens simulation') ? undefined : true));
  });

  it('simulates the function around the cursor', async () => {
    const editor = await openFile('mm/vmalloc_mapping_index.c');
    const at = editor.document.positionAt(editor.document.getText().indexOf('&gp->node'));
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('pagelens.simulateFunction');
    const label = await eventually(() => panels().find((tab) => tab.label.endsWith('()'))?.label);
    assert.match(label, /^\w+\(\)$/);
  });

  it('simulates the selected lines', async () => {
    const editor = await openFile('mm/vmalloc_mapping_index.c');
    const line = editor.document.positionAt(editor.document.getText().indexOf('&gp->node')).line;
    editor.selection = new vscode.Selection(line, 0, line + 1, 0);
    await vscode.commands.executeCommand('pagelens.simulateFunction');
    await eventually(() => panels().find((tab) => tab.label === `mm/vmalloc_mapping_index.c:${line + 1}-${line + 1}`));
    const [first] = await said(fileUri('mm/vmalloc_mapping_index.c'), 'pagelens simulation', 1);
    assert.equal(first!.range.start.line, line);
  });

  it('says what is wrong in a scenario file while it is edited, and stops saying it', async () => {
    const file = fileUri('draft.pagelens.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{\n  "title": "draft",\n  "kernel": "6.1",\n  "machine": { "zones": [{ "type": "NORMAAL", "pages": 1024 }] },\n  "steps": [{ "do": "check" }]\n}\n'));
    try {
      const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      const [error] = await said(file, 'pagelens scenario', 1);
      assert.match(error!.message, /must be one of DMA32, NORMAL/);
      assert.equal(editor.document.getText(error!.range), '"NORMAAL"');
      await editor.edit((edit) => { edit.replace(error!.range, '"NORMAL"'); });
      await eventually(() => (vscode.languages.getDiagnostics(file).some((one) => one.source === 'pagelens scenario') ? undefined : true));
      await editor.document.save();
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(file);
    }
  });

  it('the settings of a tree are no scenario: the editor holds them against their own schema', async () => {
    const file = fileUri('.pagelens.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{\n  "ignored": []\n}\n'));
    try {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      const told = await until('what the schema has against it', () => vscode.languages.getDiagnostics(file), (found) => found.some(({ message }) => message.includes('ignored')));
      assert.deepEqual(told.filter(({ source }) => source === 'pagelens scenario'), []);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(file);
    }
  });
});
