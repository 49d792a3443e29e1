/** The files open in the editor, as byte strings, kept up to date by incremental changes. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { type Encoding, Positions, toByteString } from './positions.js';

/** Larger texts are kept out of the core: nobody wrote them. */
const MAX_BYTES = 24 * 1024 * 1024;

export class OpenDocument {
  readonly uri: string;
  #version: number;
  #positions: Positions;
  readonly #encoding: Encoding;

  constructor(uri: string, version: number, text: string, encoding: Encoding) {
    this.uri = uri;
    this.#version = version;
    this.#encoding = encoding;
    this.#positions = new Positions(toByteString(text), encoding);
  }

  get version(): number {
    return this.#version;
  }

  get bytes(): string {
    return this.#positions.text;
  }

  get tooLarge(): boolean {
    return this.bytes.length > MAX_BYTES;
  }

  get positions(): Positions {
    return this.#positions;
  }

  apply(version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    for (const change of changes) {
      const inserted = toByteString(change.text);
      let text = inserted;
      if ('range' in change) {
        const start = this.#positions.offset(change.range.start), end = Math.max(start, this.#positions.offset(change.range.end));
        text = this.bytes.slice(0, start) + inserted + this.bytes.slice(end);
      }
      this.#positions = new Positions(text, this.#encoding);
    }
    this.#version = version;
  }
}

/** By URI as the client spells it. */
export class Documents {
  readonly #open = new Map<string, OpenDocument>();

  get(uri: string): OpenDocument | undefined {
    return this.#open.get(uri);
  }

  all(): IterableIterator<OpenDocument> {
    return this.#open.values();
  }

  open(document: OpenDocument): void {
    this.#open.set(document.uri, document);
  }

  close(uri: string): OpenDocument | undefined {
    const document = this.#open.get(uri);
    this.#open.delete(uri);
    return document;
  }
}
