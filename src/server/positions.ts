/**
 * Between the core's places (bytes) and an editor's (UTF-16 units, or bytes where the client can). Texts are byte strings: one
 * character a byte of the file's UTF-8.
 */
import type { Position, Range } from 'vscode-languageserver';
import { lineIndex } from '../c/position.js';

export type Encoding = 'utf-8' | 'utf-16';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');
const beyondAscii = /[\x80-\xff]/;
/** String.fromCharCode takes so many at once. */
const CHUNK = 8192;

/** The UTF-8 bytes of an editor's text. */
export function toByteString(text: string): string {
  // Most kernel files are ASCII: their bytes are their characters.
  if (!/[^\x00-\x7f]/.test(text)) return text;
  const bytes = encoder.encode(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += CHUNK) out += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return out;
}

/** What an editor shows for bytes: invalid sequences become U+FFFD, a byte order mark nothing. */
export function fromByteString(bytes: string): string {
  return beyondAscii.test(bytes) ? decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))) : bytes;
}

/** Places of one text in one encoding. */
export class Positions {
  readonly text: string;
  readonly #encoding: Encoding;
  #ascii: boolean | undefined;

  constructor(text: string, encoding: Encoding) {
    this.text = text;
    this.#encoding = encoding;
  }

  /** Whether bytes are what the editor counts. */
  get #countsBytes(): boolean {
    return (this.#ascii ??= this.#encoding === 'utf-8' || !beyondAscii.test(this.text));
  }

  /** @param line 1-based @param column 1-based byte column */
  position(line: number, column: number): Position {
    if (this.#countsBytes) return { line: line - 1, character: column - 1 };
    const start = lineIndex(this.text).offset(line, 1);
    const before = this.text.slice(start, start + column - 1);
    return { line: line - 1, character: beyondAscii.test(before) ? fromByteString(before).length : column - 1 };
  }

  at(offset: number): Position {
    const { line, column } = lineIndex(this.text).at(offset);
    return this.position(line, column);
  }

  range(start: number, end: number): Range {
    return { start: this.at(start), end: this.at(end) };
  }

  /** The byte offset of an editor's place; past a line's end, its end. */
  offset(position: Position): number {
    const lines = lineIndex(this.text);
    const start = lines.offset(position.line + 1, 1);
    if (start > this.text.length || lines.at(start).line !== position.line + 1) return this.text.length;
    const next = this.text.indexOf('\n', start);
    const end = next < 0 ? this.text.length : next;
    if (this.#countsBytes) return Math.min(start + position.character, end);
    const line = this.text.slice(start, end);
    if (!beyondAscii.test(line)) return Math.min(start + position.character, end);
    return Math.min(start + encoder.encode(fromByteString(line).slice(0, position.character)).length, end);
  }
}
