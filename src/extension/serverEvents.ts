import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { Methods, type TreeStatus } from '../protocol.js';

/** What the server tells of the tree it reads. A client keeps one handler a notification: this is it, for whoever listens. */
export class ServerEvents implements vscode.Disposable {
  private readonly status = new vscode.EventEmitter<TreeStatus | undefined>();
  private readonly uses = new vscode.EventEmitter<void>();
  /** The tree that was opened last or went on being read; undefined when the server stopped. */
  readonly onStatus = this.status.event;
  /** A file changed, so counts of uses may have. */
  readonly onUsesChanged = this.uses.event;

  listen(client: LanguageClient): vscode.Disposable {
    return vscode.Disposable.from(
      client.onNotification(Methods.status, (status: TreeStatus) => { this.status.fire(status); }),
      client.onNotification(Methods.usesChanged, () => { this.uses.fire(); }),
      client.onDidChangeState(({ newState }) => { if (newState !== State.Running) this.status.fire(undefined); }),
    );
  }

  dispose(): void {
    this.status.dispose();
    this.uses.dispose();
  }
}
