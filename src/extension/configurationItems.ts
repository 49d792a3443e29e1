import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Configurations } from '../protocol.js';

/** What a tree is read under, as the two settings say it; empty strings: what the tree has. */
export interface ConfigurationChoice {
  readonly arch: string;
  readonly config: string;
}

export interface ConfigurationItem extends vscode.QuickPickItem {
  /** Undefined asks for a file. */
  readonly settings?: ConfigurationChoice;
}

/** The tree's own configuration, those that builds left in it, a file of the person's, the presets. */
export function configurationItems({ presets, configs, root }: Configurations): readonly ConfigurationItem[] {
  return [
    { label: vscode.l10n.t('What the tree has'), description: vscode.l10n.t('its .config, else x86_64'), settings: { arch: '', config: '' } },
    ...(configs.length > 0 ? [separator(vscode.l10n.t('configurations in the tree'))] : []),
    ...configs.map((path): ConfigurationItem => ({ label: path, settings: { arch: '', config: join(root, path) } })),
    { label: vscode.l10n.t('Choose a File...'), description: vscode.l10n.t('a .config or auto.conf') },
    separator(vscode.l10n.t('architecture presets')),
    ...presets.map((name): ConfigurationItem => ({ label: name, settings: { arch: name, config: '' } })),
  ];
}

export function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** @param root where the dialog begins */
export async function askForConfiguration(root: string): Promise<ConfigurationChoice | undefined> {
  const [file] = await vscode.window.showOpenDialog({ title: vscode.l10n.t('A kernel configuration'), defaultUri: vscode.Uri.file(root), openLabel: vscode.l10n.t('Read Under This') }) ?? [];
  return file && isAbsolute(file.fsPath) ? { arch: '', config: file.fsPath } : undefined;
}
