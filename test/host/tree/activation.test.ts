import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openFile, pagelens } from '../extension.js';

describe('in a kernel tree', () => {
  it('starts its language server before a file is opened', async () => {
    await eventually(() => (pagelens().isActive ? true : undefined));
    const server = await eventually(() => pagelens().exports.serverInfo());
    assert.equal(server.name, 'pagelens');
  });

  it('serves a C file', async () => {
    const editor = await openFile('mm/vmalloc.c');
    assert.equal(editor.document.languageId, 'c');
    assert.ok(pagelens().isActive);
  });

  it('restarts its language server on command', async () => {
    await vscode.commands.executeCommand('pagelens.restartServer');
    const server = await eventually(() => pagelens().exports.serverInfo());
    assert.equal(server.name, 'pagelens');
  });
});
