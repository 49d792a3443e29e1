import * as vscode from 'vscode';

/** In the example: a list node over page.mapping, which a reader takes for an address_space. */
const FILE = 'mm/vmalloc_mapping_index.c';
/** The server reads the tree's headers first; a person who waits longer looks for what is wrong. Milliseconds. */
const PATIENCE = 20_000;

/** Opens the example's conflict with the places it rests on. */
export async function showExampleConflict(): Promise<void> {
  const [file] = await vscode.workspace.findFiles(FILE, null, 1);
  if (!file) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens: open the example first.'));
    return;
  }
  const editor = await vscode.window.showTextDocument(file);
  const conflict = await firstConflict(file);
  if (!conflict) return;
  editor.selection = new vscode.Selection(conflict.range.start, conflict.range.start);
  editor.revealRange(conflict.range, vscode.TextEditorRevealType.InCenter);
  await vscode.commands.executeCommand('editor.action.marker.next');
}

/** Says once that a person has put the cursor on a conflict: that step of the walkthrough is done by doing it. */
export function noticeConflictMet(): vscode.Disposable {
  const listener = vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document, selection } }) => {
    if (!conflictsIn(document.uri).some(({ range }) => range.intersection(selection))) return;
    listener.dispose();
    void vscode.commands.executeCommand('setContext', 'pagelens.conflictMet', true);
  });
  return listener;
}

function conflictsIn(file: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'pagelens');
}

/** @returns undefined when none came in time */
async function firstConflict(file: vscode.Uri): Promise<vscode.Diagnostic | undefined> {
  const now = (): vscode.Diagnostic | undefined => conflictsIn(file)[0];
  return now() ?? new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(now());
    };
    const timer = setTimeout(done, PATIENCE);
    const listener = vscode.languages.onDidChangeDiagnostics(() => { if (now()) done(); });
  });
}
