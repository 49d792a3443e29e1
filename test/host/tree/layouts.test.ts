import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../until.js';
import { eventually, openFile, pagelens } from '../extension.js';

describe('layouts as documents', () => {
  before(async () => {
    await pagelens().activate();
    await eventually(() => pagelens().exports.serverInfo());
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** The record in front, once its text is as expected. */
  const shown = async (expected: RegExp): Promise<vscode.TextDocument> => {
    const document = await until(`a record as ${expected.source}`, () => vscode.window.activeTextEditor?.document, (one) => one?.uri.scheme === 'pagelens-record' && expected.test(one.getText()));
    assert.ok(document);
    return document;
  };

  it('a record under another architecture, read-only and in C', async () => {
    await vscode.commands.executeCommand('pagelens.layout', 'page', { from: 'tree', arch: 'arm-lpae', config: '' });
    const document = await shown(/^struct page \{.*arm-lpae preset \*\/\n[^]*private;/);
    assert.equal(document.languageId, 'c');
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
    await shown(/^\/\* nosuch: /);
  });

  it('a member is copied as debuggers show it', async () => {
    const { document } = await openFile('include/linux/mm_types.h');
    const at = document.positionAt(document.getText().indexOf('private;', document.getText().indexOf('unsigned long private;')));
    vscode.window.activeTextEditor!.selection = new vscode.Selection(at, at);
    const copies = async (command: string, expected: string): Promise<void> => {
      await vscode.commands.executeCommand(command);
      await until(`on the clipboard: ${expected}`, () => vscode.env.clipboard.readText(), (text) => text === expected);
    };
    await copies('pagelens.copyAsDrgn', 'Object(prog, "struct page *", ADDRESS).private');
    await copies('pagelens.copyAsPahole', 'pahole -C page vmlinux');
    await copies('pagelens.copyAsCrash', 'struct page.private ADDRESS\nrd -64 -o 40 ADDRESS');
  });
});
