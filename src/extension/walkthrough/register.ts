import * as vscode from 'vscode';
import { noticeConflictMet, showExampleConflict } from './conflict.js';
import { isExampleOpen, openExample } from './example.js';

/** The example and what the walkthrough's steps do. Their order and text are in package.json. */
export function registerWalkthrough(context: vscode.ExtensionContext): vscode.Disposable {
  if (isExampleOpen(context)) void vscode.commands.executeCommand('setContext', 'pagelens.exampleOpen', true);
  return vscode.Disposable.from(
    noticeConflictMet(),
    vscode.commands.registerCommand('pagelens.openExample', () => openExample(context)),
    vscode.commands.registerCommand('pagelens.showExampleConflict', showExampleConflict),
  );
}
