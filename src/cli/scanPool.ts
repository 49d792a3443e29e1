/** Spreads a scan over worker threads, each with its own view of the tree; a small scan stays in this thread. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { openAt, type TreeOptions } from './findTree.js';
import { loadBundledGrammar } from './grammarFiles.js';
import { type ScanOptions, type ScanResult, UsesScanner } from './usesScanner.js';

/** What a worker is started with and what passes between it and the pool. */
export interface WorkerSetup {
  readonly root: string;
  readonly tree: TreeOptions;
  readonly scan: ScanOptions;
}
export type ToWorker = { readonly kind: 'scan'; readonly paths: readonly string[] } | { readonly kind: 'end' };
export type FromWorker = { readonly kind: 'ready' } | { readonly kind: 'done'; readonly result: ScanResult; readonly files: number };

const BATCH = 48;
const INLINE_FILES = 40;

/**
 * @param onProgress told how many files are done, now and then
 * @throws UserError as UsesScanner does
 */
export async function scanUses(setup: WorkerSetup, files: readonly string[], onProgress: (done: number) => void): Promise<ScanResult> {
  const threads = Math.min(availableParallelism(), 8, Math.ceil(files.length / INLINE_FILES));
  if (threads <= 1) {
    const scanner = new UsesScanner(setup.root, openAt(setup.root, setup.tree, () => undefined), await loadBundledGrammar(), setup.scan);
    return scanner.scan(files);
  }
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < files.length; at += BATCH) batches.push(files.slice(at, at + BATCH));
  const parts = new Map<number, ScanResult>();
  let next = 0, done = 0;
  await Promise.all(Array.from({ length: threads }, () => new Promise<void>((resolve, reject) => {
    const worker = new Worker(join(dirname(fileURLToPath(import.meta.url)), 'worker.cjs'), { workerData: setup });
    let batch = -1;
    const send = (message: ToWorker): void => { worker.postMessage(message); };
    const give = (): void => {
      batch = next++;
      const paths = batches[batch];
      send(paths ? { kind: 'scan', paths } : { kind: 'end' });
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'done') {
        parts.set(batch, message.result);
        done += message.files;
        onProgress(done);
      }
      give();
    });
    worker.on('error', reject);
    worker.on('exit', () => { resolve(); });
  })));
  const ordered = [...parts.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
  return {
    uses: ordered.flatMap((part) => part.uses), unknown: ordered.flatMap((part) => part.unknown),
    errors: ordered.flatMap((part) => part.errors), warnings: ordered.flatMap((part) => part.warnings),
  };
}
