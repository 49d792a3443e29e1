/**
 * What-if questions on an indexed tree, asked of the shipped language server; the first time each is asked, and afterwards. Indexed: the
 * server has read the typed uses of the whole tree, as it does in the background once a file of it is open. Run from the project's root.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, DidOpenTextDocumentNotification, InitializeRequest, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { Methods } from '../src/protocol.js';
import type { WhatIfQuestion } from '../src/whatIfProtocol.js';

const ROUNDS = 9;
/** A person needs some seconds for the quick picks, in which the server prepares itself. */
const CHOOSING_MS = 4000;

const questions: Readonly<Record<string, WhatIfQuestion>> = {
  'place list_head, vmalloc': { kind: 'place', type: 'list_head', state: 'vmalloc', mappable: 'yes' },
  'place bits:3, vmalloc': { kind: 'place', type: 'bits:3', state: 'vmalloc' },
  'who mapping, vmalloc': { kind: 'who', member: 'mapping', state: 'vmalloc' },
  'who private, slab': { kind: 'who', member: 'private', state: 'slab' },
  'fit two-words': { kind: 'fit', proposal: { name: 'two-words' } },
  'move: u32 behind private': { kind: 'move', edits: [{ edit: 'add', text: 'u32 foo after private' }] },
};

/** CPU time of a process's main thread so far, in steps of 10 ms: other work on the machine disturbs it less than the clock. NaN but on Linux. */
function mainThreadMs(pid: number): number {
  const file = `/proc/${pid}/task/${pid}/stat`;
  if (!existsSync(file)) return NaN;
  const fields = readFileSync(file, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function measure(root: string): Promise<void> {
  const server = spawn(process.execPath, ['dist/pagelens.cjs', 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.listen();
    await connection.sendRequest(InitializeRequest.type, { processId: process.pid, rootUri: null, workspaceFolders: null, capabilities: {} });
    const uri = pathToFileURL(join(root, 'mm/vmalloc.c')).href;
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'c', version: 1, text: readFileSync(join(root, 'mm/vmalloc.c'), 'utf8') } });
    const ask = (question: WhatIfQuestion): Promise<unknown> => connection.sendRequest(Methods.whatIf, { textDocument: { uri }, question });
    // The first question for uses waits until the tree is read.
    await ask({ kind: 'left', members: ['page.private'] });
    await connection.sendRequest(Methods.whatIfChoices, { textDocument: { uri } });
    await new Promise((resolve) => { setTimeout(resolve, CHOOSING_MS); });
    for (const [title, question] of Object.entries(questions)) {
      const times: number[] = [], busy: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const start = performance.now(), before = mainThreadMs(server.pid!);
        await ask(question);
        times.push(performance.now() - start);
        busy.push(mainThreadMs(server.pid!) - before);
      }
      const [first, ...later] = times;
      later.sort((a, b) => a - b);
      console.log(`| ${title} | ${first!.toFixed(0)} ms | ${busy[0]!.toFixed(0)} ms | ${later[later.length >> 1]!.toFixed(0)} ms | ${later.at(-1)!.toFixed(0)} ms |`);
    }
  } finally {
    server.kill();
  }
}

console.log(`load ${loadavg()[0]!.toFixed(1)}\n| what-if, indexed 6.12 | first | its CPU time | median | largest |\n| --- | ---: | ---: | ---: | ---: |`);
const cache = process.env['PAGELENS_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pagelens');
const root = join(cache, 'linux-source-6.12');
if (existsSync(join(root, 'mm/vmalloc.c'))) await measure(root);
else console.log(`| skipped: ${root} is not there |`);
