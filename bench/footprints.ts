/** What an edit in one mm file costs those who ask what functions do: everything that rests on it, read again. Run from the project's root. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadGrammar } from '../src/c/grammar.js';
import { NodeFiles } from '../src/cli/nodeFiles.js';
import { KernelSession } from '../src/server/session.js';

const EDITED = ['mm/gup.c', 'mm/swap.c', 'mm/vmalloc.c', 'mm/page_alloc.c'];

/** Asks for the footprint of every function that mm/ defines. @returns milliseconds, and how many there are */
function askAll(session: KernelSession, files: readonly string[]): { readonly ms: number; readonly functions: number } {
  const { footprints } = session.checking;
  let functions = 0;
  const start = performance.now();
  for (const path of files) {
    const file = session.source(path);
    if (!file) continue;
    for (const { kind, name } of file.outline.items) if (kind === 'function' && name !== '' && footprints.summary(name, file)) functions++;
  }
  return { ms: performance.now() - start, functions };
}

const root = join(homedir(), '.cache', 'pagelens', 'linux-source-6.12');
if (existsSync(root)) {
  const wasm = (name: string): Uint8Array => readFileSync(join('node_modules', name));
  const parser = await loadGrammar({ runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), language: wasm('tree-sitter-c/tree-sitter-c.wasm') });
  const session = new KernelSession({ choice: { root, arch: '', config: '' }, configText: undefined, files: new NodeFiles(root), parser });
  const files = readdirSync(join(root, 'mm')).filter((name) => name.endsWith('.c')).map((name) => `mm/${name}`);
  const first = askAll(session, files);
  console.log(`footprints of ${first.functions} functions of mm/ (6.12), cold: ${(first.ms / 1000).toFixed(1)} s; asked again: ${askAll(session, files).ms.toFixed(0)} ms`);
  for (const path of EDITED) {
    const text = readFileSync(join(root, path), 'latin1');
    const at = text.indexOf(';\n', text.length / 2) + 1;
    const times = ['', ' barrier();', ' barrier(); barrier();'].map((typed) => {
      const start = performance.now();
      session.overlay(path, text.slice(0, at) + typed + text.slice(at));
      askAll(session, files);
      return performance.now() - start;
    });
    console.log(`after an edit in ${path}: ${times.slice(1).map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
    session.overlay(path, undefined);
  }
}
