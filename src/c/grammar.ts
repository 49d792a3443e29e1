import { Language, Parser } from 'web-tree-sitter';
import { CParser } from './syntax.js';

/** The two WebAssembly files, read by whoever hosts us: Node from dist/, a web worker through workspace.fs. */
export interface GrammarBytes {
  /** web-tree-sitter.wasm */
  readonly runtime: Uint8Array;
  /** tree-sitter-c.wasm */
  readonly language: Uint8Array;
}

let ready: Promise<void> | undefined;

/** Loads tree-sitter and the C grammar once; needs neither a file system nor a network. */
export async function loadGrammar(bytes: GrammarBytes): Promise<CParser> {
  ready ??= Parser.init({ wasmBinary: bytes.runtime, locateFile: (name: string) => name });
  await ready;
  const language = await Language.load(bytes.language);
  const parser = new Parser();
  parser.setLanguage(language);
  return new CParser(parser, language);
}
