import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until.js';
import type { PagelensApi } from '../../src/extension/main.js';

/** Our extension in this host. */
export function pagelens(): vscode.Extension<PagelensApi> {
  const extension = vscode.extensions.getExtension<PagelensApi>('pagelens.pagelens');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

/** A file of the opened folder, by its path from there. */
export function fileUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file of the opened folder in an editor. */
export async function openFile(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(path)));
}

/** Asks again until there is an answer. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const answer = await until('an answer', ask);
  assert.ok(answer !== undefined);
  return answer;
}
