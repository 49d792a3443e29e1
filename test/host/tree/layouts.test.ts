import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openFile, pagelens } from '../extension.js';

describe('layouts as documents', () => {
  before(async () => {
    await pagelens().activate();
    await eventually(() => pagelens().exports.serverInfo());
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('a record under another architecture, read-only and in C', async () => {
    await vscode.commands.executeCommand('pagelens.layout', 'page', { from: 'tree', arch: 'arm-lpae', config: '' });
    const document = await eventually(() => [vscode.window.activeTextEditor?.document].find((one) => one?.uri.scheme === 'pagelens-record'));
    assert.equal(document.languageId, 'c');
    assert.match(document.getText(), /^struct page \{.*arm-lpae preset \*\/\n[^]*private;/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('pagelens-record') ?? false, false);
  });

  it('two of them side by side', async () => {
    await vscode.commands.executeCommand('pagelens.compareLayouts', 'page', { from: 'settings' }, { from: 'bundled', kernel: '6.12' });
    const diff = await eventually(() => [vscode.window.tabGroups.activeTabGroup.activeTab?.input].find((input) => input instanceof vscode.TabInputTextDiff));
    const texts = await Promise.all([diff.original, diff.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()));
    assert.match(texts[0]!, /5\.11\.0 x86_64/);
    assert.match(texts[1]!, /6\.12\.\d+ x86_64/);
  });

  it('says what is wrong where there is no such record', async () => {
    await vscode.commands.executeCommand('pagelens.layout', 'nosuch', { from: 'settings' });
    const document = await eventually(() => [vscode.window.activeTextEditor?.document].find((one) => one?.uri.scheme === 'pagelens-record'));
    assert.match(document.getText(), /^\/\* nosuch: /);
  });

  it('a member is copied as debuggers show it', async () => {
    const { document } = await openFile('include/linux/mm_types.h');
    const at = document.positionAt(document.getText().indexOf('private;', document.getText().indexOf('unsigned long private;')));
    vscode.window.activeTextEditor!.selection = new vscode.Selection(at, at);
    const copied = async (command: string): Promise<string> => {
      await vscode.commands.executeCommand(command);
      return vscode.env.clipboard.readText();
    };
    assert.equal(await copied('pagelens.copyAsDrgn'), 'Object(prog, "struct page *", ADDRESS).private');
    assert.equal(await copied('pagelens.copyAsPahole'), 'pahole -C page vmlinux');
    assert.equal(await copied('pagelens.copyAsCrash'), 'struct page.private ADDRESS\nrd -64 -o 40 ADDRESS');
  });
});
