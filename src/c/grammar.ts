import { Language, Parser } from 'web-tree-sitter';
import { type CursorFunctions, cursorFunctions } from './cursor.js';
import { CParser } from './syntax.js';

/** The two WebAssembly files, read by whoever hosts us: Node from dist/, a web worker through workspace.fs. */
export interface GrammarBytes {
  /** web-tree-sitter.wasm */
  readonly runtime: Uint8Array;
  /** tree-sitter-c.wasm */
  readonly language: Uint8Array;
}

let ready: Promise<CursorFunctions> | undefined;

async function start(wasmBinary: Uint8Array): Promise<CursorFunctions> {
  // web-tree-sitter makes the object that it is given its WebAssembly module.
  const module = { wasmBinary, locateFile: (name: string): string => name };
  await Parser.init(module);
  return cursorFunctions(module);
}

/** Loads tree-sitter and the C grammar once; needs neither a file system nor a network. */
export async function loadGrammar(bytes: GrammarBytes): Promise<CParser> {
  ready ??= start(bytes.runtime);
  const cursors = await ready;
  const language = await Language.load(bytes.language);
  const parser = new Parser();
  parser.setLanguage(language);
  return new CParser(parser, language, cursors);
}
