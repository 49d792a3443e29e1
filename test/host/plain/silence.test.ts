import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { kernelTreeAbove } from '../../../src/extension/kernelTree.js';
import { openFile, pagelens } from '../extension.js';

describe('in a folder that is no kernel tree', () => {
  it('stays unloaded', async () => {
    // The host answers questions about the folder by now.
    assert.equal((await vscode.workspace.findFiles('*.c')).length, 1);
    assert.equal(pagelens().isActive, false);
  });

  it('starts no language server for a C file', async () => {
    const { document } = await openFile('hello.c');
    await pagelens().activate();
    // It looks for a tree around the file; the same looks, asked for later, are answered later.
    assert.equal(await kernelTreeAbove(vscode.Uri.joinPath(document.uri, '..')), undefined);
    assert.equal(pagelens().exports.serverInfo(), undefined);
  });
});
