import * as vscode from 'vscode';
import type { SourceConflict } from './workerProtocol.js';

/** Conflicts that panels found, shown in the files whose lines wrote the words; each panel's go with it. */
export class ConflictDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('pagelens simulation');
  private readonly byPanel = new Map<object, ReadonlyMap<string, readonly vscode.Diagnostic[]>>();

  /** Replaces what a panel has shown so far. `root`: the top of the tree that the conflicts' files lie in. */
  async show(panel: object, conflicts: readonly SourceConflict[], root: vscode.Uri): Promise<void> {
    const files = new Map<string, SourceConflict[]>();
    for (const conflict of conflicts) files.set(conflict.source.file, [...files.get(conflict.source.file) ?? [], conflict]);
    const shown = new Map<string, readonly vscode.Diagnostic[]>();
    for (const [file, own] of files) {
      const uri = vscode.Uri.joinPath(root, file);
      const document = await vscode.workspace.openTextDocument(uri);
      shown.set(uri.toString(), own.map((conflict) => toDiagnostic(conflict, document)));
    }
    this.replace(panel, shown);
  }

  clear(panel: object): void {
    this.replace(panel, new Map());
  }

  dispose(): void {
    this.collection.dispose();
  }

  private replace(panel: object, shown: ReadonlyMap<string, readonly vscode.Diagnostic[]>): void {
    const before = this.byPanel.get(panel) ?? new Map<string, never>();
    if (shown.size === 0) this.byPanel.delete(panel);
    else this.byPanel.set(panel, shown);
    for (const uri of new Set([...before.keys(), ...shown.keys()])) {
      this.collection.set(vscode.Uri.parse(uri), [...this.byPanel.values()].flatMap((panels) => panels.get(uri) ?? []));
    }
  }
}

/** Under the member as the line names it; under the whole line where it is not found there. */
function toDiagnostic({ source, member, rule, message }: SourceConflict, document: vscode.TextDocument): vscode.Diagnostic {
  const line = document.lineAt(Math.min(source.line, document.lineCount) - 1);
  const name = member.split('.')[0] ?? '';
  const at = name === '' ? -1 : line.text.search(new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`));
  const range = at < 0 ? new vscode.Range(line.lineNumber, line.firstNonWhitespaceCharacterIndex, line.lineNumber, line.range.end.character)
    : new vscode.Range(line.lineNumber, at, line.lineNumber, at + name.length);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = 'pagelens simulation';
  diagnostic.code = rule;
  return diagnostic;
}
