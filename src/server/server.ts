/** The language server, whatever it runs on: wires the protocol to the features, a line each. */
import { config } from '@vscode/l10n';
import { SETTINGS_FILE } from '../check/settings/treeSettings.js';
import {
  type CancellationToken, CodeActionKind, CodeLensRefreshRequest, type Connection, DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, FileChangeType, type InitializeParams,
  type InitializeResult, MessageType, PositionEncodingKind, ShowMessageNotification, TextDocumentSyncKind,
} from 'vscode-languageserver';
import { version } from '../../package.json';
import type { DebuggerCommandParams, LayoutChoicesParams, LayoutParams } from '../layoutProtocol.js';
import type { AboutTree, MemberFilesParams, MemberUsesParams, PageWordsParams } from '../pageWordsProtocol.js';
import type { PlacementsParams, WhatIfChoicesParams, WhatIfParams } from '../whatIfProtocol.js';
import { type ClientOptions, type ConfigurationsParams, type FunctionPlaceParams, Methods, type TypedUsesParams, type UsesOfWordParams } from '../protocol.js';
import { codeActions } from './codeActions.js';
import { codeLenses, type LensData, lensTitle } from './codeLens.js';
import { configurations } from './configurations.js';
import { commandForMember } from './debuggerCommand.js';
import { definition } from './definition.js';
import { Diagnostics } from './diagnostics.js';
import { OpenDocument } from './documents.js';
import type { ServerHost } from './host.js';
import { functionPlace } from './functionPlace.js';
import { hover } from './hover.js';
import { IndexProgress } from './indexProgress.js';
import { inlayHints } from './inlayHints.js';
import { layoutChoices, layoutDocument } from './layoutDocument.js';
import { memberFiles, memberUses } from './memberUses.js';
import { pageWords } from './pageWords.js';
import { references, usesOfWord } from './references.js';
import { readSettings } from './settings.js';
import { Slices, type Urgency } from './slices.js';
import { documentSymbols } from './symbols.js';
import { typedUses } from './typedUses.js';
import { placements } from './placements.js';
import { whatIf } from './whatIf.js';
import { whatIfChoices } from './whatIfChoices.js';
import { type OpenedFile, type OpenedTree, Workspace } from './workspace.js';

/** From the first file of a tree to reading all of it: a person who only looks something up is gone by then. */
const INDEX_DELAY_MS = 2000;
/** Counts are asked for anew so often at most while somebody types. */
const USES_CHANGED_MS = 500;
/** What the client runs for the link in a hover. */
const USES_COMMAND = 'pagelens.findUsesOfWord';

/** What a client can do that this server uses. */
interface Client {
  readonly utf8: boolean;
  readonly configuration: boolean;
  readonly configurationChanges: boolean;
  readonly watchedFiles: boolean;
  readonly progress: boolean;
  readonly hintRefresh: boolean;
  readonly lensRefresh: boolean;
  readonly options: ClientOptions;
}

export function startServer(connection: Connection, host: ServerHost): void {
  connection.onInitialize((params): InitializeResult => {
    const client = readClient(params);
    if (client.options.texts) config({ contents: client.options.texts });
    serve(connection, host, client);
    return {
      capabilities: {
        positionEncoding: client.utf8 ? PositionEncodingKind.UTF8 : PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        definitionProvider: true,
        declarationProvider: true,
        referencesProvider: true,
        documentSymbolProvider: { label: 'Pagelens' },
        inlayHintProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: { resolveProvider: true },
      },
      serverInfo: { name: 'pagelens', version },
    };
  });
  connection.listen();
}

function readClient({ capabilities, initializationOptions }: InitializeParams): Client {
  return {
    utf8: capabilities.general?.positionEncodings?.includes(PositionEncodingKind.UTF8) ?? false,
    configuration: capabilities.workspace?.configuration ?? false,
    configurationChanges: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchedFiles: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    progress: capabilities.window?.workDoneProgress ?? false,
    hintRefresh: capabilities.workspace?.inlayHint?.refreshSupport ?? false,
    lensRefresh: capabilities.workspace?.codeLens?.refreshSupport ?? false,
    options: typeof initializationOptions === 'object' && initializationOptions !== null ? initializationOptions as ClientOptions : {},
  };
}

function serve(connection: Connection, host: ServerHost, client: Client): void {
  const progress = new IndexProgress(connection, client.progress);
  const workspace = new Workspace(host, client.utf8 ? 'utf-8' : 'utf-16', {
    onStatus: (status) => { inBackground(connection.sendNotification(Methods.status, status)); },
    onIndex: (index, kernel) => { inBackground(progress.follow(index, `Linux ${kernel}`)); },
    onWarning: (message) => { inBackground(connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message })); },
    onReopened: () => {
      for (const { uri } of workspace.documents.all()) inBackground(touch(uri));
      if (client.hintRefresh) inBackground(connection.languages.inlayHint.refresh());
      if (client.lensRefresh) inBackground(connection.sendRequest(CodeLensRefreshRequest.type));
    },
  });
  const slices = new Slices();
  const diagnostics = new Diagnostics(workspace, slices, (params) => { inBackground(connection.sendDiagnostics(params)); }, inBackground);
  workspace.configure(readSettings(client.options.settings ?? client.options));
  let indexing: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;

  /** Work nobody waits for: what goes wrong in it is logged. */
  function inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => { connection.console.error(error instanceof Error ? error.stack ?? error.message : String(error)); });
  }

  /** Opens the tree of a document that came or is seen anew. */
  async function touch(uri: string): Promise<void> {
    const file = await workspace.file(uri);
    if (!file) return;
    diagnostics.schedule(uri);
    if (!workspace.settings.index || file.tree.index.state.state !== 'none' || indexing) return;
    indexing = setTimeout(() => {
      indexing = undefined;
      inBackground(file.tree.index.start());
    }, INDEX_DELAY_MS);
  }

  /** Tells the client that counts of uses may have changed, not at every key. */
  function usesMayHaveChanged(): void {
    telling ??= setTimeout(() => {
      telling = undefined;
      inBackground(connection.sendNotification(Methods.usesChanged));
    }, USES_CHANGED_MS);
  }

  async function configure(pushed?: unknown): Promise<void> {
    const before = workspace.settings;
    const value: unknown = client.configuration ? await connection.workspace.getConfiguration('pagelens') : pushed;
    if (value === undefined) return;
    workspace.configure(readSettings(value));
    if (before.offsets !== workspace.settings.offsets && client.hintRefresh) await connection.languages.inlayHint.refresh();
    if (before.lenses !== workspace.settings.lenses && client.lensRefresh) await connection.sendRequest(CodeLensRefreshRequest.type);
  }

  /** A request about a file of a kernel tree; what lies outside of one, or was cancelled, gets the empty answer. */
  async function about<T>(uri: string, token: CancellationToken, otherwise: T, answer: (file: OpenedFile) => T): Promise<T> {
    const file = await workspace.file(uri);
    return file && !token.isCancellationRequested ? answer(file) : otherwise;
  }

  /** The same for answers that functions have to be read for: in slices, as long as the document stays what it is. */
  async function aboutFunctions<T>(uri: string, urgency: Urgency, token: CancellationToken, otherwise: T, answer: (file: OpenedFile) => T): Promise<T> {
    const file = await workspace.file(uri), version = workspace.documents.get(uri)?.version;
    if (!file) return otherwise;
    return await slices.ask(file.session, urgency, () => answer(file), () => !token.isCancellationRequested && workspace.documents.get(uri)?.version === version) ?? otherwise;
  }

  /** The tree of a file, else the one that was opened last. */
  async function treeOf({ textDocument }: AboutTree): Promise<OpenedTree | undefined> {
    return (textDocument && (await workspace.file(textDocument.uri))?.tree) ?? workspace.lastTree;
  }

  connection.onInitialized(() => {
    if (client.configurationChanges) inBackground(connection.client.register(DidChangeConfigurationNotification.type, { section: 'pagelens' }));
    if (client.watchedFiles) inBackground(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.{c,h}' }, { globPattern: '**/.config' }, { globPattern: '**/auto.conf' }, { globPattern: `**/${SETTINGS_FILE}` }] }));
    if (client.configuration) inBackground(configure());
  });
  connection.onDidChangeConfiguration(({ settings }) => { inBackground(configure(settings)); });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    inBackground(workspace.changedOnDisk(changes.map(({ uri, type }) => ({ uri, cameOrWent: type !== FileChangeType.Changed }))).then(() => { diagnostics.scheduleAll(); }));
    usesMayHaveChanged();
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, version: number, text } }) => {
    workspace.documents.open(new OpenDocument(uri, number, text, workspace.encoding));
    inBackground(touch(uri));
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version: number }, contentChanges }) => {
    workspace.documents.get(uri)?.apply(number, contentChanges);
    diagnostics.schedule(uri);
    usesMayHaveChanged();
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    inBackground(workspace.changedOnDisk([{ uri, cameOrWent: false }]));
    diagnostics.scheduleAll();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.documents.close(uri);
    diagnostics.close(uri);
    usesMayHaveChanged();
  });

  connection.onHover(({ textDocument: { uri }, position }, token) => aboutFunctions(uri, 'now', token, null, (file) =>
    hover(file, position, {
      ...(client.options.commandLinks === true && { usesCommand: commandLink(USES_COMMAND, [{ uri, position }]) }), ...(client.options.wordColours === true && { wordColours: true }),
    })));
  connection.onDefinition(({ textDocument: { uri }, position }, token) => about(uri, token, null, (file) => definition(workspace, file, position)));
  connection.onDeclaration(({ textDocument: { uri }, position }, token) => about(uri, token, null, (file) => definition(workspace, file, position)));
  connection.onReferences(async ({ textDocument: { uri }, position, context }, token) => await references(workspace, uri, position, context.includeDeclaration, token) ?? null);
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) => about(uri, token, null, (file) => documentSymbols(file, token)));
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) => (workspace.settings.offsets ? about(uri, token, null, (file) => inlayHints(file, range, token)) : null));
  connection.onCodeAction(({ textDocument: { uri }, context: { diagnostics: told, only } }, token) => about(uri, token, null, (file) =>
    codeActions(file, { uri, diagnostics: told, only, commands: client.options.commandLinks === true })));
  connection.onCodeLens(({ textDocument: { uri } }, token) => (workspace.settings.lenses ? about(uri, token, null, (file) => codeLenses(file, uri, token)) : null));
  connection.onCodeLensResolve((lens, token) => {
    const data = lens.data as LensData;
    // Without a command to run: it only says something.
    return aboutFunctions(data.uri, 'soon', token, lens, (file) => ({ ...lens, command: { title: lensTitle(file, data), command: '' } }));
  });
  connection.onRequest(Methods.usesOfWord, async ({ textDocument: { uri }, position }: UsesOfWordParams, token: CancellationToken) => await usesOfWord(workspace, uri, position, token) ?? null);
  connection.onRequest(Methods.typedUses, ({ textDocument: { uri } }: TypedUsesParams, token: CancellationToken) => about(uri, token, null, (file) => typedUses(file) ?? null));
  connection.onRequest(Methods.configurations, async (about: ConfigurationsParams) => {
    const tree = await treeOf(about);
    return tree ? configurations(tree) : null;
  });
  connection.onRequest(Methods.pageWords, async (asked: PageWordsParams) => {
    const tree = await treeOf(asked);
    if (tree && asked.read) inBackground(tree.index.start());
    return tree ? pageWords(workspace, tree, asked.filter) ?? null : null;
  });
  connection.onRequest(Methods.memberFiles, async (asked: MemberFilesParams) => {
    const tree = await treeOf(asked);
    return tree ? memberFiles(tree, asked) : null;
  });
  connection.onRequest(Methods.memberUses, async (asked: MemberUsesParams) => {
    const tree = await treeOf(asked);
    return tree ? memberUses(workspace, tree, asked) : null;
  });

  connection.onRequest(Methods.layout, async (asked: LayoutParams) => {
    const tree = await treeOf(asked);
    return tree ? layoutDocument(host, tree, asked) : null;
  });
  connection.onRequest(Methods.layoutChoices, async (asked: LayoutChoicesParams) => {
    const tree = await treeOf(asked);
    return tree ? layoutChoices(tree, asked.textDocument && await workspace.file(asked.textDocument.uri), asked.position) : null;
  });
  connection.onRequest(Methods.debuggerCommand, async (asked: DebuggerCommandParams) => {
    const tree = await treeOf(asked);
    return tree ? commandForMember(tree.session, asked.textDocument && await workspace.file(asked.textDocument.uri), asked) ?? null : null;
  });

  connection.onRequest(Methods.functionPlace, async (asked: FunctionPlaceParams) => {
    const tree = await treeOf(asked);
    return tree ? functionPlace(workspace, tree, asked.name) ?? null : null;
  });

  connection.onRequest(Methods.whatIf, async (asked: WhatIfParams, token: CancellationToken) => {
    const tree = await treeOf(asked);
    return tree ? whatIf(asked.question, tree, token) : null;
  });
  connection.onRequest(Methods.placements, async (asked: PlacementsParams, token: CancellationToken) => {
    const tree = await treeOf(asked);
    return tree ? placements(asked, tree.session, token) : null;
  });
  connection.onRequest(Methods.whatIfChoices, async ({ textDocument, position }: WhatIfChoicesParams) => {
    const file = textDocument && await workspace.file(textDocument.uri);
    const session = file?.session ?? workspace.lastTree?.session;
    return session ? whatIfChoices(session, file, position) : null;
  });

  connection.onNotification(Methods.cancelIndex, () => { workspace.lastTree?.index.cancel(); });

  connection.onShutdown(() => {
    clearTimeout(indexing);
    clearTimeout(telling);
    diagnostics.dispose();
    workspace.dispose();
  });
}

function commandLink(command: string, args: readonly unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
}
