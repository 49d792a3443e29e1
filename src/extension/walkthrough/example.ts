import * as vscode from 'vscode';
import { isKernelTree } from '../kernelTree.js';

/** Where the copy of the bundled example lies that a person may edit; a new version of the extension has a new one. */
function exampleFolder({ globalStorageUri, extension }: vscode.ExtensionContext): vscode.Uri {
  const { version } = extension.packageJSON as { readonly version: string };
  return vscode.Uri.joinPath(globalStorageUri, `example-${version}`);
}

/** Opens the example in this window if that is empty, else in another. */
export async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const folder = exampleFolder(context);
  if (!await isKernelTree(folder)) await vscode.workspace.fs.copy(vscode.Uri.joinPath(context.extensionUri, 'examples'), folder, { overwrite: true });
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: vscode.workspace.workspaceFolders !== undefined });
}

/** Whether this window shows the example. */
export function isExampleOpen(context: vscode.ExtensionContext): boolean {
  const folder = exampleFolder(context).toString();
  return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === folder) ?? false;
}
