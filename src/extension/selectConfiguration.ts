import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Configurations, type ConfigurationsParams, Methods } from '../protocol.js';

interface Choice extends vscode.QuickPickItem {
  /** What the two settings become; undefined asks for a file. */
  readonly settings?: { readonly arch: string; readonly config: string };
}

/** Asks what the tree is to be read under and writes it to the workspace's settings; the server follows them. */
export async function selectConfiguration(client: LanguageClient | undefined): Promise<void> {
  const found = client?.isRunning() ? await client.sendRequest<Configurations | null>(Methods.configurations, openedFile()) : null;
  if (!found) {
    void vscode.window.showInformationMessage('Pagelens has no kernel tree open: open a C file of one first.');
    return;
  }
  const picked = await vscode.window.showQuickPick<Choice>(choices(found), {
    title: 'Read the tree under', placeHolder: `Now: ${found.arch}, ${found.config}`, matchOnDescription: true,
  });
  if (!picked) return;
  const settings = picked.settings ?? await askForFile(found);
  if (!settings) return;
  const configuration = vscode.workspace.getConfiguration('pagelens');
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('kernel.config', settings.config === '' ? undefined : settings.config, target);
  await configuration.update('kernel.arch', settings.arch === '' ? undefined : settings.arch, target);
}

function openedFile(): ConfigurationsParams {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri ? { textDocument: { uri: uri.toString() } } : {};
}

function choices({ presets, configs, root }: Configurations): readonly Choice[] {
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    { label: 'What the tree has', description: 'its .config, else x86_64', settings: { arch: '', config: '' } },
    ...(configs.length > 0 ? [separator('configurations in the tree')] : []),
    ...configs.map((path): Choice => ({ label: path, settings: { arch: '', config: join(root, path) } })),
    { label: 'Choose a File...', description: 'a .config or auto.conf' },
    separator('architecture presets'),
    ...presets.map((name): Choice => ({ label: name, settings: { arch: name, config: '' } })),
  ];
}

async function askForFile({ root }: Configurations): Promise<Choice['settings']> {
  const [file] = await vscode.window.showOpenDialog({ title: 'A kernel configuration', defaultUri: vscode.Uri.file(root), openLabel: 'Read Under This' }) ?? [];
  return file && isAbsolute(file.fsPath) ? { arch: '', config: file.fsPath } : undefined;
}
