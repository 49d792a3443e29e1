/** Everything that needs the language client's library: it is read when a kernel tree is opened, not when the extension is activated. */
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions, State, TransportKind } from 'vscode-languageclient/node';
import { type ClientOptions, Methods, type TreeStatus } from '../protocol.js';
import { kernelSources } from './selector.js';
import type { ServerEvents } from './serverEvents.js';
import { showStatus } from './status.js';

/** The language server's process, its connection and its status item; nothing runs before start(). What it tells goes to `events`. */
export function createClient(context: vscode.ExtensionContext, events: ServerEvents): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011', '--enable-source-maps'] } },
  };
  const { bundle } = vscode.l10n;
  const initializationOptions: ClientOptions = { commandLinks: true, wordColours: true, ...(bundle && { texts: bundle }) };
  const options: LanguageClientOptions = {
    documentSelector: kernelSources,
    diagnosticCollectionName: 'pagelens',
    initializationOptions,
    // Hovers link to one command of ours, and to nothing else.
    markdown: { isTrusted: { enabledCommands: ['pagelens.findUsesOfWord'] }, supportHtml: true },
  };
  // The id is also the prefix of the trace setting.
  const client = new LanguageClient('pagelens', 'Pagelens', server, options);
  context.subscriptions.push(
    showStatus(client, events),
    client.onNotification(Methods.status, (status: TreeStatus) => { events.status.fire(status); }),
    client.onNotification(Methods.usesChanged, () => { events.usesChanged.fire(); }),
    client.onDidChangeState(({ newState }) => { if (newState !== State.Running) events.status.fire(undefined); }),
  );
  return client;
}
