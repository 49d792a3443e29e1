import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { pagelens } from '../extension.js';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly category?: string }[] };
}

describe('the manifest', () => {
  it('registers every command that it contributes, all in one category', async () => {
    await pagelens().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { commands } = (pagelens().packageJSON as Manifest).contributes;
    assert.deepEqual(commands.filter(({ command }) => !registered.has(command)), []);
    assert.deepEqual(commands.filter(({ category }) => category !== 'Pagelens'), []);
  });
});
