import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from 'vscode-languageclient/node';

/** The language server's process and its connection; nothing runs before start(). */
export function createClient(context: vscode.ExtensionContext): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011', '--enable-source-maps'] } },
  };
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file', language: 'c' }],
    diagnosticCollectionName: 'pagelens',
  };
  // The id is also the prefix of the trace setting.
  return new LanguageClient('pagelens', 'Pagelens', server, options);
}
