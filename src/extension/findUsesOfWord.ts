import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { Methods, type UsesOfWord, type WirePosition } from '../protocol.js';

/** Where a hover's link says the member stands; from the palette it is the cursor. */
export interface MemberPlace {
  readonly uri: string;
  readonly position: WirePosition;
}

/** Shows all uses of the bits of a member in the references view's own list: ours alone, without another server's answers between. */
export async function findUsesOfWord(client: LanguageClient | undefined, place?: MemberPlace): Promise<void> {
  const at = place ?? cursor();
  if (!client?.isRunning() || !at) return;
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Pagelens: finding uses'), cancellable: false }, () =>
    client.sendRequest<UsesOfWord | null>(Methods.usesOfWord, { textDocument: { uri: at.uri }, position: at.position }));
  if (!answer) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Pagelens: no member of struct page or of a view of it stands here.'));
    return;
  }
  const locations = answer.uses.map(({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character)));
  const position = new vscode.Position(at.position.line, at.position.character);
  await vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(at.uri), position, locations);
}

function cursor(): MemberPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), position: { line: editor.selection.active.line, character: editor.selection.active.character } };
}
