/** The language server as a process: over IPC for VS Code, or as its arguments say. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from './nodeHost.js';
import { startServer } from './server.js';

startServer(createConnection(ProposedFeatures.all), nodeHost);
