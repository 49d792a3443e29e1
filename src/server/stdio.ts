import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from './nodeHost.js';
import { startServer } from './server.js';

/** `pagelens lsp --stdio`: the server for Vim, Emacs and every other editor. Ends with the process's input. */
export function serveStdio(): void {
  startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout), nodeHost);
}
