import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Configurations, type ConfigurationsParams, Methods } from '../protocol.js';
import { askForConfiguration, type ConfigurationItem, configurationItems } from './configurationItems.js';

/** Asks what the tree is to be read under and writes it to the workspace's settings; the server follows them. */
export async function selectConfiguration(client: LanguageClient | undefined): Promise<void> {
  const found = client?.isRunning() ? await client.sendRequest<Configurations | null>(Methods.configurations, openedFile()) : null;
  if (!found) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens has no kernel tree open: open a C file of one first.'));
    return;
  }
  const picked = await vscode.window.showQuickPick<ConfigurationItem>(configurationItems(found), {
    title: vscode.l10n.t('Read the tree under'), placeHolder: vscode.l10n.t('Now: {0}, {1}', found.arch, found.config), matchOnDescription: true,
  });
  if (!picked) return;
  const settings = picked.settings ?? await askForConfiguration(found.root);
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
