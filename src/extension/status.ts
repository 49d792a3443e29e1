import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';

/** The one language-status item: whether the server runs. It shows for C files only, behind the braces of the status bar. */
export function showStatus(client: LanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('pagelens.server', { scheme: 'file', language: 'c' });
  item.name = 'Pagelens';
  const update = (state: State): void => {
    item.busy = state === State.Starting;
    item.severity = state === State.Stopped ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    item.text = state === State.Running ? 'Pagelens: serving' : state === State.Starting ? 'Pagelens: starting' : 'Pagelens: stopped';
  };
  item.command = { command: 'pagelens.restartServer', title: 'Restart' };
  update(client.state);
  return vscode.Disposable.from(item, client.onDidChangeState(({ newState }) => { update(newState); }));
}
