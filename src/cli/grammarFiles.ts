import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadGrammar } from '../c/grammar.js';
import type { CParser } from '../c/syntax.js';

/** Loads the grammar from the two .wasm files beside the bundle. */
export function loadBundledGrammar(): Promise<CParser> {
  const here = dirname(fileURLToPath(import.meta.url));
  return loadGrammar({ runtime: readFileSync(join(here, 'web-tree-sitter.wasm')), language: readFileSync(join(here, 'tree-sitter-c.wasm')) });
}
