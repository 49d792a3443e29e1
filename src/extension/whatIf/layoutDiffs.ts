import * as vscode from 'vscode';

const SCHEME = 'pagelens-layout';
const KEPT = 10;

/** Layouts as virtual documents, for the editor's own diff. */
export class LayoutDiffs implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly provider: vscode.Disposable;
  private next = 1;

  constructor() {
    this.provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '' });
  }

  /** A layout as it is and as it would be, side by side. */
  async show({ record, before, after }: { readonly record: string; readonly before: string; readonly after: string }): Promise<void> {
    const [today, then] = [this.keep(`${record} today`, before), this.keep(`${record} then`, after)];
    await vscode.commands.executeCommand('vscode.diff', today, then, `struct ${record}: today and then`, { viewColumn: vscode.ViewColumn.Active, preview: true });
  }

  dispose(): void {
    this.provider.dispose();
  }

  private keep(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${this.next++}/${name}.h` });
    this.texts.set(uri.toString(), text);
    for (const old of [...this.texts.keys()].slice(0, Math.max(0, this.texts.size - KEPT))) this.texts.delete(old);
    return uri;
  }
}
