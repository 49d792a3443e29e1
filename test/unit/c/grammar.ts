import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadGrammar } from '../../../src/c/grammar.js';
import type { CParser } from '../../../src/c/syntax.js';

let loading: Promise<CParser> | undefined;

/** The C parser, loaded once for all tests. */
export function testParser(): Promise<CParser> {
  const wasm = (name: string): Uint8Array => readFileSync(join(process.cwd(), 'node_modules', name));
  loading ??= loadGrammar({ runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), language: wasm('tree-sitter-c/tree-sitter-c.wasm') });
  return loading;
}
