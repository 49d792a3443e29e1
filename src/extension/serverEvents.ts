import * as vscode from 'vscode';
import type { TreeStatus } from '../protocol.js';

/** What the server tells of the tree it reads. A client keeps one handler a notification: it tells these, for whoever listens. */
export class ServerEvents implements vscode.Disposable {
  /** The tree that was opened last or went on being read; undefined when the server stopped. */
  readonly status = new vscode.EventEmitter<TreeStatus | undefined>();
  /** A file changed, so counts of uses may have. */
  readonly usesChanged = new vscode.EventEmitter<void>();

  dispose(): void {
    this.status.dispose();
    this.usesChanged.dispose();
  }
}
