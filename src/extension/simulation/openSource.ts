import * as vscode from 'vscode';
import type { ScenarioRef, SourceLine } from '../../panelProtocol.js';
import { type FunctionPlace, Methods } from '../../protocol.js';
import { type AskServer, treeNear } from './sourceMaterial.js';

/** Shows a line of the opened tree beside the panel. @throws Error where the file is not there */
export async function openLine({ file, line }: SourceLine, root: vscode.Uri | undefined): Promise<void> {
  const uri = root ? vscode.Uri.joinPath(root, file) : (await vscode.workspace.findFiles(file, undefined, 1))[0];
  if (!uri) throw new Error(`${file} is not in this workspace.`);
  await show(uri, line);
}

/** Shows a place of the file that a scenario was read from; one of another kind has no file. */
export async function openScenario(ref: ScenarioRef, { line, column }: { readonly line: number; readonly column: number }): Promise<void> {
  if (ref.kind === 'file') await show(vscode.Uri.parse(ref.uri), line, column);
}

/** Shows a function of the opened tree beside the panel. @throws Error where no tree is open, or it has none of that name */
export async function openFunction(name: string, root: vscode.Uri | undefined, ask: AskServer): Promise<void> {
  const tree = root ?? await treeNear(undefined);
  if (!tree) throw new Error(vscode.l10n.t('No kernel tree is open that could show {0}().', name));
  const place = await ask<FunctionPlace | null>(Methods.functionPlace, { name, textDocument: { uri: vscode.Uri.joinPath(tree, 'include/linux/mm_types.h').toString() } });
  if (!place) throw new Error(vscode.l10n.t('The opened tree has no {0}() where mm code lies: another version may call it otherwise.', name));
  await show(vscode.Uri.parse(place.uri), place.line);
}

async function show(uri: vscode.Uri, line: number, column = 1): Promise<void> {
  const place = new vscode.Range(line - 1, column - 1, line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { selection: place, viewColumn: vscode.ViewColumn.Beside });
}
