import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import type { ClientOptions } from '../protocol.js';
import { kernelSources } from './selector.js';

/** The language server's process and its connection; nothing runs before start(). */
export function createClient(context: vscode.ExtensionContext): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011', '--enable-source-maps'] } },
  };
  const initializationOptions: ClientOptions = { commandLinks: true };
  const options: LanguageClientOptions = {
    documentSelector: kernelSources,
    diagnosticCollectionName: 'pagelens',
    initializationOptions,
    // Hovers link to one command of ours, and to nothing else.
    markdown: { isTrusted: { enabledCommands: ['pagelens.findUsesOfWord'] } },
  };
  // The id is also the prefix of the trace setting.
  return new LanguageClient('pagelens', 'Pagelens', server, options);
}
