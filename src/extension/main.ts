import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { registerCopyMember } from './copyMember.js';
import { findUsesOfWord, type MemberPlace } from './findUsesOfWord.js';
import { isKernelTree, kernelTreeAbove, treeMarker } from './kernelTree.js';
import { registerLayoutDocuments } from './layoutDocuments/register.js';
import { Methods } from '../protocol.js';
import { isKernelSource } from './selector.js';
import { selectConfiguration } from './selectConfiguration.js';
import { ServerEvents } from './serverEvents.js';
import { registerSimulation } from './simulation/register.js';
import { registerStructPageTree } from './structPageTree/register.js';
import { registerWalkthrough } from './walkthrough/register.js';
import { registerWhatIf } from './whatIf/register.js';

/** What the extension tells its tests, and any extension that asks for it. */
export interface PagelensApi {
  /** The running server's name and version; undefined while there is no kernel tree to serve. */
  serverInfo(): { readonly name: string; readonly version?: string } | undefined;
}

const events = new ServerEvents();
let client: LanguageClient | undefined;
let starting: Promise<void> | undefined;

/** Starts the server once; a second call waits for the first. */
function startServer(context: vscode.ExtensionContext): Promise<void> {
  // After a failure the next attempt is a new one.
  starting ??= begin(context).catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function begin(context: vscode.ExtensionContext): Promise<void> {
  const { createClient } = await import('./client.js');
  client ??= createClient(context, events);
  await client.start();
  // Menu entries for C files of a tree are there from now on.
  await vscode.commands.executeCommand('setContext', 'pagelens.serving', true);
}

/** A C file activates the extension anywhere; only one inside a kernel tree is worth a server. */
async function concernsUs(document: vscode.TextDocument): Promise<boolean> {
  if (!isKernelSource(document)) return false;
  return (await kernelTreeAbove(vscode.Uri.joinPath(document.uri, '..'))) !== undefined;
}

/** Some file of the kernel tree that is worked on: the active editor's, else the workspace's, else any open one's. */
async function fileOfTree(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active && await concernsUs(active)) return active.uri;
  const configured = vscode.workspace.getConfiguration('pagelens').get<string>('kernel.root', '');
  const tops = [...isAbsolute(configured) ? [vscode.Uri.file(configured)] : [], ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  for (const top of tops) if (await isKernelTree(top)) return treeMarker(top);
  for (const document of vscode.workspace.textDocuments) if (await concernsUs(document)) return document.uri;
  return undefined;
}

export function activate(context: vscode.ExtensionContext): PagelensApi {
  const ask = async <T>(method: string, params: object): Promise<T | undefined> => {
    await startServer(context);
    return client?.sendRequest<T>(method, params);
  };
  context.subscriptions.push(
    events,
    registerSimulation(context, ask),
    registerStructPageTree(ask, fileOfTree, events),
    registerLayoutDocuments(ask, fileOfTree),
    registerCopyMember(ask),
    registerWalkthrough(context),
    registerWhatIf(context, ask),
    vscode.commands.registerCommand('pagelens.selectConfiguration', () => selectConfiguration(client)),
    vscode.commands.registerCommand('pagelens.cancelIndexing', () => client?.sendNotification(Methods.cancelIndex)),
    vscode.commands.registerCommand('pagelens.findUsesOfWord', (place?: MemberPlace) => findUsesOfWord(client, place)),
    vscode.commands.registerCommand('pagelens.restartServer', async () => {
      const running = client;
      await startServer(context);
      // A client that is still starting cannot be stopped: it was waited for.
      await running?.restart();
    }),
  );
  // Listening comes first: a file may be opened while the folders are looked at.
  const listener = vscode.workspace.onDidOpenTextDocument(async (document) => {
    if (!(await concernsUs(document))) return;
    listener.dispose();
    await startServer(context);
  });
  context.subscriptions.push(listener);
  void fileOfTree().then(async (file) => {
    if (!file) return;
    listener.dispose();
    await startServer(context);
  });
  return { serverInfo: () => client?.initializeResult?.serverInfo };
}

export async function deactivate(): Promise<void> {
  // A client that is still starting cannot be stopped: wait for it.
  await starting?.catch(() => undefined);
  await client?.dispose();
  client = undefined;
  starting = undefined;
}
