import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection, createProtocolConnection, DidChangeTextDocumentNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification, InitializedNotification,
  InitializeRequest, type InitializeParams, type InitializeResult, type Position, ProposedFeatures, type ProtocolConnection, type PublishDiagnosticsParams, PublishDiagnosticsNotification,
  ShowMessageNotification, ShutdownRequest, StreamMessageReader, StreamMessageWriter,
} from 'vscode-languageserver/node';
import { Methods, type TreeStatus } from '../../../src/protocol.js';
import type { ServerHost } from '../../../src/server/host.js';
import { startServer } from '../../../src/server/server.js';
import { testHost } from './testHost.js';

export interface ClientOptions {
  readonly host?: ServerHost;
  readonly settings?: unknown;
  readonly encodings?: readonly string[];
  readonly commandLinks?: boolean;
  /** English text to translation. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** An editor without a window: talks to a server in this process over a pair of streams. */
export class TestClient {
  readonly connection: ProtocolConnection;
  readonly messages: string[] = [];
  readonly statuses: TreeStatus[] = [];
  readonly diagnostics = new Map<string, PublishDiagnosticsParams>();
  #version = 1;
  #initialized: InitializeResult | undefined;

  private constructor(connection: ProtocolConnection) {
    this.connection = connection;
    connection.onNotification(ShowMessageNotification.type, ({ message }) => { this.messages.push(message); });
    connection.onNotification(Methods.status, (status: TreeStatus) => { this.statuses.push(status); });
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => { this.diagnostics.set(params.uri, params); });
  }

  static async start({ host = testHost, settings = { index: { background: false } }, encodings, commandLinks, texts }: ClientOptions = {}): Promise<TestClient> {
    const toServer = new PassThrough(), toClient = new PassThrough();
    startServer(createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), host);
    const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    const client = new TestClient(connection);
    connection.listen();
    const params = {
      processId: null, workspaceFolders: null, capabilities: { ...(encodings && { general: { positionEncodings: [...encodings] } }) }, initializationOptions: { settings, commandLinks, texts },
    } as unknown as InitializeParams;
    client.#initialized = await connection.sendRequest(InitializeRequest.type, params);
    await connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  get initialized(): InitializeResult {
    if (!this.#initialized) throw new Error('not initialized');
    return this.#initialized;
  }

  async open(path: string, text = readFileSync(path, 'utf8')): Promise<OpenFile> {
    const uri = pathToFileURL(path).href;
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'c', version: this.#version++, text } });
    return new OpenFile(uri, text);
  }

  /** Replaces a stretch of the text, as an editor does. */
  async edit(file: OpenFile, start: number, end: number, text: string): Promise<void> {
    const range = { start: file.position(start), end: file.position(end) };
    file.text = file.text.slice(0, start) + text + file.text.slice(end);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: file.uri, version: this.#version++ }, contentChanges: [{ range, text }] });
  }

  async close(file: OpenFile): Promise<void> {
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: file.uri } });
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
    this.connection.dispose();
  }
}

/** A document as its editor sees it. */
export class OpenFile {
  readonly uri: string;
  text: string;

  constructor(uri: string, text: string) {
    this.uri = uri;
    this.text = text;
  }

  get textDocument(): { readonly uri: string } {
    return { uri: this.uri };
  }

  /** In UTF-16 units. */
  position(offset: number): Position {
    const before = this.text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before[before.length - 1]!.length };
  }

  /** Where a word stands in the first text that holds it. */
  at(text: string, word = text): Position {
    return this.position(this.offset(text, word));
  }

  offset(text: string, word = text): number {
    const from = this.text.indexOf(text);
    if (from < 0) throw new Error(`${this.uri}: no ${text}`);
    return this.text.indexOf(word, from);
  }

  /** The text of a range. */
  slice(range: { readonly start: Position; readonly end: Position }): string {
    const lines = this.text.split('\n');
    if (range.start.line !== range.end.line) return lines.slice(range.start.line, range.end.line + 1).join('\n');
    return lines[range.start.line]!.slice(range.start.character, range.end.character);
  }
}

export const inExamples = (path: string): string => join(process.cwd(), 'examples', path);
