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
    { label: 'Picture (PNG)', description: 'the memory map as it is shown', made: { from: 'panel', format: 'png' } },
    { label: 'Picture (SVG)', description: 'the memory map as it is shown', made: { from: 'panel', format: 'svg' } },
    { label: 'Run (JSON)', description: 'conflicts, measures, expectations and story', made: { from: 'worker', what: 'run' } },
    { label: 'Trace (JSON lines)', description: 'every change of every word', made: { from: 'worker', what: 'trace' } },
    { label: 'Scenario', description: 'with the values it was run with', made: { from: 'worker', what: 'scenario' } },
  ];
  return (await vscode.window.showQuickPick(choices, { title: 'Export', placeHolder: 'What to keep of this run' }))?.made;
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
