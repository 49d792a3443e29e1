import * as vscode from 'vscode';
import type { PictureFormat } from '../../panelProtocol.js';
import type { ExportedText } from './workerProtocol.js';

export type Exported = { readonly from: 'panel'; readonly format: PictureFormat } | { readonly from: 'worker'; readonly what: ExportedText };

interface Choice extends vscode.QuickPickItem {
  readonly made: Exported;
}

/** Asks what is to be kept of a run. */
export async function chooseExport(): Promise<Exported | undefined> {
  const choices: readonly Choice[] = [
    { label: vscode.l10n.t('Picture (PNG)'), description: vscode.l10n.t('the memory map as it is shown'), made: { from: 'panel', format: 'png' } },
    { label: vscode.l10n.t('Picture (SVG)'), description: vscode.l10n.t('the memory map as it is shown'), made: { from: 'panel', format: 'svg' } },
    { label: vscode.l10n.t('Run (JSON)'), description: vscode.l10n.t('conflicts, measures, expectations and story'), made: { from: 'worker', what: 'run' } },
    { label: vscode.l10n.t('Trace (JSON lines)'), description: vscode.l10n.t('every change of every word'), made: { from: 'worker', what: 'trace' } },
    { label: vscode.l10n.t('Scenario'), description: vscode.l10n.t('with the values it was run with'), made: { from: 'worker', what: 'scenario' } },
  ];
  return (await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Export'), placeHolder: vscode.l10n.t('What to keep of this run') }))?.made;
}

const endings: Readonly<Record<PictureFormat | ExportedText, string>> = { png: '.png', svg: '.svg', run: '.json', trace: '.jsonl', scenario: '.pagelens.json' };

/** Asks where, and writes the bytes; a scenario is opened. */
export async function saveExport(name: string, kind: PictureFormat | ExportedText, bytes: Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = `${name.replaceAll(/[^\w.-]+/g, '-').replace(/\.pagelens\.json$/, '')}${endings[kind]}`;
  const uri = await vscode.window.showSaveDialog(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {});
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, bytes);
  if (kind === 'scenario') await vscode.window.showTextDocument(uri);
}
