/** Fresh uses after a keystroke in a large file: what an editor waits for while somebody types. Run from the project's root. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NodeFiles } from '../src/cli/nodeFiles.js';
import { loadGrammar } from '../src/c/grammar.js';
import { OpenDocument } from '../src/server/documents.js';
import { KernelSession } from '../src/server/session.js';

const FILE = 'mm/page_alloc.c';
/** Typed in the middle of a function: a line that holds uses, one that does not, and a brace that is open for a while. */
const TYPED = '\n\tpage->private = page->index + 1;\n\tif (order) {\n\t\tpr_info("%d\\n", order);\n\t}\n';
const ROUNDS = 4;

export interface KeystrokeTimes {
  readonly file: string;
  readonly bytes: number;
  readonly keystrokes: number;
  /** Milliseconds from the change's arrival to the file's uses. */
  readonly median: number;
  readonly p95: number;
  /** The same file read from nothing but with its headers known, in milliseconds. */
  readonly whole: number;
}

/** @param root top of a kernel tree */
export async function measureKeystrokes(root: string): Promise<KeystrokeTimes> {
  const wasm = (name: string): Uint8Array => readFileSync(join('node_modules', name));
  const parser = await loadGrammar({ runtime: wasm('web-tree-sitter/web-tree-sitter.wasm'), language: wasm('tree-sitter-c/tree-sitter-c.wasm') });
  const session = new KernelSession({ choice: { root, arch: '', config: '' }, configText: undefined, files: new NodeFiles(root), parser });
  const text = readFileSync(join(root, FILE), 'utf8');
  const document = new OpenDocument(`file://${root}/${FILE}`, 1, text, 'utf-16');
  session.overlay(FILE, document.bytes);
  session.uses(FILE);

  session.overlay(FILE, undefined);
  session.overlay(FILE, `${document.bytes}\n/* */`);
  const wholeStart = performance.now();
  session.uses(FILE);
  const whole = performance.now() - wholeStart;
  session.overlay(FILE, document.bytes);
  session.uses(FILE);

  // The end of the first line behind the file's middle that stands in a function.
  const from = text.indexOf('\n\t', text.length / 2) + 1;
  let at = text.indexOf('\n', from);
  let version = 2;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of TYPED) {
      const position = document.positions.at(at++);
      const start = performance.now();
      document.apply(version++, [{ range: { start: position, end: position }, text: key }]);
      session.overlay(FILE, document.bytes);
      session.uses(FILE);
      times.push(performance.now() - start);
    }
  }
  times.sort((a, b) => a - b);
  const at95 = Math.floor(times.length * 0.95);
  return { file: FILE, bytes: text.length, keystrokes: times.length, median: times[times.length >> 1]!, p95: times[at95]!, whole };
}

console.log('| after one keystroke | bytes | keystrokes | median | p95 | the whole file instead |\n| --- | ---: | ---: | ---: | ---: | ---: |');
const cache = process.env['PAGELENS_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pagelens');
for (const version of ['6.1', '6.12']) {
  const root = join(cache, `linux-source-${version}`);
  if (!existsSync(join(root, FILE))) {
    console.log(`| ${FILE} of ${version} | skipped: ${root} is not there |`);
    continue;
  }
  const { bytes, keystrokes, median, p95, whole } = await measureKeystrokes(root);
  console.log(`| ${FILE} of ${version} | ${bytes} | ${keystrokes} | ${median.toFixed(1)} ms | ${p95.toFixed(1)} ms | ${whole.toFixed(0)} ms |`);
}
